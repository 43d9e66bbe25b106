import { afterAll, beforeAll, expect, test } from "vitest";
import { readSessionToken } from "../../app/ingest/survey-token.ts";
import { startStandIn, type StandIn } from "./stand-in.ts";
import { generateStore, type Trade } from "./trade.ts";

const app = { key: "window-key", secret: "window-secret" };
let trade: Trade;
let standIn: StandIn;
beforeAll(async () => {
  trade = generateStore({ orders: 300, seed: 4, now: new Date() });
  const appUrl = () => "http://127.0.0.1:1";
  standIn = await startStandIn({ store: trade.store, app, appUrl, scopes: [], port: 0 });
});
afterAll(() => standIn.close());

const get = (path: string) => fetch(`${standIn.url}/__platform/shop/${path}`);

test("both pages show an order of the shop, say that it is made up, and frame the survey", async () => {
  const wanted = [...trade.store.orders.values()][7]!;
  for (const page of ["thank-you", "order-status"]) {
    const newest = await get(page);
    expect(newest.status, page).toBe(200);
    const text = await (await get(`${page}?order=${wanted.id}&locale=de`)).text();
    expect(text).toContain(`Order ${wanted.name}`);
    expect(text).toContain("Demo data");
    expect(text).toContain('sandbox="allow-scripts"');
    const frame = await (await get(`${page}.frame?order=${wanted.id}&locale=de`)).text();
    expect(frame).toContain(`gid://shopify/OrderIdentity/${wanted.id}`);
    expect(frame).toContain('"locale":"de"');
  }
  expect((await get("thank-you?order=1")).status).toBe(404);
  expect((await get("cart")).status).toBe(404);
});

test("the frame gets the built bundle of its target, made out to the stand-in's address", async () => {
  const thankYou = await (await get("thank-you.js")).text();
  const orderStatus = await (await get("order-status.js")).text();
  for (const code of [thankYou, orderStatus]) expect(code).toContain(standIn.url);
  expect(thankYou).toContain("orderConfirmation");
  expect(orderStatus).not.toContain("orderConfirmation");
});

test("its session tokens are those an app reads", async () => {
  const token = await (await get("token")).text();
  expect(readSessionToken(token, { apiKey: app.key, secrets: [app.secret] }, new Date())).toEqual({
    shop: trade.store.shop.domain,
  });
});
