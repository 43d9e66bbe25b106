// The answers are the bad-input table of definitions.md.
import { createHmac, randomUUID } from "node:crypto";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { createDoor, type Door } from "../../app/ingest/door.server.ts";
import { open } from "../../app/ledger/keys.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { signedToken } from "../platform/tokens.ts";

const secret = "the client secret";
const older = "the secret before the rotation";
let db: Db;
let door: Door;
let url: string;
let told: bigint[][];
let close: () => Promise<void>;

beforeAll(async () => {
  db = await freshDatabase();
  told = [];
  door = createDoor({
    db,
    secrets: [secret, older],
    now: () => new Date("2026-03-04T05:06:07Z"),
    onShops: (ids) => void told.push(ids),
  });
  const server = createServer(door);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  close = () => new Promise((resolve) => server.close(() => resolve()));
});

afterAll(async () => {
  await door.settle();
  await close();
  await db.close();
});

const signature = (body: string | Buffer, key = secret) =>
  createHmac("sha256", key).update(body).digest("base64");

function headersFor(body: string, given: Record<string, string> = {}): Record<string, string> {
  return {
    "x-shopify-hmac-sha256": signature(body),
    "x-shopify-topic": "orders/create",
    "x-shopify-shop-domain": "door.myshopify.com",
    "x-shopify-api-version": "2026-10",
    "x-shopify-webhook-id": randomUUID(),
    "x-shopify-event-id": randomUUID(),
    "x-shopify-triggered-at": "2026-03-04T05:06:00.123Z",
    ...given,
  };
}

async function post(body: string, given: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, { method: "POST", body, headers: headersFor(body, given) });
  await answer.text();
  return answer.status;
}

type Row = { webhook_id: string; topic: string; state: string; body: string; reason: string };

async function inbox(shopId: bigint): Promise<(Row & { sealed: Buffer; triggered_at: Date })[]> {
  return inShop(db, shopId, async (client) => {
    const found = await client.query("select * from inbox order by received_at, webhook_id");
    return found.rows;
  });
}

async function counts(shopId: bigint): Promise<Record<string, bigint>> {
  return inShop(db, shopId, async (client) => {
    const found = await client.query<{ what: string; count: bigint }>(
      "select what, count from door_count",
    );
    return Object.fromEntries(found.rows.map((row) => [row.what, row.count]));
  });
}

test("a signed delivery is stored with its headers before it is answered 200", async () => {
  const shop = await testShop(db, { domain: "door.myshopify.com" });
  expect(await post('{"id":1,"note":"ä€😀"}', { "x-shopify-webhook-id": "w-1" })).toBe(200);
  const [row] = await inbox(shop.id);
  expect(row).toMatchObject({
    webhook_id: "w-1",
    topic: "orders/create",
    api_version: "2026-10",
    state: "new",
    body: '{"id":1,"note":"ä€😀"}',
    triggered_at: new Date("2026-03-04T05:06:00.123Z"),
  });
  await door.settle();
  expect(told).toEqual([[shop.id]]);
});

test("the same webhook id twice is one delivery", async () => {
  const shop = await testShop(db, { domain: "twice.myshopify.com" });
  const same = { "x-shopify-shop-domain": shop.domain, "x-shopify-webhook-id": "same" };
  expect(await post('{"id":1}', same)).toBe(200);
  expect(await post('{"id":1}', same)).toBe(200);
  expect(await inbox(shop.id)).toHaveLength(1);
});

test("many deliveries at once of several shops are all stored", async () => {
  const shops = await Promise.all([1, 2, 3].map(() => testShop(db)));
  const answers = await Promise.all(
    Array.from({ length: 150 }, (_, index) =>
      post(`{"id":${index}}`, { "x-shopify-shop-domain": shops[index % 3]!.domain }),
    ),
  );
  expect(new Set(answers)).toEqual(new Set([200]));
  for (const shop of shops) expect(await inbox(shop.id)).toHaveLength(50);
});

