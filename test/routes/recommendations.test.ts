import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { makeAccessKey, revokeAccessKey } from "../../app/ledger/access-keys.server.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { loader } from "../../app/routes/api.v1.$/route.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import type { Recommendations } from "../../app/scorecard/recommend.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order } from "../ledger/make.ts";

let db: Db;
let mine: ShopContext;
let key: string;

beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  mine = await testShop(db);
  const sales = ["1", "2"].map((id) =>
    order(id, 0, { customerId: "77", lines: [line("1", { sku: "MUG", title: "Mug <b>" })] }),
  );
  await inShop(db, mine.id, (client) => writeFacts(client, mine, sales));
  await refreshRecommendations(db, mine, { now: minute(0) });
  ({ key } = await keyOf(mine));
});
afterAll(() => db.close());

const keyOf = (shop: ShopContext) =>
  inShop(db, shop.id, (client) =>
    makeAccessKey(client, shop, { name: "window", scopes: ["recommendations"] }),
  );

async function ask(search: string, authorization?: string) {
  const request = new Request(`https://app.test/api/v1/recommendations${search}`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  const answer = await loader({ request, params: { "*": "recommendations" }, context: {} }).catch(
    (thrown: unknown) => {
      if (thrown instanceof Response) return thrown;
      throw thrown;
    },
  );
  const body = (await answer.json()) as Recommendations & {
    error?: { got: string; expected: string };
  };
  return { status: answer.status, headers: answer.headers, body };
}

test("a key gets the list of its shop, by SKU, id or Shopify's global id", async () => {
  const list = await ask("?customer=gid://shopify/Customer/77&limit=3", `Bearer ${key}`);
  expect(list.status).toBe(200);
  expect(list.headers.get("content-type")).toContain("application/json");
  expect(list.headers.get("cache-control")).toBe("no-store");
  expect(list.body).toMatchObject({
    for: { customer: "77" },
    model: "buy-again",
    items: [{ product: "MUG", sku: "MUG", title: "Mug <b>", evidence: { count: 2, of: 2 } }],
  });
  const beside = await ask("?product=MUG", `bearer ${key}`);
  expect(beside.body).toMatchObject({ model: "none", items: [] });
  expect(beside.body.needs).toBe("a second product that was ever bought");
});

test("without a good key there is nothing to see", async () => {
  const { status, headers, body } = await ask("?product=MUG");
  expect([status, headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="fourfold"']);
  expect(body.error?.got).toBe("no key");
  for (const wrong of [`Bearer ${key}x`, `Basic ${key}`, "Bearer ", "Bearer ff_1_000000000000_x"])
    expect((await ask("?product=MUG", wrong)).status, wrong).toBe(401);
});

test("wrong questions are told what was expected", async () => {
  const status = async (search: string) => (await ask(search, `Bearer ${key}`)).status;
  for (const search of ["", "?product=", "?product=MUG&customer=77", "?product=MUG&limit=51"])
    expect(await status(search), search).toBe(400);
  expect(await status("?product=MUG&more=1")).toBe(400);
  const { body } = await ask("?limit=x", `Bearer ${key}`);
  expect(body.error?.expected).toContain("limit");
  const { body: both } = await ask("?product=MUG&customer=77", `Bearer ${key}`);
  expect(both.error?.expected).toContain("customer=ID|EMAIL or product=ID|SKU");
  expect(await status("?product=LAMP")).toBe(404);
  expect(await status("?customer=78")).toBe(404);
});

test("a revoked key, and the key of a shop that removed the app, open nothing", async () => {
  const theirs = await testShop(db);
  const other = await keyOf(theirs);
  // Its own shop knows no mug: another shop's products are not there for it.
  expect((await ask("?product=MUG", `Bearer ${other.key}`)).status).toBe(404);
  await updateShop(db, theirs, { state: "uninstalled" });
  expect((await ask("?product=MUG", `Bearer ${other.key}`)).status).toBe(403);
  await inShop(db, theirs.id, (client) => revokeAccessKey(client, theirs, other.id));
  expect((await ask("?product=MUG", `Bearer ${other.key}`)).status).toBe(401);
});
