// The made-up store knows how fast each shelf sells: what the forecast says of a shelf against what the
// same rule says of the true rate.
//
// How often both can agree is in the store's chance, not in the test's taste: shelves that sell some units
// a week, by orders that come at random, show their rate only so far. So each shelf is sold again from its
// true rate and nothing else, many times over; what the method says of those is right in so many of a
// hundred, by shelf. The sum over shelves is what an unhindered forecast reaches, and its spread (they
// are independent draws) what luck adds. Three of its standard deviations below lies the threshold: the
// store itself, with its seasons, repeat buyers and empty shelves, may not do worse than bad luck would.
import { expect, test } from "vitest";
import { itemAt } from "../../../app/analysis/forecast/columns.ts";
import { forecastItems } from "../../../app/analysis/forecast/forecast.ts";
import { gatherItems, type Known, type Out } from "../../../app/analysis/forecast/gather.ts";
import { leadDemand, quantileOf, sizeOf } from "../../../app/analysis/forecast/lead-demand.ts";
import { demandQuantile } from "../../../app/analysis/forecast/negative-binomial.ts";
import { levelOf } from "../../../app/analysis/forecast/level.ts";
import {
  statusOf,
  stockStatuses,
  type StockStatus,
} from "../../../app/analysis/forecast/policy.ts";
import { addDays, daysBetween, type Day } from "../../../app/ledger/day.ts";
import { articles, places } from "../../platform/catalogue.ts";
import { createRandom, type Random } from "../../platform/random.ts";
import { isStocked } from "../../platform/shelves.ts";
import { levelKey } from "../../platform/store.ts";
import { generateStore } from "../../platform/trade.ts";

const now = new Date("2026-06-01T04:00:00Z");
const cut: Day = "2026-06-01";
const [leadDays, reviewDays, coverDays] = [14, 7, 28];
/** Ten weeks: what a tenth a week remembers. */
const lately = 70;
const quietFrom = addDays(cut, -200);

type Shelf = { key: string; rate: number; known: Known; truth: StockStatus; isDead: boolean };

/** Every seventh shelf is filled to four times what it needs, every eleventh sold nothing for 200 days. */
function planted(seed: number) {
  const trade = generateStore({ orders: 6000, seed, now });
  const { store } = trade;
  const weights = articles.flatMap(([, , , choices]) => choices.map((choice) => choice[3]));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // How fast the whole store sells now, and in what numbers at once: a customer buys some of a thing.
  const lines = [...store.orders.values()].filter((order) => !order.test);
  const quantities = lines.flatMap((order) => order.line_items.map((line) => line.quantity));
  const sum = (of: (quantity: number) => number) =>
    quantities.reduce((all, quantity) => all + of(quantity), 0);
  const lumps = sum((quantity) => quantity ** 2) / sum((quantity) => quantity);
  const units = lines
    .filter((order) => order.processed_at.slice(0, 10) >= addDays(cut, -lately))
    .flatMap((order) => order.line_items.map((line) => line.quantity))
    .reduce((all, quantity) => all + quantity, 0);
  const enoughFor = (mean: number) => demandQuantile(mean, sizeOf(mean, lumps * mean), 0.95);
  const shelves: Shelf[] = [];
  let number = 0;
  for (const product of store.products.values()) {
    for (const variant of product.variants) {
      const weight = weights[number++]!;
      if (!isStocked(product)) continue;
      for (const { id } of places) {
        const key = levelKey(variant.inventory_item_id, id);
        const share = id === places[0].id ? 0.8 : 0.1;
        const rate = (units / lately) * (weight / total) * share;
        const place = shelves.length;
        const enough = enoughFor(rate * (leadDays + reviewDays + coverDays));
        const isDead = place % 11 === 5;
        const { available } = store.levels.get(key)!;
        const filled = isDead ? 5 : place % 7 === 3 ? 4 * enough + 20 : available;
        const position = {
          ...{ available: filled, incoming: 0, orderUpTo: enough, quietDays: isDead ? 200 : 0 },
          reorderPoint: enoughFor(rate * (leadDays + reviewDays)),
        };
        const known = {
          ...{ available: filled, incoming: 0, knownFrom: "2025-01-01", price: 1000, cost: 500 },
          leadDays,
        };
        shelves.push({ key, rate, known, truth: statusOf(position), isDead });
      }
    }
  }
  return { trade, shelves, quantities };
}

/** Weeks of a shelf sold at its true rate: lines come at random, each of a quantity the store sold. */
function soldAgain({ rate, isDead }: Shelf, quantities: readonly number[], random: Random) {
  const average = quantities.reduce((sum, each) => sum + each, 0) / quantities.length;
  const quietWeeks = Math.ceil(daysBetween(quietFrom, cut) / 7);
  return Array.from({ length: weeksAgain }, (_, week) => {
    if (isDead && week >= weeksAgain - quietWeeks) return 0;
    let units = 0;
    for (
      let at = random.wait((7 * rate) / average);
      at < 1;
      at += random.wait((7 * rate) / average)
    ) {
      units += random.pick(quantities);
    }
    return units;
  });
}
const weeksAgain = 52;
const timesAgain = 60;