test("a bad or missing signature is 401 and stores nothing", async () => {
  const shop = await testShop(db, { domain: "bad-hmac.myshopify.com" });
  const to = { "x-shopify-shop-domain": shop.domain };
  expect(await post("{}", { ...to, "x-shopify-hmac-sha256": signature("{ }") })).toBe(401);
  expect(await post("{}", { ...to, "x-shopify-hmac-sha256": signature("{}", "other") })).toBe(401);
  expect(await post("{}", { ...to, "x-shopify-hmac-sha256": "" })).toBe(401);
  const bare = await fetch(url, { method: "POST", body: "{}" });
  expect(bare.status).toBe(401);
  expect(await inbox(shop.id)).toHaveLength(0);
});

test("after a rotation the older secret still signs", async () => {
  const shop = await testShop(db, { domain: "rotated.myshopify.com" });
  const answer = await post("{}", {
    "x-shopify-shop-domain": shop.domain,
    "x-shopify-hmac-sha256": signature("{}", older),
  });
  expect(answer).toBe(200);
});

test("a body that is no JSON object, or empty, is 400 and kept sealed with its reason", async () => {
  const shop = await testShop(db, { domain: "no-object.myshopify.com" });
  const bodies = ["", "  ", "[1]", "null", "1", '"text"', '{"id":', "\u0000", '{"a":1} b'];
  for (const body of bodies) {
    expect(await post(body, { "x-shopify-shop-domain": shop.domain }), body).toBe(400);
  }
  const rows = await inbox(shop.id);
  expect(new Set(rows.map((row) => row.state))).toEqual(new Set(["refused"]));
  expect(rows.map((row) => open(row.sealed)).sort()).toEqual([...bodies].sort());
  for (const row of rows) {
    expect(row.body).toBeNull();
    expect(row.reason).toMatch(/^got .+, expected a JSON object$/);
  }
});

const shopsNamed = async (like: string) => {
  const { rows } = await db.owner.query("select 1 from shop where domain like $1", [like]);
  return rows.length;
};

test("a signed body that is no JSON object makes no shop known", async () => {
  const given = { "x-shopify-shop-domain": "invented.myshopify.com" };
  for (const body of ["", "[1]", "host=x&shop=invented.myshopify.com&timestamp=1"]) {
    expect(await post(body, given), body).toBe(400);
  }
  expect(await shopsNamed("invented%")).toBe(0);
  // Said again to one that is known, under ids that nobody signed, it is kept once.
  const shop = await testShop(db, { domain: "refused.myshopify.com" });
  for (let n = 0; n < 3; n += 1) {
    expect(await post("[1]", { "x-shopify-shop-domain": shop.domain })).toBe(400);
  }
  expect(await inbox(shop.id)).toHaveLength(1);
});

test("a session token is no delivery, though the same secret signs both", async () => {
  // What any shopper reads in the survey's request, long expired.
  const claims = { dest: "https://a.myshopify.com", aud: "key", exp: 1, nbf: 0, jti: "j" };
  const [head, said, mark = ""] = signedToken(claims, secret).split(".");
  const hmac = Buffer.from(mark, "base64url").toString("base64");
  const shop = await testShop(db, { domain: "victim-known.myshopify.com" });
  for (const name of ["0", "1", "2", "known"]) {
    const domain = `victim-${name}.myshopify.com`;
    const given = { "x-shopify-hmac-sha256": hmac, "x-shopify-shop-domain": domain };
    expect(await post(`${head}.${said}`, given), domain).toBe(401);
  }
  expect(await shopsNamed("victim-%")).toBe(1);
  expect(await inbox(shop.id)).toEqual([]);
});

test("a body over 20 MB is 413, announced or not", async () => {
  const chunk = Buffer.alloc(1024 * 1024, 0x20);
  async function stream(announced: boolean): Promise<number | undefined> {
    return new Promise((resolve) => {
      const headers = {
        ...headersFor("{}"),
        ...(announced ? { "content-length": 21 * chunk.length } : {}),
      };
      const req = httpRequest(url, { method: "POST", headers }, (res) => {
        res.resume();
        res.on("end", () => resolve(res.statusCode));
      });
      req.on("error", () => undefined);
      for (let index = 0; index < 21; index += 1) req.write(chunk);
      req.end();
    });
  }
  expect(await stream(true)).toBe(413);
  expect(await stream(false)).toBe(413);
});

