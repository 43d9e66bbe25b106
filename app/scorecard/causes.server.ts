import { inShop, type Client, type Db } from "../db.server.ts";
import type { Cause, Cell } from "../analysis/causes/chain.ts";
import { byCurrency, overCurrencies, paidAt, type Abroad } from "../analysis/causes/currency.ts";
import { explain } from "../analysis/causes/explain.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { exponent, formatScaled } from "../ledger/money.ts";
import { previousPeriod, type Period } from "../ledger/period.ts";
import { exact, isReason, toNumber } from "../kpis/formula.ts";
import type { Outcome, Quantity, Reading, Valued, When } from "../kpis/formula.ts";
import { kpiById } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { Split } from "../kpis/query.ts";
import { carveStock } from "./availability.server.ts";
import { addUp, isOfCustomers, noCauses, type Causes, type Grain } from "./causes.ts";
import { lookOf } from "./kpi-row.ts";
import { readCurrencies } from "./kept-currencies.server.ts";
import type { MayBeStale } from "./kept-places.server.ts";
import { labelsOf } from "./labels.server.ts";
import { isIn, partOf } from "./markets.ts";
import { outcomesIn } from "./markets.server.ts";
import { readerOf } from "./parts.server.ts";
import { readWishes } from "./read.server.ts";
import { whenOf } from "./scorecard.server.ts";
import { exactOf, quotientDecimals, show, type Look } from "./show.ts";
import { isBand } from "./status.ts";
import { resolvedTargets } from "./targets.server.ts";
import { aimOf, edgeOf, holdingTarget } from "./targets.ts";

export type CausesQuestion = {
  id: string;
  period: Period;
  /** Default: the period directly before. */
  against?: Period;
  /** The gap to the target, of which `against` explains what it can. Default false. */
  toTarget?: boolean;
  /** What the target asks by now of a period that runs, as decimal text. Default all it asks. */
  due?: string | undefined;
  /** What mix, price and rate are taken over. Default: the first of the KPI's ways to split it. */
  by?: Split | null;
  asOf: Date;
  /** Of one market alone. Default all of the shop. */
  market?: string | null;
  /** Default all is of now. */
  mayBeStale?: MayBeStale | undefined;
};

/** Of a total nothing is 0 on days of the history; of other KPIs, and before it, it is unknown. */
function quantityOf(kpi: Kpi, { value }: Valued, days: Period, when: When): Quantity | null {
  if (!isReason(value)) return value;
  const { historyFrom, today } = when;
  const isKnown = historyFrom !== null && days.to > historyFrom && days.from <= today;
  return kpi.formula.kind === "total" && value === "no-data" && isKnown ? exact(0n) : null;
}

/** The value in steps of its last decimal, as it is shown; null where numbers are. */
function stepsOf(quantity: Quantity, look: Look): bigint | null {
  const shown = show(quantity, look);
  return typeof shown === "string" ? BigInt(shown.replace(".", "")) : null;
}

type Explained = {
  market: string | null;
  kpi: Kpi;
  by: Split;
  now: Outcome;
  before: Valued;
  when: When;
  then: When;
  cells: Cells;
  abroad: AbroadIn | null;
};

type CellsAsked = Pick<Explained, "kpi" | "by" | "when" | "then" | "market"> &
  Pick<CausesQuestion, "mayBeStale">;
type Cells = [key: string, reading: Reading][];

/** What each key's part of the change is made of. */
async function readCells(
  client: Client,
  shop: ShopContext,
  { kpi, by, when, then, market, mayBeStale }: CellsAsked,
): Promise<Cells> {
  const { origin } = kpi.formula;
  if (!origin) return [];
  const readings = await readWishes(client, shop, {
    reader: readerOf(client, shop, by, when.asOf),
    wishes: [...origin.wishes(when), ...origin.wishes(then)],
    ...{ today: when.today, mayBeStale },
  });
  return [...readings].filter(([key]) => by !== "region" || isIn(market, key));
}

/**
 * Of KPIs that are asked of customers alone the whole is its parts' sum, a customer being in one part
 * only: what was read of the parts is not asked again. Null of other KPIs.
 */
