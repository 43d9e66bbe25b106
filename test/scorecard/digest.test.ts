import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, orders } from "../../app/kpis/examples.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import { addDays, startOfDay } from "../../app/ledger/day.ts";
import { readShop, type Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { digestLetter } from "../../app/panels/digest-mail.ts";
import { digestTime } from "../../app/scorecard/digest.ts";
import { makeDigest, staleness } from "../../app/scorecard/digest.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { ordersFile } from "../replay/files.ts";
import { hasData, onlineRetail, whereData } from "../replay/store.ts";

if (!hasData) process.stderr.write(`\nSKIPPED: a real week's letter, no data at ${whereData}\n\n`);

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

/** 2 March 2026 is a Monday. */
const week = { from: "2026-03-02", to: "2026-03-09" };
const now = new Date("2026-03-09T07:00:00Z");

async function shopOf(): Promise<Shop> {
  const { id } = await testShop(db);
  return (await readShop(db, id))!;
}

test("a week's letter is this page, and its numbers are the scorecard's", async () => {
  const shop = await shopOf();
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      // Twenty weeks without a step; the first of them is not whole in the history.
      ...Array.from({ length: 20 }, (_, at) =>
        orders(10, `week-${at}`, { on: addDays("2026-02-18", -7 * at), gross: 2000 }),
      ).flat(),
      ...orders(10, "before", { on: "2026-02-25", gross: 2000 }),
      ...orders(15, "now", { on: "2026-03-04", gross: 1000 }),
      order("next", { on: "2026-03-09T05:00", gross: 99_000 }),
    ]),
  );
  await recompute(db, shop, { asOf: now });
  const digest = await makeDigest(db, shop, { week, now, stale: null });

  const card = await scorecard(db, shop, { period: week, asOf: now });
  expect(digest.headline.map(({ id }) => id)).toEqual(card.headline);
  for (const row of [...digest.headline, ...[...digest.up, ...digest.down].map(({ kpi }) => kpi)]) {
    expect(row).toEqual(card.kpis.find(({ id }) => id === row.id));
  }

  // 10 × 20.00 became 15 × 10.00. Shapley: volume 5 × 15.00 = 75.00, price −10.00 × 12.5 = −125.00.
  const letter = digestLetter({
    digest,
    shop: "teapots",
    isDemo: true,
    locale: "en",
    own: [{ title: "Packing <an> order", due: "Mar 12" }],
    links: { app: "https://app.example/digest", stop: "https://app.example/digest/stop?k=1" },
  });
  expect(letter.subject).toBe("teapots: the week Mar 2 to Mar 8");
  expect(letter.text).toBe(`teapots: the week Mar 2 to Mar 8
Demo data: this shop is made up.

Five numbers
- Net sales: $150.00, down 25% on the week before
- Average order value: $10.00, down 50% on the week before
- Orders: 15, up 50% on the week before
- Shipped on time: no value this week
- Automated order steps: no value this week

What got better
- Orders: 15, up 50% on the week before. Mostly orders (+5), above all in Online store.

What got worse
- Average order value: $10.00, down 50% on the week before. Mostly price (−$10.00), above all in Online store. Next: see which prices changed and whether buyers followed.
- Net sales: $150.00, down 25% on the week before. Mostly price (−$125.00), above all in Online store. Next: see which prices changed and whether buyers followed.

Manuals to learn
- For you: Packing <an> order, due Mar 12.

Open the digest in Fourfold: https://app.example/digest
Stop this letter: https://app.example/digest/stop?k=1
`);
  expect(letter.html).toContain("Packing &#60;an&#62; order");
  expect(letter.html).toContain("Net sales: $150.00, down 25% on the week before");
});

