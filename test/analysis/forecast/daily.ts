// Daily series of the tests: the online store of the sample, and one by the generator's law.
import { readFileSync, existsSync } from "node:fs";
import path from "node:path";
import type { DaySeries } from "../../../app/analysis/forecast/daily-sales.ts";
import { addDays, daysBetween, weekdayOf } from "../../../app/ledger/day.ts";
import { createRandom, type Random } from "../../platform/random.ts";
import { monthWeights, weekdayWeights } from "../../platform/season.ts";
import { whereData } from "../../replay/store.ts";

const file = path.join(whereData, "online-retail", "daily.csv");
export const hasDaily = existsSync(file);

/** Every calendar day from 1 December 2010 to 31 August 2011; 0 on days without a line. */
export function retailDays(column: "revenue" | "orders"): DaySeries {
  const from = "2010-12-01";
  const [header = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const at = header.trim().split(",").indexOf(column);
  const values = new Array<number>(daysBetween(from, "2011-09-01")).fill(0);
  for (const line of lines) {
    const cells = line.trim().split(",");
    values[daysBetween(from, cells[0]!)] = Number(cells[at]);
  }
  return { from, values };
}

/** Knuth 1969: events until a product of uniform numbers falls below e to the minus mean. */
function poisson(random: Random, expected: number): number {
  const limit = Math.exp(-expected);
  let count = -1;
  for (let product = 1; product >= limit; product *= random.next()) count += 1;
  return count;
}

const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;

/**
 * Orders a day, a Poisson number by the generator's weeks and months, `perDay` of them in the quietest
 * month's mean day; `cut` of them are missing in the last three days.
 */
export function generatedDays(
  seed: number,
  { days, perDay, cut = 0 }: { days: number; perDay: number; cut?: number },
): DaySeries {
  const random = createRandom(seed);
  const from = addDays("2025-01-01", Math.floor(random.next() * 365));
  const scale = perDay / Math.min(...monthWeights) / mean(weekdayWeights);
  const values = Array.from({ length: days }, (_, at) => {
    const day = addDays(from, at);
    const month = monthWeights[Number(day.slice(5, 7)) - 1]!;
    const usual = scale * month * weekdayWeights[weekdayOf(day)]!;
    return poisson(random, at >= days - 3 ? usual * (1 - cut) : usual);
  });
  return { from, values };
}
