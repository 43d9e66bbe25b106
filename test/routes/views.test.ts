import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { action } from "../../app/routes/app.views.ts";
import { loader } from "../../app/routes/app.open-orders.tsx";
import { setRuntime } from "../../app/runtime.server.ts";
import { freshDatabase, testShop } from "../database.ts";

vi.mock("../../app/shopify.server.ts", () => ({
  authenticate: {
    admin: async (request: Request) => ({
      session: { shop: request.headers.get("x-signed-in") },
      sessionToken: { sub: "1" },
      admin: { graphql: () => Promise.reject(new Error("not asked for")) },
    }),
  },
}));

let db: Db;
let shop: ShopContext;
beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  shop = await testShop(db);
});
afterAll(() => db.close());

const asked = (path: string, init: RequestInit = {}) => ({
  request: new Request(`https://app.test${path}`, {
    ...init,
    headers: { "x-signed-in": shop.domain },
  }),
  ...{ params: {}, context: {} },
});
const post = (body: unknown) =>
  action(asked("/app/views", { method: "POST", body: JSON.stringify(body) }));
const views = async (search = "") => (await loader(asked(`/app/open-orders${search}`))).views;

test("the list as its address has it is saved, shown beside the list, and deleted", async () => {
  const search = "shop=a&host=b&age=late-more&carrier=DHL&after=5.F";
  expect(await post({ list: "open-orders", name: "  Late with DHL ", search })).toEqual({
    done: "saved",
  });
  const chosen = { age: "late-more", state: null, location: null, carrier: "DHL" };
  const [kept] = await views("?carrier=DHL&age=late-more");
  expect(kept).toMatchObject({ name: "Late with DHL", chosen, isShown: true });
  expect(await post({ remove: kept!.id })).toEqual({ done: "removed" });
  expect(await views()).toEqual([]);
});

test("a name of no or more than sixty characters, and a view too many, are told as such", async () => {
  const named = (name: string) => post({ list: "open-orders", name, search: "" });
  expect(await named("   ")).toEqual({ fault: "name", got: 0 });
  expect(await named("a".repeat(61))).toEqual({ fault: "name", got: 61 });
  for (let n = 0; n < 20; n += 1) {
    expect(await named(`${n}`.padEnd(60, "."))).toEqual({ done: "saved" });
  }
  expect(await named("One more")).toEqual({ fault: "most", got: 20 });
  expect(await views()).toHaveLength(20);
});

test("what is no view of a list the app has is refused in words", async () => {
  for (const body of [null, {}, { list: "tasks", name: "a", search: "" }, { remove: 5 }]) {
    const refused = await post(body).catch((problem: unknown) => problem as Response);
    if (!(refused instanceof Response)) throw new Error(`took ${JSON.stringify(body)}`);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(/^got no view, expected \{list, name, search\}/);
  }
});
