// The answers of the running app at its edges, over the stand-in; what each should be stands in
// Shopify's library (see its token-exchange strategy) and in definitions.md, "Bad input".
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLive } from "../../app/commands/fourfold/live-check.ts";
import { openSmallShop, type SmallShop } from "../e2e/small-shop.ts";
import { demoShop } from "../platform/catalogue.ts";
import { browser } from "../platform/install-app.ts";
import { buyerToken, idToken, signedToken } from "../platform/tokens.ts";
import { signature } from "../platform/webhooks.ts";

let shop: SmallShop;
let logged = "";

beforeAll(async () => {
  process.env["METRICS_TOKEN"] = "a token of the test";
  shop = await openSmallShop({ log: (text) => (logged += text) });
}, 180_000);
afterAll(async () => {
  delete process.env["METRICS_TOKEN"];
  await shop?.close();
});

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

test("a process that lives says so, and its figures are for who knows the token", async () => {
  const live = await fetch(`${shop.appUrl}/healthz/live`);
  expect([live.status, await live.json()]).toEqual([200, { ok: true }]);
  const metrics = (token: string) =>
    fetch(`${shop.appUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect((await metrics("guessed")).status).toBe(401);
  await get("/auth/login");
  const told = await metrics("a token of the test");
  expect(told.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  const text = await told.text();
  for (const line of [
    /^# TYPE fourfold_request_duration_seconds histogram$/m,
    /^fourfold_request_duration_seconds_bucket\{what="page",status="2xx",le="\+Inf"\} [1-9]/m,
    /^fourfold_inbox_lag_seconds [\d.]+$/m,
    /^fourfold_jobs_wait_seconds [\d.]+$/m,
    /^process_resident_memory_bytes \d+$/m,
  ])
    expect(text).toMatch(line);
  expect(text).not.toContain("myshopify");
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
  const text = await answer.text();
  expect(text).toContain("Net sales");
  // Every script is from here, from Shopify, or carries the nonce of this one answer.
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("object-src 'none'; base-uri 'none'; form-action 'self'");
  const [, nonce = ""] = /'nonce-([\w-]{22})'/.exec(policy) ?? [];
  const inline = [...text.matchAll(/<script(?![^>]*\ssrc=)([^>]*)>/g)].map(([, given]) => given);
  expect(inline.length).toBeGreaterThan(0);
  for (const given of inline) expect(given).toContain(`nonce="${nonce}"`);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  const again = await get(framed({ id_token: signed() }));
  expect(again.headers.get("content-security-policy")).not.toContain(nonce);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a page that names no shop may be framed by nobody", async () => {
  const answer = await get("/auth/login");
  expect(answer.headers.get("content-security-policy")).toMatch(/^frame-ancestors 'none';/);
});

test("a token must hold now, be made out to this app and be signed, whoever says what in it", async () => {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: `https://${domain}/admin`, dest: `https://${domain}`, aud: "e2e-key", sub: "1" },
    ...{ exp: seconds + 60, nbf: seconds, iat: seconds, jti: "a", sid: "b" },
  };
  const good = signedToken(claims, shop.secret);
  const [head = "", body = ""] = good.split(".");
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  const wrong = {
    expired: signedToken({ ...claims, exp: seconds - 60 }, shop.secret),
    "not yet": signedToken({ ...claims, nbf: seconds + 600 }, shop.secret),
    "another app's": signedToken({ ...claims, aud: "another-key" }, shop.secret),
    "another secret's": signedToken(claims, "another"),
    unsigned: `${none}.${body}.`,
    "cut off": `${head}.${body}`,
    "a buyer's": buyerToken({ key: "e2e-key", secret: shop.secret }, domain, new Date()),
  };
  // A number that is none, so that the answer to a good token does not wait.
  const status = async (token: string) =>
    (await get("/app/version?since=x", { authorization: `Bearer ${token}` })).status;
  expect(await status(good)).toBe(400);
  for (const [what, token] of Object.entries(wrong)) expect(await status(token), what).toBe(401);
  // Whose numbers are shown is the token's word, not the address's.
  const asked = await get(`/app/export/scorecard?shop=other.myshopify.com&format=json`, bearer());
  expect(((await asked.json()) as { shop: string }).shop).toBe(domain);
});