function wholeOf(
  cells: Cells,
  { kpi, when, then }: Pick<Explained, "kpi" | "when" | "then">,
): { now: Outcome; before: Valued } | null {
  const { formula } = kpi;
  if (!isOfCustomers(kpi, when) || !formula.origin) return null;
  const none = () => 0n;
  const all: Reading = {
    sum: none,
    ranked: () => ({ n: 0, at: () => NaN }),
    column: (query, days, name) =>
      cells.reduce((sum, [, reading]) => sum + reading.column(query, days, name), 0n),
  };
  const now = formula.evaluate(all, when);
  return { now, before: formula.evaluate(all, then, { like: now }) };
}

/** By key, what was sold in other money than the shop's. */
type AbroadIn = { before: Map<string, Abroad[]>; after: Map<string, Abroad[]> };

/** Null of a KPI that is not made of what buyers paid, and where all paid in the shop's own money. */
async function readAbroad(
  client: Client,
  shop: ShopContext,
  { kpi, cells, by, when, then, now }: Omit<Explained, "before" | "abroad" | "market">,
): Promise<AbroadIn | null> {
  const [first] = cells;
  const { origin, kind } = kpi.formula;
  if (!first || !origin || kind === "median") return null;
  if (paidAt(origin.parts(first[1], when, { like: now, upTo: 0 })) < 0) return null;
  const after = await readCurrencies(client, shop, { by, days: when.period });
  const before = await readCurrencies(client, shop, { by, days: then.period });
  return before.size + after.size > 0 ? { before, after } : null;
}

/** Cells of both periods; of a median their parts at or below `upTo`. */
function cellsOf(
  { kpi, now, when, then, cells }: Pick<Explained, "kpi" | "now" | "when" | "then" | "cells">,
  upTo: number,
): Cell[] {
  const { origin } = kpi.formula;
  if (!origin) return [];
  return cells.map(([key, reading]) => ({
    key,
    before: origin.parts(reading, then, { like: now, upTo }),
    after: origin.parts(reading, when, { like: now, upTo }),
  }));
}

/** Causes of the change between two periods, in the KPI's unit, money in minor units. */
function causesOf(explained: Explained): Cause[] {
  const { kpi, now, before, abroad } = explained;
  const { origin, kind } = kpi.formula;
  if (!origin) return [];
  const isPer = kind !== "total";
  const divisor = ({ weight }: Valued) => (isPer ? Number(weight) : 1);
  const per = { before: divisor(before), after: divisor(now) };
  if (abroad) return explainAbroad(cellsOf(explained, 0), { per, isPer }, abroad);
  const upTo = (value: number) => explain(cellsOf(explained, value), { per, isPer });
  return kind === "median" ? ofMedian(upTo, valueOf(before), valueOf(now)) : upTo(0);
}

/** What buyers paid by key and currency, the rest by key. */
function explainAbroad(
  cells: readonly Cell[],
  over: Parameters<typeof explain>[1],
  { before, after }: AbroadIn,
): Cause[] {
  const at = paidAt(cells[0]?.after ?? []);
  const paid = byCurrency(cells, at, (key) => ({
    before: before.get(key) ?? [],
    after: after.get(key) ?? [],
  }));
  const others = cells.map((cell): Cell => ({
    key: cell.key,
    before: cell.before.toSpliced(at, 1),
    after: cell.after.toSpliced(at, 1),
  }));
  return [...overCurrencies(explain(paid, over)), ...explain(others, over)];
}

const valueOf = ({ value }: Valued) => (isReason(value) ? 0 : toNumber(value));

/**
 * More below a value between both medians means a smaller median: the causes of that share are the
 * causes of the gap, in the same proportions. Of few orders as many may lie below the middle as before;
 * then a median itself divides them.
 */
function ofMedian(upTo: (value: number) => Cause[], before: number, now: number): Cause[] {
  for (const value of [(before + now) / 2, before, now]) {
    const causes = upTo(value);
    const moved = causes.reduce((sum, { amount }) => sum + amount, 0);
    const size = causes.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
    if (Math.abs(moved) <= size * negligible) continue;
    return causes.map((cause) => ({ ...cause, amount: (cause.amount * (now - before)) / moved }));
  }
  return [];
}