/** How often the method is right about a shelf when nothing but its own chance is in the way. */
function chanceOfRight(shelf: Shelf, quantities: readonly number[], random: Random): number {
  let right = 0;
  for (let n = 0; n < timesAgain; n += 1) {
    const series = soldAgain(shelf, quantities, random);
    const level = levelOf(series);
    const enough = (days: number) =>
      quantileOf(leadDemand(series, { level, periods: days / 7 }), 0.95);
    const lastWeek = series.findLastIndex((units) => units > 0);
    const said = statusOf({
      ...{ available: shelf.known.available, incoming: 0 },
      reorderPoint: enough(leadDays + reviewDays),
      orderUpTo: enough(leadDays + reviewDays + coverDays),
      quietDays: 7 * (weeksAgain - 1 - lastWeek),
    });
    if (said === shelf.truth) right += 1;
  }
  return right / timesAgain;
}

function found({ trade, shelves }: ReturnType<typeof planted>): StockStatus[] {
  const at = new Map(shelves.map(({ key }, place) => [key, place]));
  const items = new Map(
    [...trade.store.products.values()].flatMap(({ variants }) =>
      variants.map((variant) => [variant.id, variant.inventory_item_id] as const),
    ),
  );
  const sold = [...trade.store.orders.values()].flatMap((order) =>
    order.line_items.flatMap((line) => {
      const key = levelKey(items.get(line.variant_id!)!, order.location_id ?? places[0].id);
      const place = at.get(key);
      const day = order.processed_at.slice(0, 10);
      if (place === undefined || day >= cut) return [];
      if (shelves[place]!.isDead && day >= quietFrom) return [];
      const back = [Math.floor((daysBetween(day, cut) - 1) / 7)];
      return [{ at: place, back, units: [line.quantity], firstDay: day, lastDay: day, net: 0 }];
    }),
  );
  const skus = new Map([...trade.store.inventoryItems.values()].map(({ id, sku }) => [sku, id]));
  const outs = trade.outages.flatMap(({ sku, locationId, from, to }): Out[] => {
    const place = at.get(levelKey(skus.get(sku)!, locationId));
    if (place === undefined) return [];
    return [{ at: place, from: from.slice(0, 10), to: to?.slice(0, 10) ?? cut }];
  });
  const given = gatherItems({
    ...{ sold, cut, reviewDays, coverDays, known: shelves.map(({ known }) => known) },
    outs: outs.toSorted((a, b) => a.at - b.at || (a.from < b.from ? -1 : 1)),
    historyFrom: trade.from.toISOString().slice(0, 10),
  });
  const found = forecastItems(given).items;
  return shelves.map((_, at) => itemAt(found, at).status);
}

test("planted statuses of the made-up store are found, shelf by shelf", () => {
  const store = planted(11);
  const seen = found(store);
  const matrix = stockStatuses.map((truth) =>
    stockStatuses.map(
      (said) =>
        store.shelves.filter((shelf, at) => shelf.truth === truth && seen[at] === said).length,
    ),
  );
  const cells = (values: readonly (string | number)[]) =>
    values.map((value) => String(value).padStart(9)).join("");
  const lines = matrix.map((counts, at) => cells([stockStatuses[at]!, ...counts]));
  process.stdout.write(`truth ↓ said →\n${cells(["", ...stockStatuses])}\n${lines.join("\n")}\n`);
  const right = matrix.reduce((sum, counts, at) => sum + counts[at]!, 0);
  const random = createRandom(11);
  const chances = store.shelves.map((shelf) => chanceOfRight(shelf, store.quantities, random));
  const reachable = chances.reduce((sum, chance) => sum + chance, 0);
  const spread = Math.sqrt(chances.reduce((sum, chance) => sum + chance * (1 - chance), 0));
  const least = reachable - 3 * spread;
  process.stdout.write(
    `right: ${right} of ${chances.length}; by chance alone ${reachable.toFixed(1)} ± ` +
      `${spread.toFixed(1)}, so at least ${least.toFixed(1)}\n`,
  );
  expect(right).toBeGreaterThanOrEqual(least);
  // The threshold asks for something: calling every shelf the commonest status is below it.
  expect(Math.max(...matrix.map((row) => row.reduce((a, b) => a + b)))).toBeLessThan(least);
  const of = (status: StockStatus) => matrix[stockStatuses.indexOf(status)]!;
  for (const status of ["out", "dead"] as const) {
    const wrong = of(status).filter((_, at) => stockStatuses[at] !== status);
    expect(wrong, status).toEqual([0, 0, 0, 0]);
  }
  // Chance moves a shelf by one status at most: nothing that runs out is called too much, or the reverse.
  expect(of("runs-out")[stockStatuses.indexOf("over")]).toBe(0);
  expect(of("over")[stockStatuses.indexOf("runs-out")]).toBe(0);
});
