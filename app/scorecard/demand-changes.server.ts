// Looks each night at what each variant sold and what each region ordered, and keeps what changed.
import {
  demandChanges,
  pastWeeks,
  recentWeeks,
  type WeeklyDemand,
} from "../analysis/forecast/demand-change.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, daysBetween, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { putPattern, readPattern, type PatternName } from "../ledger/patterns.server.ts";
import { firstSaleDay, readOutVariants, readSoldWeeks } from "../ledger/stock/demand.server.ts";
import { readDaily } from "../measures/read.server.ts";
import { demandKinds, type DemandChanges, type DemandKind } from "./demand-changes.ts";
import { labelsOf } from "./labels.server.ts";

const weeks = pastWeeks + recentWeeks;
const mostShown = 20;
const nameOf: Record<DemandKind, PatternName> = { variant: "variants", region: "regions" };

type Kept = Pick<DemandChanges, "rows" | "found">;
type Series = Map<string, { label: string; weeks: (number | null)[] }>;

/** Weeks are counted back from the cut; 0 in this list is the oldest. */
const placeOf = (back: number) => weeks - 1 - back;

function seriesOf(all: Series, key: string, label: string, known: number): (number | null)[] {
  const found = all.get(key);
  if (found) return found.weeks;
  const fresh = Array.from({ length: weeks }, (_, at) => (at < weeks - known ? null : 0));
  all.set(key, { label, weeks: fresh });
  return fresh;
}

type Asked = { from: Day; cut: Day };

/** Units by variant and week; null in weeks before its first sale, and in which it was out of stock. */
async function variantWeeks(client: Client, shop: ShopContext, { from, cut }: Asked) {
  const all: Series = new Map();
  const rows = await readSoldWeeks(client, shop, { from, to: cut, isByPlace: false });
  const byKey = Map.groupBy(rows, ({ variantId, sku, title }) => variantId ?? sku ?? title);
  for (const [key, sold] of byKey) {
    const { title, sku } = sold[0]!;
    const firstDay = sold.map((each) => each.firstDay).sort()[0]!;
    // The week of its first sale is not a whole one of it.
    const known = Math.floor((daysBetween(firstDay, cut) - 1) / 7);
    const units = seriesOf(all, key, sku && sku !== title ? `${title} · ${sku}` : title, known);
    for (const each of sold) {
      each.back.forEach((back, at) => {
        const place = placeOf(back);
        if (units[place] != null) units[place] += each.units[at]!;
      });
    }
  }
  for (const { key, from: out, to } of await readOutVariants(client, shop, { from, to: cut })) {
    const units = all.get(key)?.weeks;
    const first = Math.floor((daysBetween(out, cut) - 1) / 7);
    const last = Math.floor((daysBetween(to, cut) - 1) / 7);
    for (let back = first; units && back >= Math.max(0, last); back -= 1) {
      units[placeOf(back)] = null;
    }
  }
  return all;
}

/** Orders by region and week. */
async function regionWeeks(client: Client, shop: ShopContext, { from, cut }: Asked, known: number) {
  const all: Series = new Map();
  const cells = await readDaily(client, shop, {
    ...{ ids: ["orders"], period: { from, to: cut }, dimension: "region" },
  });
  for (const { key, day, value } of cells) {
    const units = seriesOf(all, key, key, known);
    const place = placeOf(Math.floor((daysBetween(day, cut) - 1) / 7));
    if (units[place] != null) units[place] += Number(value);
  }
  const label = await labelsOf(client, shop, "region", [...all.keys()]);
  for (const [key, series] of all) series.label = label(key);
  return all;
}

function keptOf(kind: DemandKind, all: Series): Kept {
  const asked = [...all].map(([key, series]): WeeklyDemand<string> => ({ key, ...series }));
  const found = demandChanges(asked);
  const rows = found.slice(0, mostShown).map((change) => {
    return { kind, label: all.get(change.key)!.label, ...change };
  });
  return { rows, found: found.length };
}

/**
 * Finds what changed up to a day and keeps it in place of what was kept. Reads fifteen weeks of lines: for a
 * job, not for a page. @returns how many of each kind
 */
export function keepDemandChanges(
  db: Db,
  shop: ShopContext,
  { cut }: { cut: Day },
): Promise<Record<DemandKind, number>> {
  return inShop(db, shop.id, async (client) => {
    const period = { from: addDays(cut, -7 * weeks), to: cut };
    const historyFrom = (await firstSaleDay(client, shop)) ?? cut;
    const known = Math.min(weeks, Math.floor(daysBetween(historyFrom, cut) / 7));
    const asked = { from: period.from, cut };
    const found = {
      variant: keptOf("variant", await variantWeeks(client, shop, asked)),
      region: keptOf("region", await regionWeeks(client, shop, asked, known)),
    };
    for (const kind of demandKinds) {
      await putPattern(client, shop, { name: nameOf[kind], period, value: found[kind] });
    }
    return { variant: found.variant.found, region: found.region.found };
  });
}

/** As it was kept last. One row by its key. */
export function readDemandChanges(
  db: Db,
  shop: ShopContext,
  kind: DemandKind,
): Promise<DemandChanges> {
  return inShop(db, shop.id, async (client) => {
    const kept = await readPattern<Kept>(client, shop, nameOf[kind]);
    return kept ? { to: kept.to, ...kept.value } : { to: null, rows: [], found: 0 };
  });
}
