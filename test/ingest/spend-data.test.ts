import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
const now = new Date("2026-05-04T09:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

const data = new URL("../../../shared/data/marketing/", import.meta.url);
const weekly = new URL("simulated_weekly_channels.csv", data);

test.skipIf(!existsSync(weekly))(
  "Σ spend is Σ of the file, for 208 weeks of five channels",
  async () => {
    const [header = "", ...lines] = readFileSync(weekly, "utf8").trim().split("\n");
    const names = header.split(",").map((name) => name.replaceAll('"', ""));
    const channels: Record<string, string> = {
      tv_S: "tv",
      ooh_S: "ooh",
      print_S: "print",
      search_S: "search",
      facebook_S: "facebook",
    };
    const rows = lines.flatMap((line) => {
      const cells = line.split(",");
      return Object.entries(channels).map(
        ([column, channel]) =>
          `${cells[0]},${channel},${column},${cells[names.indexOf(column)]},EUR`,
      );
    });
    const shop = await testShop(db, { currency: "EUR" });
    const file = join(mkdtempSync(join(tmpdir(), "fourfold-spend-")), "weekly.csv");
    writeFileSync(file, `day,channel,campaign,amount,currency\n${rows.join("\n")}\n`);
    const report = await importFile(db, shop, { file, kind: null }, { now });
    rmSync(dirname(file), { recursive: true });
    expect(report).toMatchObject({ accepted: 208 * 5, rejected: 0 });
    const reference = JSON.parse(readFileSync(new URL("reference.json", data), "utf8")) as {
      simulated_weekly_totals: Record<string, number>;
    };
    const { rows: sums } = await inShop(db, shop.id, (client) =>
      client.query<{ name: string; amount: bigint }>(
        "select name, sum(amount)::int8 as amount from spend group by name",
      ),
    );
    expect(sums).toHaveLength(5);
    for (const { name, amount } of sums) {
      // Each of 208 amounts is rounded to the cent.
      const expected = reference.simulated_weekly_totals[name]!;
      expect(Math.abs(Number(amount) / 100 - expected), name).toBeLessThan(208 * 0.005);
    }
  },
);
