// Everything the page of one KPI shows, read side by side.
import { inShop, type Db } from "../db.server.ts";
import { dayIn } from "../ledger/day.ts";
import type { Shop } from "../ledger/shop.server.ts";
import type { Period } from "../ledger/period.ts";
import { kpiById } from "../kpis/index.ts";
import { splitsOf, type Kpi } from "../kpis/kpi.ts";
import type { Split } from "../kpis/query.ts";
import {
  leftOutCurrency,
  leftOutTest,
  leftOutVoided,
  leftOutZero,
  type MeasureId,
} from "../measures/index.ts";
import { readMeasures } from "../measures/read.server.ts";
import type { Effect } from "../analysis/causes/chain.ts";
import type { BucketSize } from "./buckets.ts";
import { causes } from "./causes.server.ts";
import { noCauses } from "./causes.ts";
import type { Compared } from "./chosen-period.ts";
import { entriesBehind } from "./entries.server.ts";
import type { KpiPage } from "./kpi-page.ts";
import { marksOf } from "./marks.server.ts";
import { benchmarkOf, paceOf } from "./pace.server.ts";
import { isIn } from "./markets.ts";
import { kpiParts } from "./parts.server.ts";
import { trend } from "./trend.server.ts";

const leftOut = [leftOutTest, leftOutVoided, leftOutZero, leftOutCurrency];

export type KpiPageQuestion = {
  id: string;
  period: Period;
  against: Period;
  /** What changes of totals are told of. Default both periods as they are. */
  compared?: Compared | undefined;
  asOf: Date;
  /** Null: the first of the KPI's own ways to split it. */
  by: Split | null;
  size: BucketSize | null;
  /** Where the page of entries before ended. */
  after: string | null;
  /** The gap to the target in place of the one to the period compared with. Default false. */
  toTarget?: boolean;
  /** The period when it is over. Default the period. */
  whole?: Period;
  /** Entries of one key of `by`, or those that an effect is about. Default all. */
  part?: string | null;
  effect?: Effect | null;
  /** All of it of one market. Default all of the shop. */
  market?: string | null;
};

/** What a market is the sum of. */
const marketSplit = "region" satisfies Split;

/** The ways to split it that are offered; a market is of its regions alone. */
const offeredOf = (kpi: Kpi, market: string | null): readonly Split[] =>
  splitsOf(kpi).filter((split) => market === null || split === marketSplit);

/**
 * The split that was asked for where the KPI has it, else its first: where it was bought, not by which
 * channel, which is there for who asks.
 */
function splitOf(splits: readonly Split[], by: Split | null): Split | null {
  const usual = splits.find((split) => split !== "channel") ?? splits[0] ?? null;
  return splits.find((split) => split === by) ?? usual;
}

/** Orders that do not count, by why. */
async function readLeftOut(
  db: Db,
  shop: Shop,
  { period, market }: { period: Period; market: string | null },
): Promise<KpiPage["leftOut"]> {
  const ids = leftOut.map(({ id }): MeasureId => id);
  const dimension = market === null ? "all" : marketSplit;
  const sums = await inShop(db, shop.id, (client) =>
    readMeasures(client, shop, { ids, period, dimension }),
  );
  const own = [...sums].filter(([key]) => isIn(market, key));
  const count = ({ id }: { id: string }) =>
    own.reduce((all, [, sum]) => all + Number(sum[id as MeasureId] ?? 0n), 0);
  return {
    test: count(leftOutTest),
    voided: count(leftOutVoided),
    zero: count(leftOutZero),
    otherCurrency: count(leftOutCurrency),
  };
}

/** Every version of a definition that periods are counted by, the latest first. */
const versionsOf = ({ version, words, earlier = {} }: Kpi) =>
  [
    { version, words },
    ...Object.entries(earlier).map(([number, own]) => ({ version: Number(number), words: own })),
  ].sort((a, b) => b.version - a.version);

const swapped = ({ period, against }: NonNullable<Compared>) => ({
  period: against,
  against: period,
});

const labelOf = (part: string | null, parts: readonly { key: string; label: string }[]) =>
  parts.find(({ key }) => key === part)?.label ?? part ?? "";

/** Null when there is no such KPI. Throws what the database throws. */
export async function kpiPage(db: Db, shop: Shop, asked: KpiPageQuestion): Promise<KpiPage | null> {
  const {
    id,
    period,
    against,
    compared,
    asOf,
    size,
    after,
    part = null,
    effect = null,
    market = null,
  } = asked;
  const kpi = kpiById(id);
  if (!kpi) return null;
  const splits = offeredOf(kpi, market);
  const by = splitOf(splits, asked.by);
  // Orders and changes are told by what an order is, not by what led to it.
  const cause = by !== null && kpi.causes.includes(by) ? by : null;
  const narrowed = cause && (part !== null || effect !== null) ? { by: cause, part, effect } : null;
  const toTarget = asked.toTarget ?? false;
  let oldest = asOf;
  const mayBeStale = (since: Date) => {
    if (since < oldest) oldest = since;
  };
  /** The days that a change is told of; null: none is over. */
  const told =
    kpi.formula.kind === "total" && compared !== undefined ? compared : { period, against };
  const parted = { id, by, asOf, market, mayBeStale };
  const pacing = paceOf(db, shop, { id, period, whole: asked.whole ?? period, asOf, market });
  const explained = async () => {
    const due = toTarget ? (await pacing).pace?.due : undefined;
    const days = toTarget ? { period, against } : told;
    if (!days) return noCauses(cause, null, null);
    const gap = { ...days, toTarget, due: due === undefined ? due : String(due) };
    return causes(db, shop, { id, ...gap, by: cause, asOf, market, mayBeStale });
  };
  const [now, before, why, paced, benchmark, course, marks, behind, uncounted] = await Promise.all([
    kpiParts(db, shop, { ...parted, period, against, compared, wholeTo: asked.whole?.to }),
    by && told ? kpiParts(db, shop, { ...parted, ...swapped(told) }) : null,
    explained(),
    pacing,
    pacing.then(({ suggestion }) =>
      suggestion ? null : benchmarkOf(db, shop, { id, period, asOf, market }),
    ),
    trend(db, shop, {
      ...{ id, period, against, asOf, size, weekStart: shop.weekStart, market },
      whole: asked.whole,
    }),
    marksOf(db, shop, { kpi, period, market, today: dayIn(asOf, shop.timeZone) }),
    entriesBehind(db, shop, { id, period, after, asOf, narrowed, market }),
    readLeftOut(db, shop, { period, market }),
  ]);
  const then = new Map(before?.parts.map((part) => [part.key, part.value]));
  return {
    kpi: { ...now.kpi, asOf: oldest.toISOString() },
    about: {
      objective: kpi.objective,
      words: now.kpi.formula,
      excludes: kpi.excludes,
      source: kpi.source,
      versions: versionsOf(kpi).filter(({ version }) => version !== now.kpi.version),
    },
    by,
    splits,
    parts: now.parts.map((part) => ({ ...part, before: then.get(part.key) ?? null })),
    causes: why,
    ...paced,
    benchmark,
    toTarget,
    trend: course,
    marks,
    behind,
    narrowed: narrowed && { ...narrowed, label: labelOf(part, [...now.parts, ...why.keys]) },
    leftOut: uncounted,
  };
}
