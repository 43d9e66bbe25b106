// The scorecard by a link: who gets it, for how long, and what stands in it.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { at, order } from "../../app/kpis/examples.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import {
  listShareLinks,
  makeShareLink,
  openShareLink,
  revokeShareLink,
} from "../../app/ledger/share-links.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { logLine } from "../../app/log.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { loader } from "../../app/routes/share.$token.tsx";
import { setRuntime } from "../../app/runtime.server.ts";
import { guessesAMinute, opensAMinute, openShare } from "../../app/share.server.ts";
import { freshDatabase, testShop } from "../database.ts";

vi.mock("../../app/jobs/refresh-snapshots.ts", () => ({ wantKept() {}, wantRefresh() {} }));

let db: Db;
let shop: ShopContext;
let other: ShopContext;
const now = new Date("2026-03-20T12:00:00Z");
const dayMs = 86_400_000;
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

async function sell(of: ShopContext, mark: string, gross: number) {
  const sold = {
    ...order(`${mark}-order`, { on: "2026-03-10", customer: `${mark}-customer`, gross }),
    postcode: `${mark}-postcode`,
  };
  const customer = {
    kind: "customer" as const,
    ...{ id: `${mark}-customer`, createdAt: null, state: "enabled" },
    version: { updatedAt: at("2026-03-01"), triggeredAt: at("2026-03-01"), hash: mark },
    contact: { email: `${mark}@example.com`, phone: null, firstName: mark, lastName: mark },
  };
  await inShop(db, of.id, (client) => writeFacts(client, of, [customer, sold]));
  await recompute(db, of, { asOf: now });
}

beforeAll(async () => {
  db = await freshDatabase();
  setRuntime({ db, wake: async () => undefined });
  shop = await testShop(db, { domain: "einsdorf.myshopify.com" });
  other = await testShop(db, { domain: "zweiburg.myshopify.com" });
  await sell(shop, "anna", 12_345);
  await sell(other, "bertha", 67_890);
});
afterAll(() => db.close());

const make = (of = shop, expiresAt = inDays(30)) =>
  inShop(db, of.id, (client) => makeShareLink(client, of, { name: "Books", now, expiresAt }));
const ask = (token: string, query = "") =>
  loader({
    request: new Request(`https://app.example/share/${token}${query}`),
    params: { token },
    context: {},
  });

test("a link shows its own shop's numbers, whose they are and until when, and no person", async () => {
  vi.useFakeTimers({ now, toFake: ["Date"] });
  const { token } = await make();
  const answer = await ask(token, "?period=30");
  vi.useRealTimers();
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).toContain("<h1>Scorecard of einsdorf</h1>");
  expect(text).toContain("until Apr 19, 2026, 12:00 PM (UTC)");
  // 123.45 in one order.
  expect(text).toContain("$123.45");
  expect(text).toContain("1 order");
  expect(text).not.toMatch(/anna|bertha|678\.90|zweiburg|@example/);
});

test("its answer loads nothing, runs nothing, is kept and indexed and framed by nobody", async () => {
  const { token } = await make(shop, new Date(Date.now() + dayMs));
  for (const answer of [await ask(token), await ask("changed")]) {
    const text = await answer.text();
    const [, styles = ""] = /<style>([^]*?)<\/style>/.exec(text) ?? [];
    const hash = createHash("sha256").update(styles).digest("base64");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "x-robots-tag": "noindex, nofollow",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    });
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(text).toContain('<meta name="robots" content="noindex, nofollow"/>');
    expect(text).not.toMatch(/<script|<form|\sstyle=|\ssrc=|href="(?!\?period=)/);
  }
});

test("whoever changes a sign of a link, or guesses one, is refused in plain words", async () => {
  const { token } = await make(shop, new Date(Date.now() + dayMs));
  const [id = "", link = "", until = "", secret = "", proof = ""] = token.split(".");
  const turned = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
  const forged = [
    [other.id, link, until, secret, proof],
    [id, "0".repeat(12), until, secret, proof],
    [id, link, Number(until) + 1, secret, proof],
    [id, link, until, turned(secret), proof],
    [id, link, until, secret, turned(proof)],
  ].map((parts) => parts.join("."));
  for (const wrong of [...forged, "", "x", `${token}x`, "%00", "9".repeat(5000)]) {
    const answer = await ask(wrong);
    expect(answer.status, wrong).toBe(404);
    expect(await answer.text()).toContain("This link opens nothing");
  }
  expect((await ask(token)).status).toBe(200);
});

test("a link that expired or was ended opens nothing, and says that it has ended", async () => {
  const { token, id } = await make(shop, inDays(1));
  const open = (at: Date) => openShareLink(db, token, at);
  expect(await open(new Date(inDays(1).getTime() - 1))).toMatchObject({ shopId: shop.id });
  expect(await open(inDays(1))).toBe("ended");
  const end = (of: ShopContext) =>
    inShop(db, of.id, (client) => revokeShareLink(client, of, { id, now }));
  expect(await end(other)).toBe(false);
  expect(await open(now)).toMatchObject({ id });
  expect([await end(shop), await end(shop)]).toEqual([true, false]);
  expect(await open(now)).toBe("ended");
  const answer = await ask(token);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toContain("This link has ended");
});

test("only a checksum of a link is kept, and each shop sees its own alone", async () => {
  const { token, id } = await make();
  const { rows } = await db.owner.query("select s::text as row from share_link s");
  const kept = JSON.stringify(rows);
  expect(kept).toContain(createHash("sha256").update(token).digest("hex"));
  expect(kept).not.toContain(token.split(".")[3]);
  expect(kept).not.toContain(token.split(".")[4]);
  const list = (of: ShopContext) =>
    inShop(db, of.id, async (client) => (await listShareLinks(client, of, now)).map((l) => l.id));
  expect(await list(shop)).toContain(id);
  expect(await list(other)).toEqual([]);
  const line = logLine("info", { path: `/share/${token}` }, `GET /share/${token}`, now);
  expect(line).toContain("/share/[redacted]");
  expect(line).not.toContain(token.slice(-20));
});

test("a shop that removed the app shows nothing any more", async () => {
  const gone = await testShop(db);
  const { token } = await make(gone);
  const open = () => openShare(db, token, now);
  expect(await open()).toMatchObject({ until: inDays(30) });
  await inShop(db, gone.id, (client) => client.query("update shop set state = 'uninstalled'"));
  expect(await open()).toEqual({ status: 410 });
});

// Last: it uses the minute up.
test("who guesses is slowed down, who knows a link goes on; one link opens so often a minute", async () => {
  const { token } = await make(shop, new Date(Date.now() + dayMs));
  // Past the real minute that the tests above have begun.
  const start = Date.now() + 60_000;
  const later = (seconds: number) => new Date(start + seconds * 1000);
  const opens = { until: expect.any(Date) };
  expect(await openShare(db, token, later(0))).toMatchObject(opens);
  for (let guess = 0; guess < guessesAMinute; guess += 1) {
    expect(await openShare(db, `guess-${guess}`, later(1))).toEqual({ status: 404 });
  }
  expect(await openShare(db, "one-more", later(2))).toEqual({ status: 429, waitSeconds: 59 });
  const { token: neverOpened } = await make(shop, new Date(Date.now() + dayMs));
  expect(await openShare(db, neverOpened, later(2))).toMatchObject(opens);
  for (let open = 1; open < opensAMinute; open += 1) {
    expect(await openShare(db, token, later(3))).toMatchObject(opens);
  }
  expect(await openShare(db, token, later(4))).toMatchObject({ status: 429 });
  expect(await openShare(db, token, later(61))).toMatchObject(opens);
});
