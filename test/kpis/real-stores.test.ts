// Both public stores: every KPI equals plain SQL over the facts, in several periods and at several
// instants. That their values are the published ones is tested in test/replay.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import type { ImportReport } from "../../app/ingest/import.server.ts";
import { kpis } from "../../app/kpis/index.ts";
import { findShop, updateShop, type Shop } from "../../app/ledger/shop.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { terminal } from "../commands/terminal.ts";
import { freshDatabase } from "../database.ts";
import { answersFile, fulfillmentsFile, ordersFile } from "../replay/files.ts";
import { hasData, olist, onlineRetail, whereData } from "../replay/store.ts";
import { expectSecondWay } from "./expect-second-way.ts";

if (!hasData)
  process.stderr.write(`\nSKIPPED: KPIs of the real stores, no data at ${whereData}\n\n`);

const now = new Date("2026-05-04T09:00:00Z");

describe.skipIf(!hasData)("the real stores", () => {
  let db: Db;
  let fourfold: ReturnType<typeof terminal>;

  beforeAll(async () => {
    db = await freshDatabase();
    fourfold = terminal(db, now);
  });
  afterAll(async () => {
    fourfold?.close();
    await db?.close();
  });

  async function imported(domain: string, files: string[], timeZone: string): Promise<Shop> {
    for (const text of files) {
      const args = ["--shop", domain, "--file", fourfold.file(text), "--time-zone", timeZone];
      await fourfold.json("import", ...args);
    }
    const shop = await findShop(db, domain);
    if (!shop) throw new Error(`${domain} was not made`);
    return shop;
  }

  test("online-retail: months, quarters, odd days, and before windows are over", async () => {
    const shop = await imported(
      "retail.myshopify.com",
      [ordersFile(onlineRetail())],
      "Europe/London",
    );
    const periods = [
      ["2010-12-01", "2011-09-01"],
      ["2011-01-01", "2011-04-01"],
      ["2011-03-01", "2011-04-01"],
      ["2011-03-27", "2011-03-28"],
      ["2011-05-10", "2011-06-22"],
    ] as const;
    for (const asOf of [now, new Date("2011-06-10T12:00:00Z")]) {
      for (const [from, to] of periods) {
        const period = { from, to };
        const card = await scorecard(db, shop, { period, asOf });
        await expectSecondWay(db, shop, { card, period, asOf });
      }
    }
  }, 240_000);

  test("olist: with promises, in whole and in quarters", async () => {
    const data = olist();
    const texts = [ordersFile(data), fulfillmentsFile(data), answersFile(data)];
    const known = await imported("olist.myshopify.com", texts, "UTC");
    const shop = await updateShop(db, known, { shipPromiseHours: "48" });
    await recompute(db, shop, { asOf: now });
    const periods = [
      ["2016-10-01", "2018-10-01"],
      ["2018-01-01", "2018-04-01"],
      ["2017-11-24", "2017-11-25"],
    ] as const;
    for (const asOf of [now, new Date("2018-03-31T00:00:00Z")]) {
      for (const [from, to] of periods) {
        const period = { from, to };
        const card = await scorecard(db, shop, { period, asOf });
        await expectSecondWay(db, shop, { card, period, asOf });
      }
    }
  }, 240_000);

  test("olist: the parts of every KPI stand on as many orders as the whole", async () => {
    const shop = (await findShop(db, "olist.myshopify.com"))!;
    const period = { from: "2018-01-01", to: "2018-04-01" };
    for (const { id, causes } of kpis) {
      for (const by of causes) {
        const { kpi, parts } = await kpiParts(db, shop, { id, period, by, asOf: now });
        if (kpi.value === null || by === "product") continue;
        expect(
          parts.reduce((sum, { n }) => sum + n, 0),
          `${id} by ${by}`,
        ).toBe(kpi.n);
      }
    }
  }, 240_000);

  test("olist: a second store made from its export has the same scorecard", async () => {
    const folder = join(fourfold.folder, "olist");
    const [first, second] = ["olist.myshopify.com", "olist-copy.myshopify.com"];
    await fourfold.json("export", "--shop", first, "--to", folder);
    const report = await fourfold.json<ImportReport>("import", "--shop", second, "--file", folder);
    expect(report.problemsTotal).toBe(0);
    const period = { from: "2018-01-01", to: "2018-04-01" };
    const [mine, theirs] = await Promise.all(
      [first, second].map(async (domain) => {
        const shop = (await findShop(db, domain))!;
        return { ...(await scorecard(db, shop, { period, asOf: now })), shop: null };
      }),
    );
    expect(mine!.kpis.filter(({ value }) => value !== null).length).toBeGreaterThan(12);
    expect(theirs).toEqual(mine);
  }, 240_000);
});