test("a body of just under 20 MB is stored", async () => {
  const shop = await testShop(db, { domain: "large.myshopify.com" });
  const body = JSON.stringify({ note: "x".repeat(20 * 1024 * 1024 - 20) });
  expect(await post(body, { "x-shopify-shop-domain": shop.domain })).toBe(200);
  expect((await inbox(shop.id))[0]!.body).toHaveLength(body.length);
});

test("an unknown topic is 200, counted and not stored", async () => {
  const shop = await testShop(db, { domain: "unknown-topic.myshopify.com" });
  const to = { "x-shopify-shop-domain": shop.domain, "x-shopify-topic": "carts/create" };
  expect(await post("{}", to)).toBe(200);
  expect(await post("{}", to)).toBe(200);
  expect(await inbox(shop.id)).toHaveLength(0);
  expect(await counts(shop.id)).toEqual({ "topic:carts/create": 2n });
});

test("a shop that is no myshopify.com domain is 400", async () => {
  for (const domain of ["", "evil.example.com", "a.myshopify.com.evil.com", "-.myshopify.com"]) {
    expect(await post("{}", { "x-shopify-shop-domain": domain })).toBe(400);
  }
});

test("an unknown or uninstalled shop is 200, counted and kept", async () => {
  expect(await post("{}", { "x-shopify-shop-domain": "unheard.myshopify.com" })).toBe(200);
  const { rows } = await db.app.query<{ id: bigint; state: string }>(
    "select id, state from shop_by_domain('unheard.myshopify.com')",
  );
  expect(rows[0]!.state).toBe("heard");
  expect(await inbox(rows[0]!.id)).toHaveLength(1);
  expect(await counts(rows[0]!.id)).toEqual({ "shop:heard": 1n });

  const gone = await testShop(db, { domain: "gone.myshopify.com" });
  await inShop(db, gone.id, (client) => client.query("update shop set state = 'uninstalled'"));
  expect(await post("{}", { "x-shopify-shop-domain": gone.domain })).toBe(200);
  expect(await inbox(gone.id)).toHaveLength(1);
  expect(await counts(gone.id)).toEqual({ "shop:uninstalled": 1n });
});

test("without a webhook id the body is its own key, without a trigger time it is now", async () => {
  const shop = await testShop(db, { domain: "bare.myshopify.com" });
  const bare = {
    "x-shopify-shop-domain": shop.domain,
    "x-shopify-webhook-id": "",
    "x-shopify-triggered-at": "yesterday",
  };
  expect(await post('{"id":7}', bare)).toBe(200);
  expect(await post('{"id":7}', bare)).toBe(200);
  const rows = await inbox(shop.id);
  expect(rows).toHaveLength(1);
  expect(rows[0]!.triggered_at).toEqual(new Date("2026-03-04T05:06:07Z"));
});

test("only POST is taken", async () => {
  expect((await fetch(url)).status).toBe(405);
});

test("a database that is away is 503 at once, one that hangs is 503 before Shopify gives up", async () => {
  const away = await freshDatabase();
  const shop = await testShop(away);
  const awayDoor = createDoor({ db: away, secrets: [secret], now: () => new Date(), onShops() {} });
  const server = createServer(awayDoor);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  const send = async () => {
    const started = performance.now();
    const given = { "x-shopify-shop-domain": shop.domain };
    const answer = await fetch(to, {
      method: "POST",
      body: "{}",
      headers: headersFor("{}", given),
    });
    return { status: answer.status, ms: performance.now() - started };
  };
  expect((await send()).status).toBe(200);

  const locker = await away.owner.connect();
  await locker.query("begin; lock table inbox in exclusive mode");
  const hung = await send();
  expect(hung.status).toBe(503);
  expect(hung.ms).toBeLessThan(4_500);
  await locker.query("rollback");
  locker.release();

  await away.close();
  const gone = await Promise.all(Array.from({ length: 20 }, send));
  for (const answer of gone) {
    expect(answer.status).toBe(503);
    expect(answer.ms).toBeLessThan(4_500);
  }
  // At once, but for what a busy machine holds up.
  expect(gone.filter(({ ms }) => ms < 1_000).length).toBeGreaterThan(10);
  await new Promise((resolve) => server.close(resolve));
});
