import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import { formatMinor } from "../../app/ledger/money.ts";
import { marketing } from "../../app/scorecard/marketing.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
const now = new Date("2026-05-04T09:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

const data = new URL("../../../shared/data/marketing/", import.meta.url);
/** All weeks of both files. */
const years = { from: "2015-01-01", to: "2026-01-01" };

type Sums = Record<string, number>;

/** Imports a file of channels side by side as rows, each channel its own, and again. */
async function imported(file: string, columns: Readonly<Record<string, string>>): Promise<Sums> {
  const [header = "", ...lines] = readFileSync(new URL(file, data), "utf8").trim().split("\n");
  const names = header.split(",").map((name) => name.replaceAll('"', ""));
  const rows = lines.flatMap((line) => {
    const cells = line.split(",");
    return Object.entries(columns).map(
      ([column, channel]) => `${cells[0]},${channel},${column},${cells[names.indexOf(column)]},EUR`,
    );
  });
  const shop = await testShop(db, { currency: "EUR" });
  const path = join(mkdtempSync(join(tmpdir(), "fourfold-spend-")), file);
  writeFileSync(path, `day,channel,campaign,amount,currency\n${rows.join("\n")}\n`);
  const read = () => importFile(db, shop, { file: path, kind: null }, { now });
  const stored = () =>
    inShop(db, shop.id, async (client) => {
      const { rows: sums } = await client.query<{ name: string; amount: bigint; rows: bigint }>(
        "select name, sum(amount)::int8 as amount, count(*) as rows from spend group by name order by 1",
      );
      const { rows: waiting } = await client.query<{ days: bigint }>(
        "select count(*) as days from dirty_day",
      );
      return { sums, waiting };
    });
  expect(await read()).toMatchObject({ accepted: rows.length, rejected: 0, unchanged: 0 });
  await recompute(db, shop, { asOf: now });
  const before = await stored();
  // The same file again: nothing is accepted, stored, or counted anew.
  expect(await read()).toMatchObject({ accepted: 0, rejected: 0, unchanged: rows.length });
  expect(await stored()).toEqual(before);
  expect(before.waiting).toEqual([{ days: 0n }]);
  rmSync(dirname(path), { recursive: true });
  // What the Marketing page shows is what was in the file.
  const shown = await marketing(db, shop, { period: years, rule: "last", asOf: now });
  const all = before.sums.reduce((sum, { amount }) => sum + amount, 0n);
  expect(shown.spend).toBe(formatMinor(all, "EUR"));
  expect(before.sums.map(({ rows: some }) => Number(some))).toEqual(
    Object.keys(columns).map(() => lines.length),
  );
  return Object.fromEntries(before.sums.map(({ name, amount }) => [name, Number(amount) / 100]));
}

const isThere = existsSync(new URL("simulated_weekly_channels.csv", data));
if (!isThere)
  console.warn(`real data missing at ${data.pathname}: spend is not checked against it`);

test.skipIf(!isThere)(
  "Σ spend is Σ of the file for 208 weeks of five channels, also when it is told again",
  async () => {
    const found = await imported("simulated_weekly_channels.csv", {
      ...{ tv_S: "tv", ooh_S: "ooh", print_S: "print", search_S: "search", facebook_S: "facebook" },
    });
    const { simulated_weekly_totals: totals } = JSON.parse(
      readFileSync(new URL("reference.json", data), "utf8"),
    ) as { simulated_weekly_totals: Sums };
    for (const [name, amount] of Object.entries(found)) {
      // Each of 208 amounts is rounded to the cent.
      expect(Math.abs(amount - totals[name]!), name).toBeLessThan(208 * 0.005);
    }
  },
);

test.skipIf(!isThere)(
  "Σ spend is Σ of the file for 156 weeks of the national channels",
  async () => {
    const channels = ["paid-search", "display", "paid-social", "email", "affiliate"];
    const columns = channels.map((channel, at) => [`Channel${at}_spend`, channel]);
    const found = await imported(
      "simulated_national_channels.csv",
      Object.fromEntries(columns) as Record<string, string>,
    );
    // Summed column by column with awk, outside of this project.
    const totals: Sums = {
      Channel0_spend: 40501713.08,
      Channel1_spend: 31320298.2,
      Channel2_spend: 12079349.34,
      Channel3_spend: 87860358.25,
      Channel4_spend: 47730683.48,
    };
    for (const [name, amount] of Object.entries(found)) {
      expect(Math.abs(amount - totals[name]!), name).toBeLessThan(156 * 0.005);
    }
  },
);
