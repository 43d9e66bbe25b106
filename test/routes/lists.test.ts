import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { loader } from "../../app/routes/api.lists.ts";
import { setRuntime } from "../../app/runtime.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order } from "../ledger/make.ts";
import { buyerToken, idToken } from "../platform/tokens.ts";

// As in vite.config.ts.
const app = { key: "test-key", secret: "test-secret" };
let db: Db;
let shop: ShopContext;

beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => {} });
  shop = await testShop(db);
  const pairs = Array.from({ length: 20 }, (_, n) => {
    const names = n < 10 ? ["Dripper", "Filters"] : ["Mug"];
    const lines = names.map((title, position) => line(`${position}`, { position, title }));
    return order(`${n}`, 0, { customerId: String(70 + n), lines });
  });
  const last = order("99", 0, { customerId: "7", lines: [line("1", { title: "Dripper" })] });
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [...pairs, last]));
  await refreshRecommendations(db, shop, { now: minute(0), whole: true });
});
afterAll(() => db.close());

type Listed = { title: string; reason: string }[];
type Body = { items: Listed; again: Listed; needs: string | null; error: string };

async function ask(search: string, token: string | null, method = "GET") {
  const request = new Request(`https://app.test/api/lists?${search}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  const answer = await loader({ request, params: {}, context: {} });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text || "{}") as Body };
}
const mine = () => idToken(app, shop.domain, new Date());

test("staff get a customer's list with its reasons, from any of Shopify's pages", async () => {
  const { status, headers, body } = await ask("customer=gid://shopify/Customer/7", mine());
  expect(status).toBe(200);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  // 11 customers bought the dripper, 10 of them the filters.
  expect(body.items[0]).toMatchObject({ title: "Filters" });
  expect(body.items[0]!.reason).toContain("10 of 11");
  expect(body.items.map(({ title }) => title)).not.toContain("Dripper");
  expect(body.again.map(({ title, reason }) => [title, reason])).toEqual([
    ["Dripper", "Bought before, in this customer's only order."],
  ]);
  const beforehand = await ask("customer=x", null, "OPTIONS");
  expect([beforehand.status, beforehand.headers.get("access-control-allow-headers")]).toEqual([
    204,
    "Authorization, Content-Type",
  ]);
});

test("who or what the shop does not know has an empty list that says what it needs", async () => {
  const nobody = await ask("customer=gid://shopify/Customer/424242", mine());
  expect(nobody.body).toEqual({ items: [], again: [], needs: "an order by them" });
  const nothing = await ask("product=gid://shopify/Product/424242", mine());
  expect(nothing.body).toEqual({ items: [], again: [], needs: "an order of it" });
});

test("without a token of this app and shop, or without a gid, there is nothing to see", async () => {
  const customer = "customer=gid://shopify/Customer/7";
  expect((await ask(customer, null)).status).toBe(401);
  const foreign = idToken({ ...app, secret: "guess" }, shop.domain, new Date());
  expect(await ask(customer, foreign)).toMatchObject({ status: 401 });
  const buyers = await ask(customer, buyerToken(app, shop.domain, new Date()));
  expect([buyers.status, buyers.body.error]).toEqual([
    401,
    "got a token that is not the admin's, expected the admin's id token",
  ]);
  const old = idToken(app, shop.domain, new Date(Date.now() - 3_600_000));
  expect((await ask(customer, old)).body.error).toContain("expired");
  const elsewhere = idToken(app, "nobodys.myshopify.com", new Date());
  expect((await ask(customer, elsewhere)).status).toBe(403);
  for (const search of ["", "customer=7", "customer=gid://shopify/Product/7", "product=' or 1=1"]) {
    expect((await ask(search, mine())).status, search).toBe(400);
  }
});
