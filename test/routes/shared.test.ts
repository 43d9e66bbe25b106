// Scorecards of several stores by their links, side by side: each through its own, none told of another.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order } from "../../app/kpis/examples.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { makeShareLink, revokeShareLink } from "../../app/ledger/share-links.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { logLine } from "../../app/log.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { loader as openOne } from "../../app/routes/share.$token.tsx";
import { loader } from "../../app/routes/shared.tsx";
import { setRuntime } from "../../app/runtime.server.ts";
import { guessesAMinute, openShare } from "../../app/share.server.ts";
import { freshDatabase, testShop } from "../database.ts";

vi.mock("../../app/jobs/refresh-snapshots.ts", () => ({ wantKept() {}, wantRefresh() {} }));

let db: Db;
let shop: ShopContext;
let other: ShopContext;
const now = new Date("2026-03-20T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

async function sell(of: ShopContext, mark: string, gross: number) {
  const sold = order(`${mark}-order`, { on: "2026-03-10", customer: `${mark}-customer`, gross });
  await inShop(db, of.id, (client) => writeFacts(client, of, [sold]));
  await recompute(db, of, { asOf: now });
}

beforeAll(async () => {
  vi.useFakeTimers({ now, toFake: ["Date"] });
  db = await freshDatabase();
  setRuntime({ db, wake: async () => undefined });
  shop = await testShop(db, { domain: "einsdorf.myshopify.com" });
  other = await testShop(db, { domain: "zweiburg.myshopify.com" });
  await sell(shop, "anna", 12_345);
  await sell(other, "bertha", 67_890);
});
afterAll(async () => {
  vi.useRealTimers();
  await db.close();
});

const make = (of: ShopContext, expiresAt = inDays(30)) =>
  inShop(db, of.id, (client) => makeShareLink(client, of, { name: "Agency", now, expiresAt }));
const ask = async (links: readonly string[], more = "") => {
  const query = new URLSearchParams(links.map((link) => ["link", link]));
  const request = new Request(`https://app.example/shared?${query}${more}`);
  const answer = await loader({ request, params: {}, context: {} });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
/** The text of each row below the heading. */
const rowsOf = (text: string) =>
  [...text.matchAll(/<tr>([^]*?)<\/tr>/g)].slice(1).map(([, row = ""]) => row);

test("two stores stand side by side, each with its own numbers, until when and way to open it", async () => {
  const [mine, theirs] = [await make(shop), await make(other, inDays(7))];
  // As it is pasted: a whole address, or the key alone, twice.
  const whole = `https://app.example/share/${theirs.token}?period=7`;
  const { status, text } = await ask([mine.token, whole, ` ${mine.token} `, ""], "&period=90");
  expect(status).toBe(200);
  const rows = rowsOf(text);
  expect(rows).toHaveLength(2);
  const [first = "", second = ""] = rows;
  // 123.45 and 678.90, in one order each.
  expect(first).toMatch(/einsdorf[^]*\$123\.45[^]*Apr 19, 2026, 12:00 PM \(UTC\)/);
  expect(second).toMatch(/zweiburg[^]*\$678\.90[^]*Mar 27, 2026, 12:00 PM \(UTC\)/);
  expect(first).not.toMatch(/zweiburg|678\.90/);
  expect(second).not.toMatch(/einsdorf|123\.45/);
  for (const row of rows) {
    expect(row.match(/class="head"/g)).toHaveLength(5);
    for (const words of ["Financial", "Customer", "Internal process", "Learning &amp; growth"])
      expect(row).toContain(words);
  }
  expect(text).not.toMatch(/anna|bertha/);
  expect(first).toContain(`href="/share/${mine.token}?period=90"`);
  expect(second).toContain(`href="/share/${theirs.token}?period=90"`);
  // Removing a store leaves the others, and so does adding one.
  expect(first).toContain(`href="?period=90&amp;link=${theirs.token}"`);
  expect(text.match(/type="hidden" name="link"/g)).toHaveLength(2);
});

test("a link that is wrong or over is a row of words, and the stores beside it stay", async () => {
  const [mine, theirs] = [await make(shop), await make(other)];
  const revoked = await make(other);
  await inShop(db, other.id, (client) => revokeShareLink(client, other, { id: revoked.id, now }));
  const expired = await make(other, inDays(-1));
  const forged = theirs.token.replace(`${other.id}.`, `${shop.id}.`);
  const { status, text } = await ask([
    ...[mine.token, revoked.token, expired.token, forged, "<b>x"],
    theirs.token,
  ]);
  expect(status).toBe(200);
  const [first, second, third, fourth, fifth, last] = rowsOf(text);
  expect(first).toContain("$123.45");
  expect(last).toContain("$678.90");
  for (const row of [second, third]) {
    expect(row).toContain("This link has ended. It expired or was ended by the shop. Ask whoever");
  }
  for (const row of [fourth, fifth]) expect(row).toContain("This link opens nothing. It may have");
  for (const row of [second, third, fourth, fifth]) expect(row).not.toMatch(/dorf|burg|\$\d|<b>/);
  // Said as the page of one link says it.
  const alone = await openOne({
    request: new Request(`https://app.example/share/${expired.token}`),
    params: { token: expired.token },
    context: {},
  });
  expect(await alone.text()).toContain("It expired or was ended by the shop.");
});

test("more links than fit are refused in words, and none of them is opened", async () => {
  const links = await Promise.all(Array.from({ length: 21 }, async () => (await make(shop)).token));
  const { status, text } = await ask(links);
  expect(status).toBe(400);
  expect(text).toContain("Got 21, expected at most 20.");
  expect(text).not.toMatch(/einsdorf|\$/);
  const { rows } = await db.owner.query(
    "select 1 from share_link where hash = any($1) and opened_at is not null",
    [links.map((link) => createHash("sha256").update(link).digest("hex"))],
  );
  expect(rows).toEqual([]);
  const full = await ask(links.slice(1));
  expect(rowsOf(full.text)).toHaveLength(20);
  expect(full.text).toContain("remove one to add another");
  expect(full.text).not.toContain("<form");
});

test("its answer loads nothing, runs nothing, tells no other site, and is kept by nobody", async () => {
  const { token } = await make(shop);
  for (const { headers, text } of [await ask([]), await ask([token]), await ask(["x"])]) {
    const [, styles = ""] = /<style>([^]*?)<\/style>/.exec(text) ?? [];
    const hash = createHash("sha256").update(styles).digest("base64");
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      "x-robots-tag": "noindex, nofollow",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    });
    expect(headers.get("set-cookie")).toBeNull();
    expect(text).toContain('<meta name="robots" content="noindex, nofollow"/>');
    expect(text).toContain('<form method="get">');
    expect(text).not.toMatch(/<script|\sstyle=|\ssrc=|href="(?!\?period=|\/share\/)/);
  }
  const address = `/shared?link=${token}&link=https%3A%2F%2Fapp.example%2Fshare%2F${token}&period=7`;
  const line = logLine("info", { path: address }, `GET ${address}`, now);
  expect(line).toContain("/shared?link=[redacted]&link=[redacted]&period=7");
  expect(line).not.toContain(token.slice(-20));
});

// Last: it uses the minute up.
test("guesses here count as guesses anywhere, and who holds a link goes on", async () => {
  const { token } = await make(shop);
  vi.setSystemTime(now.getTime() + 120_000);
  for (let page = 0; page < guessesAMinute / 20; page += 1) {
    const { text } = await ask(Array.from({ length: 20 }, (_, n) => `guess-${page}-${n}`));
    expect(text).not.toContain("Too many at a time");
  }
  const [first, second] = rowsOf((await ask(["one-more", token])).text);
  expect(first).toContain("Too many at a time. Wait a minute");
  expect(second).toContain("einsdorf");
  expect(await openShare(db, "one-more", new Date())).toMatchObject({ status: 429 });
});
