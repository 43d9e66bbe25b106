// Expiring offline tokens over the stand-in's token desk: one hour, and a refresh token used once.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Db } from "../app/db.server.ts";
import { forgetToken, offlineToken } from "../app/offline-token.server.ts";
import { freshDatabase } from "./database.ts";
import { createTokenDesk, idToken } from "./platform/tokens.ts";

let db: Db;
const real = globalThis.fetch;
beforeAll(async () => {
  db = await freshDatabase();
});
afterEach(() => void (globalThis.fetch = real));
afterAll(() => db.close());

const app = { key: "key", secret: "secret" };
const keys = { apiKey: app.key, apiSecret: app.secret };
const signedInAt = new Date("2026-03-01T12:00:00Z");
const after = (minutes: number) => new Date(signedInAt.getTime() + minutes * 60_000);

/** A signed-in shop; `asked` are the refreshes that reached Shopify. */
async function signedIn(domain: string, now: () => Date) {
  const desk = createTokenDesk(app, () => "read_orders");
  const given = desk.exchange(
    {
      client_id: app.key,
      client_secret: app.secret,
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: idToken(app, domain, signedInAt),
    },
    signedInAt,
  ).body as Record<string, string>;
  await db.app.query(
    `insert into "Session" (id, shop, state, "isOnline", expires, "accessToken", "refreshToken")
     values ('offline_' || $1, $1, '', false, $2::timestamptz at time zone 'UTC', $3, $4)`,
    [domain, after(60), given.access_token, given.refresh_token],
  );
  const asked: string[] = [];
  let status: number | null = null;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    asked.push(request.url);
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (status !== null) return new Response("{}", { status });
    const answer = desk.exchange((await request.json()) as Record<string, unknown>, now());
    return Response.json(answer.body, { status: answer.status });
  };
  return { desk, asked, first: given.access_token!, fail: (code: number) => (status = code) };
}

const sessions = async (domain: string) =>
  (
    await db.app.query<{ token: string; expires: Date }>(
      `select "accessToken" as token, expires at time zone 'UTC' as expires from "Session"
       where shop = $1`,
      [domain],
    )
  ).rows;

test("a token is used while it holds and refreshed when five minutes are left", async () => {
  const domain = "a.myshopify.com";
  let minutes = 56;
  const { asked, first, desk } = await signedIn(domain, () => after(minutes));
  expect(await offlineToken(db, domain, keys, after(54))).toBe(first);
  expect(asked).toEqual([]);
  const second = await offlineToken(db, domain, keys, after(56));
  expect(second).not.toBe(first);
  expect(desk.holds(second!, after(56))).toBe(true);
  expect(asked).toEqual([`https://${domain}/admin/oauth/access_token`]);
  expect(await sessions(domain)).toEqual([{ token: second, expires: after(116) }]);
  // The new refresh token is kept too.
  minutes = 115;
  const third = await offlineToken(db, domain, keys, after(115));
  expect([third === second, desk.holds(third!, after(116))]).toEqual([false, true]);
});

test("many that need a token at once refresh it once and get the same", async () => {
  const domain = "b.myshopify.com";
  const { asked } = await signedIn(domain, () => after(58));
  const tokens = await Promise.all(
    Array.from({ length: 5 }, () => offlineToken(db, domain, keys, after(58))),
  );
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).not.toBeNull();
  expect(asked).toHaveLength(1);
});

test("a refused refresh forgets the session, so that the next opening brings a new one", async () => {
  const domain = "c.myshopify.com";
  const { desk, asked } = await signedIn(domain, () => after(58));
  desk.revoke();
  expect(await offlineToken(db, domain, keys, after(58))).toBeNull();
  expect(await sessions(domain)).toEqual([]);
  expect(await offlineToken(db, domain, keys, after(59))).toBeNull();
  expect(asked).toHaveLength(1);
});

test("a token server that fails costs nothing: the refresh is tried again", async () => {
  const domain = "d.myshopify.com";
  const { fail, asked, first } = await signedIn(domain, () => after(58));
  fail(503);
  await expect(offlineToken(db, domain, keys, after(58))).rejects.toThrow(/answered 503/);
  expect(await sessions(domain)).toEqual([{ token: first, expires: after(60) }]);
  expect(asked).toHaveLength(1);
});

test("only the token that was refused is forgotten", async () => {
  const domain = "e.myshopify.com";
  const { first } = await signedIn(domain, () => after(1));
  await forgetToken(db, domain, "an older one");
  expect(await offlineToken(db, domain, keys, after(1))).toBe(first);
  await forgetToken(db, domain, first);
  expect(await offlineToken(db, domain, keys, after(1))).toBeNull();
});
