// A real store's months, each against each: parts sum to the gap to the penny, whatever the split, with
// products and countries that come and go, and with money going back.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Cell, Chain, Sum } from "../../../app/analysis/causes/chain.ts";
import { explain } from "../../../app/analysis/causes/explain.ts";
import { toMinor } from "../../../app/ledger/money.ts";
import { addUp } from "../../../app/scorecard/causes.ts";
import { hasData, readJson, whereData } from "../../replay/store.ts";

if (!hasData)
  process.stderr.write(`\nSKIPPED: causes on online-retail, no data at ${whereData}\n\n`);

type Month = { units: bigint; gross: bigint; back: bigint };
const splits = ["StockCode", "Country", "kind"] as const;

/** Split → month → key → sums. A cell that holds quotes or commas is the description, which is not read. */
function monthsBySplit() {
  const text = gunzipSync(
    readFileSync(`${whereData}/online-retail/transactions_2010-12_2011-08.csv.gz`),
  ).toString("utf8");
  const found = new Map<string, Map<string, Map<string, Month>>>();
  const [, ...lines] = text.trimEnd().split("\n");
  for (const line of lines) {
    const row = /^([^,]*),([^,]*),(?:"(?:[^"]|"")*"|[^,]*),([^,]*),([^,]*),([^,]*),([^,]*),(.*?)\r?$/.exec(line); // prettier-ignore
    if (!row) throw new Error(`got ${line}, expected eight columns`);
    const [, invoice = "", StockCode = "", quantity, at = "", price = "", customer, Country = ""] = row; // prettier-ignore
    const isSale = Number(quantity) > 0 && Number(price) > 0 && !invoice.startsWith("C");
    if (!isSale && !invoice.startsWith("C")) continue;
    const amount = toMinor(price, "GBP", Number(quantity));
    const keys = { StockCode, Country, kind: customer ? "known" : "guest" };
    for (const split of splits) {
      const months = found.get(split) ?? new Map<string, Map<string, Month>>();
      found.set(split, months);
      const month = months.get(at.slice(0, 7)) ?? new Map<string, Month>();
      months.set(at.slice(0, 7), month);
      const cell = month.get(keys[split]) ?? { units: 0n, gross: 0n, back: 0n };
      month.set(keys[split], cell);
      if (isSale) {
        cell.units += BigInt(quantity!);
        cell.gross += amount;
      } else cell.back -= amount;
    }
  }
  return found;
}

function partsOf({ units, gross, back }: Month): (Chain | Sum)[] {
  return [
    { level: "volume", sign: 1, base: units, steps: [{ effect: "price", amount: gross }] },
    { effect: "returns", amount: -back },
  ];
}

describe.skipIf(!hasData)("online-retail", () => {
  test("every month pair by product, country and kind of customer, to the penny", () => {
    const reference = readJson<{ kpis: { monthly: Record<string, { sales: number }> } }>(
      "online-retail/reference.json",
    ).kpis.monthly;
    const none: Month = { units: 0n, gross: 0n, back: 0n };
    let pairs = 0;
    for (const [split, months] of monthsBySplit()) {
      const totalOf = (month: string) =>
        [...months.get(month)!.values()].reduce((sum, { gross, back }) => sum + gross - back, 0n);
      for (const [name, month] of months) {
        const gross = [...month.values()].reduce((sum, cell) => sum + cell.gross, 0n);
        expect(Number(gross) / 100, `${name} by ${split}`).toBeCloseTo(reference[name]!.sales, 2);
      }
      for (const [before, was] of months) {
        for (const [after, is] of months) {
          if (before === after) continue;
          const keys = [...new Set([...was.keys(), ...is.keys()])];
          const cells = keys.map((key): Cell => ({
            key,
            before: partsOf(was.get(key) ?? none),
            after: partsOf(is.get(key) ?? none),
          }));
          const causes = explain(cells, { per: { before: 1, after: 1 }, isPer: false });
          const gap = totalOf(after) - totalOf(before);
          const grain = { gap, show: (pence: bigint) => String(pence) };
          const sums = addUp(causes, { gap: Number(gap), grain });
          const where = `${before} to ${after} by ${split}`;
          expect(sums.unexplained, where).toBe("0");
          for (const parts of [sums.effects, sums.keys, sums.cells]) {
            expect(
              parts.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
              where,
            ).toBe(gap);
          }
          pairs += 1;
        }
      }
    }
    expect(pairs).toBe(3 * 9 * 8);
  }, 60_000);
});