test("stale data is told instead of numbers", async () => {
  const shop = await shopOf();
  const at = (sql: string) =>
    inShop(db, shop.id, (client) => client.query(sql, [shop.id])).then(() => undefined);
  const stale = () => staleness(db, shop, { week, now });
  expect(await stale()).toBeNull();
  await at(
    "insert into reconcile (shop_id, started_at, kind, since, finished_at) values ($1, '2026-03-05', 'orders', '2026-03-04', '2026-03-05T02:00Z')",
  );
  expect(await stale()).toEqual({ why: "unheard", since: "2026-03-05T02:00:00.000Z" });
  await at("insert into dirty_day (shop_id, day, mark) values ($1, '2026-03-09', 1)");
  expect((await stale())?.why).toBe("unheard");
  await at("insert into dirty_day (shop_id, day, mark) values ($1, '2026-03-08', 2)");
  expect(await stale()).toEqual({ why: "behind", since: null });
  await at("insert into backfill (shop_id, kind, state) values ($1, 'orders', 'running')");
  expect(await stale()).toEqual({ why: "reading", since: null });

  const digest = await makeDigest(db, shop, { week, now, stale: (await stale())! });
  expect(digest).toMatchObject({ headline: [], up: [], down: [] });
  const letter = digestLetter({
    digest,
    ...{ shop: "teapots", isDemo: false, locale: "en", own: [] },
    links: { app: "https://a", stop: "https://s" },
  });
  expect(letter.subject).toBe("teapots: no numbers for Mar 2 to Mar 8 yet");
  expect(letter.text).toContain("Your history is still being read");
  expect(letter.text).not.toMatch(/Five numbers|got better/);
});

test("Monday begins in the shop's zone, and letters leave on Monday and Tuesday", () => {
  const time = (instant: string, zone: string) => digestTime(new Date(instant), zone);
  // Auckland is 13 hours ahead: Monday six o'clock there is Sunday 17:00 UTC.
  expect(time("2026-03-08T16:59:59Z", "Pacific/Auckland").isDue).toBe(false);
  expect(time("2026-03-08T17:00:00Z", "Pacific/Auckland")).toEqual({
    week,
    ...{ isDue: true, saysStale: false, sends: true },
  });
  expect(time("2026-03-08T17:00:00Z", "UTC").week).toEqual({
    from: "2026-02-23",
    to: "2026-03-02",
  });
  expect(time("2026-03-09T12:00:00Z", "UTC")).toMatchObject({ saysStale: true, sends: true });
  expect(time("2026-03-10T23:59:00Z", "UTC")).toMatchObject({ week, sends: true });
  expect(time("2026-03-11T00:00:00Z", "UTC")).toMatchObject({ week, isDue: true, sends: false });
  // The clocks go back at two in the night before Monday, 2 November, is not: they do on Sunday.
  expect(time("2026-11-02T11:00:00Z", "America/New_York").isDue).toBe(true);
  expect(time("2026-11-02T10:59:00Z", "America/New_York").isDue).toBe(false);
});

describe.skipIf(!hasData)("online-retail", () => {
  test("a week's letter tells what the published rows sum to", async () => {
    const store = onlineRetail();
    const zone = store.timeZone;
    const { id } = await testShop(db, { timeZone: zone, currency: store.currency });
    const shop = (await readShop(db, id))!;
    const midnight = (day: string) => startOfDay(day, zone);
    const sales = store.sales.filter(({ at }) => at < midnight("2011-05-16"));
    const folder = mkdtempSync(join(tmpdir(), "fourfold-digest-"));
    const file = join(folder, "orders.csv");
    writeFileSync(file, ordersFile({ ...store, sales }));
    await importFile(db, shop, { file, kind: "orders" });
    rmSync(folder, { recursive: true });
    const at = new Date("2011-05-16T06:00:00Z");
    await recompute(db, shop, { asOf: at });
    const digest = await makeDigest(db, shop, {
      ...{ week: { from: "2011-05-09", to: "2011-05-16" }, now: at, stale: null },
    });
    const { text } = digestLetter({
      digest,
      ...{ shop: "gifts", isDemo: false, locale: "en", own: [] },
      links: { app: "https://app.example/digest", stop: "https://app.example/stop" },
    });
    // Σ quantity × price of rows sold from 9 to 15 May is 211,984.26 on 437 invoices; in the seven days
    // before 146,941.60 on 365. Of one: 485.09 and 402.58.
    const five = text.slice(text.indexOf("Five numbers"), text.indexOf("What got better"));
    expect(five.split("\n- ")).toHaveLength(6);
    expect(five).toContain("Net sales: £211,984.26, up 44.3% on the week before");
    expect(five).toContain("Average order value: £485.09, up 20.5% on the week before");
    expect(five).toContain("Orders: 437, up 19.7% on the week before");
    // 65,042.66 of 358,925.86 is 0.181. Of the 20 steps between its weeks so far 8 were as large, such as
    // from 86,465.08 to 146,941.60: no news in this store. Nor is 437 after 365.
    expect([digest.up, digest.down]).toEqual([[], []]);
  });
});