test("each answer carries a request id, which a proxy may give and nobody may misuse", async () => {
  const given = "proxy-request-0001";
  const id = async (headers: Record<string, string>) =>
    (await get("/auth/login", headers)).headers.get("x-request-id");
  expect(await id({ "x-request-id": given })).toBe(given);
  expect(await id({ "x-request-id": 'a","level":"error' })).toMatch(/^[0-9a-f-]{36}$/);
  await expect.poll(() => logged).toContain(`"request":"${given}"`);
});

test("a form of more than a megabyte is refused, told or not", async () => {
  const post = (body: BodyInit, more: object = {}) =>
    fetch(`${shop.appUrl}/app/settings.data`, {
      ...{ method: "POST", body, headers: { "user-agent": browser, ...bearer() } },
      ...more,
    }).then(
      ({ status }) => status,
      () => "cut off",
    );
  expect(await post("x".repeat(1_000_001))).toBe(413);
  const endless = new ReadableStream({
    start(controller) {
      for (let n = 0; n < 40; n += 1) controller.enqueue(new Uint8Array(100_000));
      controller.close();
    },
  });
  expect(await post(endless, { duplex: "half" })).not.toBe(200);
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

test("no answer sets a cookie, nor repeats the host that a stranger names", async () => {
  const host = "evil.example";
  const evil = { "x-forwarded-host": host, origin: `https://${host}`, cookie: "session=1" };
  const opened = framed({ id_token: signed() });
  const shared = ["/share/x", "/shared?link=x"];
  for (const path of ["/", "/app", framed(), opened, "/auth/login", ...shared, "/nowhere"]) {
    const answer = await get(path, evil);
    expect(answer.headers.get("set-cookie"), path).toBeNull();
    const said = `${answer.headers.get("location")} ${await answer.text()}`;
    expect(said, path).not.toContain(host);
  }
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

test("the live check finds all of this well, and says what is not", async () => {
  const results = await checkLive(shop.appUrl, domain, shop.secret);
  expect(results.filter(({ pass }) => !pass)).toEqual([]);
  const wrong = await checkLive(shop.appUrl, domain, "another secret");
  expect(wrong.filter(({ pass }) => !pass)).toEqual([
    { check: "takes a signed webhook", pass: false, got: "401", expected: "200" },
  ]);
});

// Last: it reads what all of the above has logged, down to debug.
test("no secret, token or person stands in the log of all this", async () => {
  const person = {
    ...{ id: 12345678, email: "xenia.quill@example.com", phone: "+4915112345678" },
    ...{ first_name: "Xenia", last_name: "Quillington" },
  };
  const body = JSON.stringify({ id: 1, email: person.email, customer: person, line_items: "none" });
  const hmac = signature(body, shop.secret);
  await fetch(`${shop.appUrl}/webhooks`, {
    ...{ method: "POST", body },
    headers: {
      "x-shopify-hmac-sha256": hmac,
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": domain,
      "x-shopify-webhook-id": "log-test-1",
    },
  });
  const token = signed();
  await get(framed({ id_token: token }));
  await get(`/nowhere?id_token=${token}&email=${person.email}`);
  await get(`/api/v1/scorecard`, { authorization: "Bearer ff_1_0123456789ab_not-a-key" });
  await expect.poll(() => logged).toContain('"path":"/nowhere"');
  expect(logged.split("\n").length).toBeGreaterThan(50);
  const secrets = [shop.secret, token, hmac, "a token of the test", "not-a-key"];
  for (const secret of [...secrets, ...Object.values(person).map(String)])
    expect(logged, secret).not.toContain(secret);
  expect(logged).not.toMatch(/\beyJ[\w-]+\.|id_token=(?!\[redacted\])|\bshp[a-z]{2}_|Bearer /);
  for (const line of logged.trimEnd().split("\n")) {
    const { time, level, message } = JSON.parse(line) as Record<string, string>;
    expect([time, level, message].every((each) => typeof each === "string")).toBe(true);
  }
});