/** Far above what floating point leaves of amounts that cancel out. */
const negligible = 1e-9;

/**
 * One KPI's gap and its causes, all read at one instant. Money in major units as text.
 * @throws RangeError when there is no such KPI or it cannot be split so.
 */
export async function causes(db: Db, shop: ShopContext, question: CausesQuestion): Promise<Causes> {
  const { market = null, mayBeStale } = question;
  const { id, period, against = previousPeriod(period), asOf } = question;
  const kpi = kpiById(id);
  if (!kpi) throw new RangeError(`got KPI "${id}", expected an id of the catalogue`);
  const by = question.by ?? kpi.causes[0] ?? null;
  if (by && !kpi.causes.includes(by)) {
    throw new RangeError(
      `got a split by ${by}, expected one of ${kpi.causes.join(", ")} for ${id}`,
    );
  }
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const targets = question.toTarget
      ? await resolvedTargets(client, shop, {
          ...{ kpis: [kpi], when, by: market === null ? null : "region" },
        })
      : [];
    const then = { ...when, period: against };
    const asked = { kpi, when, then };
    const cells = by ? await readCells(client, shop, { ...asked, by, market, mayBeStale }) : [];
    const whole = { kpis: [kpi], when, against, market, valuesOnly: true, mayBeStale };
    const outcome = (by && wholeOf(cells, asked)) ?? (await outcomesIn(client, shop, whole))[0];
    if (!outcome) throw new Error(`${id} gave no outcome`);
    const look = lookOf(kpi, shop.currency);
    const to = quantityOf(kpi, outcome.now, period, when);
    const before = quantityOf(kpi, outcome.before, against, when);
    const aim =
      question.due === undefined
        ? aimOf(holdingTarget(targets, id, period, partOf(market)), look)
        : exactOf(question.due, look);
    const level = aim && isBand(aim) ? edgeOf(aim, to) : aim;
    const from = question.toTarget ? level : before;
    if (to === null || !from) {
      return noCauses(by, from && show(from, look), to && show(to, look));
    }
    const explained = by && before ? { ...asked, ...outcome, by, market, cells } : null;
    const changed = explained
      ? causesOf({ ...explained, abroad: await readAbroad(client, shop, explained) })
      : [];
    const out =
      explained && kpi.needsStock
        ? await carveStock(client, shop, changed, { ...explained, cells: cellsOf(explained, 0) })
        : null;
    const found = out?.causes ?? changed;
    const beyond: Cause[] =
      question.toTarget && before
        ? [{ effect: "asked", key: "", amount: toNumber(before) - toNumber(from) }]
        : [];
    const label = by && (await labelled());
    const sums = gapOf([...found, ...beyond], { from, to, look, by, label });
    return { ...sums, availability: out?.told ?? null };

    async function labelled() {
      const keys = [...new Set(found.map(({ key }) => key))];
      return labelsOf(client, shop, by!, keys);
    }
  });
}

type Ends = {
  from: Quantity;
  to: Quantity;
  look: Look;
  by: Split | null;
  label: ((key: string) => string) | null;
};

function gapOf(
  causes: readonly Cause[],
  { from, to, look, by, label }: Ends,
): Omit<Causes, "availability"> {
  const ends = [stepsOf(from, look), stepsOf(to, look)] as const;
  const more = look.isTotal ? 0 : quotientDecimals;
  const grain: Grain =
    ends[0] === null || ends[1] === null
      ? null
      : {
          gap: ends[1] - ends[0],
          show: (steps) => formatScaled(steps, exponent(look.currency) + more),
        };
  const scale = grain ? 10 ** more : 1;
  const gap = grain ? Number(grain.gap) : toNumber(to) - toNumber(from);
  const sums = addUp(
    causes.map((cause) => ({ ...cause, amount: cause.amount * scale })),
    { gap, grain },
  );
  return {
    by,
    from: show(from, look),
    to: show(to, look),
    gap: grain ? grain.show(grain.gap) : gap,
    ...sums,
    keys: sums.keys.map((part) => ({ ...part, label: label?.(part.key) ?? part.key })),
  };
}
