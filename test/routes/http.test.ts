// The answers of the running app at its edges, over the stand-in; what each should be stands in
// Shopify's library (see its token-exchange strategy) and in definitions.md, "Bad input".
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSmallShop, type SmallShop } from "../e2e/small-shop.ts";
import { demoShop } from "../platform/catalogue.ts";
import { browser } from "../platform/install-app.ts";
import { idToken } from "../platform/tokens.ts";
import { signature } from "../platform/webhooks.ts";

let shop: SmallShop;

beforeAll(async () => {
  shop = await openSmallShop();
}, 180_000);
afterAll(() => shop?.close());

const domain = demoShop.domain;
const signed = () => idToken({ key: "e2e-key", secret: shop.secret }, domain, new Date());
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${shop.appUrl}${path}`, {
    headers: { "user-agent": browser, ...headers },
    redirect: "manual",
  });
const bearer = () => ({ authorization: `Bearer ${signed()}` });
const host = Buffer.from("admin.shopify.com/store/fourfold-demo").toString("base64url");
const framed = (more: Record<string, string> = {}) =>
  `/app?${new URLSearchParams({ shop: domain, host, embedded: "1", ...more })}`;

test("the process tells its health to anybody, robots included", async () => {
  const answer = await fetch(`${shop.appUrl}/healthz`);
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
});

test("a page without a shop leads to the words on how to open the app", async () => {
  const answer = await get("/app");
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "/auth/login"]);
  const page = await get("/auth/login");
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("Open Fourfold from your admin");
});

test("a page without a token, or with a forged one, is sent to the bounce page", async () => {
  const forged = idToken({ key: "e2e-key", secret: "another" }, domain, new Date());
  for (const path of [framed(), framed({ id_token: forged })]) {
    const answer = await get(path);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toContain("/auth/session-token");
    const bounce = await get(answer.headers.get("location")!.replace(/^https?:\/\/[^/]+/, ""));
    expect(await bounce.text()).toContain("/__platform/app-bridge.js");
  }
});

test("a signed page may be framed by Shopify's admin and the shop only", async () => {
  const answer = await get(framed({ id_token: signed() }));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-security-policy")).toMatch(
    new RegExp(`^frame-ancestors https://${domain} https://admin\\.shopify\\.com`),
  );
  expect(await answer.text()).toContain("Net sales");
});

test("waiting for a version needs a signed-in shop and a number", async () => {
  const bad = await get("/app/version?since=soon", bearer());
  expect([bad.status, await bad.json()]).toEqual([
    400,
    { error: "got no version, expected ?since=<number>" },
  ]);
  const expired = idToken({ key: "e2e-key", secret: shop.secret }, domain, new Date(0));
  const refused = await get("/app/version?since=0", { authorization: `Bearer ${expired}` });
  expect(refused.status).toBe(401);
  expect(refused.headers.has("x-shopify-retry-invalid-session-request")).toBe(true);
});

test("an open panel hears of a signed order within seconds", { timeout: 30_000 }, async () => {
  await shop.sell();
  const read = async (since: string) =>
    ((await (await get(`/app/version?since=${since}`, bearer())).json()) as { version: string })
      .version;
  let version = await read("0");
  // The order above may still be on its way through recompute and refetch; wait until it is quiet.
  for (let quiet = false; !quiet;) {
    const next = read(version);
    quiet = await Promise.race([
      next.then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 1_500)),
    ]);
    if (!quiet) version = await next;
  }
  const waiting = read(version);
  const start = performance.now();
  await shop.sell();
  expect(BigInt(await waiting)).toBeGreaterThan(BigInt(version));
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("the door takes signed deliveries on the same port and refuses forged ones", async () => {
  const body = JSON.stringify({ id: 1 });
  const deliver = (hmac: string) =>
    fetch(`${shop.appUrl}/webhooks`, {
      method: "POST",
      body,
      headers: {
        "x-shopify-hmac-sha256": hmac,
        "x-shopify-topic": "orders/delete",
        "x-shopify-shop-domain": domain,
        "x-shopify-webhook-id": "http-test-1",
      },
    });
  expect((await deliver(signature(body, "another"))).status).toBe(401);
  expect((await deliver(signature(body, shop.secret))).status).toBe(200);
});

test("an address that does not exist is a 404 with a way back", async () => {
  const answer = await get("/nowhere");
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain("This page does not exist");
});

test("a panel's file is for its signed-in merchant: whole, as CSV or JSON", async () => {
  const file = (path: string, headers: Record<string, string> = bearer()) =>
    get(`/app/export/${path}`, headers);
  const csv = await file("orders?id=orders&period=365&after=nowhere");
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(csv.headers.get("content-disposition")).toMatch(/filename="orders-orders-\d{4}-.*\.csv"/);
  const [heading, ...lines] = (await csv.text()).trimEnd().split("\r\n");
  expect(heading).toMatch(/^kind,day,at,order,amount/);
  const json = await file("orders?id=orders&period=365&format=json");
  expect(json.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const rows = (await json.json()) as { kind: string; order: string }[];
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map(({ order }) => order)).toEqual(lines.map((each) => each.split(",")[3]));
  const card = await file("scorecard?period=365&format=json");
  const orders = ((await card.json()) as { kpis: { id: string; value: number }[] }).kpis.find(
    ({ id }) => id === "orders",
  );
  expect(orders?.value).toBe(rows.length);

  expect((await file("secrets")).status).toBe(404);
  expect((await file("kpi?id=profit")).status).toBe(404);
  expect((await file("orders?id=orders&effect=magic")).status).toBe(400);
  const stranger = await file("scorecard", {});
  expect([302, 401, 410]).toContain(stranger.status);
});
