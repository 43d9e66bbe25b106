// KPIs over time by the formulas of the scorecard: a point is what the scorecard of its days says.
import type { Client, Db } from "../db.server.ts";
import { inShop } from "../db.server.ts";
import { addMonths, firstOfMonth, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import type { Target, TargetPart } from "../ledger/shop.server.ts";
import {
  exact,
  isReason,
  type Exact,
  type Outcome,
  type Reading,
  type When,
  type Wish,
} from "../kpis/formula.ts";
import { kpiById } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import {
  bucketSizes,
  bucketsOf,
  bucketsUnder,
  sparkBuckets,
  sparkDays,
  usualSize,
  type Bucket,
  type BucketSize,
} from "./buckets.ts";
import { lookOf, showInterval } from "./kpi-row.ts";
import { readMarketWishes } from "./market-reader.server.ts";
import { isByMarket, partOf } from "./markets.ts";
import { untold } from "./markets.server.ts";
import { whenOf } from "./scorecard.server.ts";
import { readSeriesWishes } from "./series.server.ts";
import { exactOf, show } from "./show.ts";
import { resolvedTargets } from "./targets.server.ts";
import { targetOf } from "./targets.ts";
import type { Spark, Trend } from "./trend.ts";
import type { Shown } from "./types.ts";

/**
 * Outcomes of some KPIs in each of many periods: first `periods`, then `plain`, of which intervals are
 * not asked for.
 */
async function outcomesOver(
  client: Client,
  shop: ShopContext,
  asked: {
    kpis: readonly Kpi[];
    periods: readonly Period[];
    plain: readonly Period[];
    when: When;
    market: string | null;
  },
): Promise<Map<string, Outcome[]>> {
  const { kpis, when, market } = asked;
  const at = (period: Period): When => ({ ...when, period });
  const periods = asked.periods.map(at);
  const plain = asked.plain.map(at);
  const wishesOf = (whens: readonly When[]) =>
    kpis.flatMap(({ formula }) => whens.flatMap((each) => formula.wishes(each)));
  // The whole period tells which answers count; a query over it tells nothing that a point needs.
  const whole = wishesOf([when]).filter((wish) => market !== null || !("query" in wish));
  const wished = { wishes: wishesOf(periods), plain: [...whole, ...wishesOf(plain)] };
  const { asOf, today } = when;
  const reading =
    market === null
      ? await readSeriesWishes(client, shop, { ...wished, asOf, today })
      : await readMarketWishes(client, shop, {
          ...{ wishes: [...wished.wishes, ...wished.plain], asOf, today, market },
        });
  return new Map(
    kpis.map((kpi) => {
      const { id, formula } = kpi;
      if (market !== null && !isByMarket(kpi))
        return [id, [...periods, ...plain].map(() => untold)];
      // Every point counts the answers that the whole period counts.
      const like = formula.evaluate(reading, when);
      return [id, [...periods, ...plain].map((each) => formula.evaluate(reading, each, { like }))];
    }),
  );
}

/** On a day of the history on which nothing happened a total is 0; before it nothing is known. */
function withZeros(kpi: Kpi, outcome: Outcome, days: Period, when: When): Outcome {
  const isKnown =
    when.historyFrom !== null && days.to > when.historyFrom && days.from <= when.today;
  const isZero = kpi.formula.kind === "total" && outcome.value === "no-data" && isKnown;
  return isZero ? { ...outcome, value: exact(0n) } : outcome;
}

/** What a target of the period asks of one bucket. */
function shareOfTarget(kpi: Kpi, target: Exact, days: number, period: Period): Exact {
  if (kpi.formula.kind !== "total") return target;
  return {
    top: target.top * BigInt(days),
    bottom: target.bottom * BigInt(Math.max(1, periodDays(period))),
  };
}

export type TrendQuestion = {
  id: string;
  period: Period;
  against: Period;
  asOf: Date;
  weekStart?: string;
  /** Default: what reads well, coarser where too few values would be left. */
  size?: BucketSize | null;
  /** Of one market alone. Default all of the shop. */
  market?: string | null;
  /** The period when it is over. Default the period. */
  whole?: Period | undefined;
};

/** The sizes that make more than one point. */
function sizesOf({ period, weekStart }: TrendQuestion): BucketSize[] {
  return bucketSizes.filter((size) => bucketsOf(period, size, weekStart).length > 1);
}

/** The sizes to try, finest first. */
function tries(question: TrendQuestion): BucketSize[] {
  const sizes = sizesOf(question);
  if (question.size && sizes.includes(question.size)) return [question.size];
  const usual = bucketSizes.indexOf(usualSize(question.period));
  return sizes.filter((size) => bucketSizes.indexOf(size) >= usual);
}

/** Growth on the month before has one value a month: twelve finished months, and those a year before. */
function ofMonths(question: TrendQuestion, today: Day): TrendQuestion {
  const to = firstOfMonth(question.period.to < today ? question.period.to : today);
  const from = addMonths(to, -12);
  const against = { from: addMonths(from, -12), to: from };
  return { ...question, size: "month", period: { from, to }, against };
}

type Drawn = { size: BucketSize; buckets: Bucket[]; outcomes: Outcome[]; before: Outcome[] };

async function draw(
  client: Client,
  shop: ShopContext,
  {
    kpi,
    when,
    question,
    size,
  }: { kpi: Kpi; when: When; question: TrendQuestion; size: BucketSize },
): Promise<Drawn> {
  const { period, against, weekStart } = question;
  const buckets = bucketsOf(period, size, weekStart).filter(({ from }) => from <= when.today);
  const under = bucketsUnder(buckets, against, size);
  const all = await outcomesOver(client, shop, {
    kpis: [kpi],
    periods: buckets,
    plain: under,
    when,
    market: question.market ?? null,
  });
  const outcomes = (all.get(kpi.id) ?? []).map((outcome, at) =>
    withZeros(kpi, outcome, [...buckets, ...under][at]!, when),
  );
  return {
    size,
    buckets,
    outcomes: outcomes.slice(0, buckets.length),
    before: outcomes.slice(buckets.length),
  };
}

/** Half of the points must have a value, else a coarser size says more. */
const isFull = ({ outcomes }: Drawn) =>
  outcomes.filter(({ value }) => !isReason(value)).length * 2 >= outcomes.length;

/**
 * One KPI over the days, weeks or months of a period, and of the period compared with.
 * @throws RangeError when there is no such KPI.
 */
export async function trend(db: Db, shop: ShopContext, question: TrendQuestion): Promise<Trend> {
  const kpi = kpiById(question.id);
  if (!kpi) throw new RangeError(`got KPI "${question.id}", expected an id of the catalogue`);
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, question);
    const { market = null } = question;
    const by = market === null ? null : "region";
    const { whole = question.period } = question;
    const targets = await resolvedTargets(client, shop, {
      ...{ kpis: [kpi], by },
      when: { ...when, period: whole },
    });
    const isMonthly = kpi.id === "month-growth";
    const drawing = { kpi, when, question: isMonthly ? ofMonths(question, when.today) : question };
    const sizes = tries(drawing.question);
    let drawn = await draw(client, shop, { ...drawing, size: sizes[0] ?? "day" });
    for (const size of sizes.slice(1)) {
      if (isFull(drawn)) break;
      const coarser = await draw(client, shop, { ...drawing, size });
      if (known(coarser) > 1) drawn = coarser;
    }
    const offered = isMonthly ? [] : sizesOf(question);
    return { ...trendOf(shop, { kpi, when, drawn, targets, market, whole }), sizes: offered };
  });
}

const known = ({ outcomes }: Drawn) => outcomes.filter(({ value }) => !isReason(value)).length;

type TrendGiven = {
  kpi: Kpi;
  when: When;
  drawn: Drawn;
  targets: readonly Target[];
  market: string | null;
  whole: Period;
};

function trendOf(
  shop: ShopContext,
  { kpi, when, drawn, targets, market, whole }: TrendGiven,
): Omit<Trend, "sizes"> {
  const look = lookOf(kpi, shop.currency);
  const shown = ({ value }: Outcome): Shown | null => (isReason(value) ? null : show(value, look));
  const aim = targetOf(targets, kpi.id, when.period, partOf(market));
  const days = drawn.size === "day" ? 1 : drawn.size === "week" ? 7 : 30;
  return {
    size: drawn.size,
    isTotal: kpi.formula.kind === "total",
    historyFrom: when.historyFrom,
    target: aim === null ? null : show(shareOfTarget(kpi, exactOf(aim, look), days, whole), look),
    points: drawn.buckets.map(({ from, to, wholeDays }, at) => ({
      from,
      to,
      wholeDays,
      isRunning: from <= when.today && when.today < to,
      value: shown(drawn.outcomes[at]!),
      interval: showInterval(drawn.outcomes[at]!, look),
      n: Number(drawn.outcomes[at]!.n),
      before: drawn.before[at] ? shown(drawn.before[at]) : null,
    })),
  };
}

/**
 * What small charts of some KPIs wish for, of stored measures alone: thirteen finished days, weeks or
 * four weeks up to the period's end. KPIs whose value needs a query over customers have none.
 */
export function sparkWishes(
  kpis: readonly Kpi[],
  when: When,
  periods: readonly Period[] = sparkBuckets(when.period, when.today),
): Wish[] {
  const drawn = kpis.filter((kpi) => isByDay(kpi, when));
  return drawn.flatMap(({ formula }) =>
    periods.flatMap((period) => formula.wishes({ ...when, period })),
  );
}

/** Small charts of those of the KPIs that have one, from what `sparkWishes` wished for. */
export function sparksOf(
  shop: ShopContext,
  given: {
    /** KPIs and what they say of the whole period: every point counts the answers that it counts. */
    outcomes: readonly { kpi: Kpi; now: Outcome }[];
    reading: Reading;
    when: When;
    targets: readonly Target[];
    /** Whose targets hold. Default all of the shop. */
    part?: TargetPart | null;
    /** The period when it is over. Default the period. */
    whole?: Period;
    /** Those that were wished for. Default they are worked out. */
    periods?: readonly Period[];
  },
): Spark[] {
  const { outcomes, reading, when, targets, part = null, whole = when.period } = given;
  const { period } = when;
  const { periods = sparkBuckets(period, when.today) } = given;
  const drawn = outcomes.filter(({ kpi }) => isByDay(kpi, when));
  return drawn.map(({ kpi, now }) => {
    const look = lookOf(kpi, shop.currency);
    const aim = targetOf(targets, kpi.id, period, part);
    const share = aim && shareOfTarget(kpi, exactOf(aim, look), periodDays(periods[0]!), whole);
    return {
      id: kpi.id,
      days: sparkDays(period),
      target: share ? Number(show(share, look)) : null,
      values: periods.map((days) => {
        const outcome = kpi.formula.evaluate(reading, { ...when, period: days }, { like: now });
        const { value } = withZeros(kpi, outcome, days, when);
        return isReason(value) ? null : Number(show(value, look));
      }),
    };
  });
}

// Of a total, queries only tell how much of it is known.
const isByDay = ({ formula }: Kpi, when: When) =>
  formula.kind === "total" || !formula.wishes(when).some((wish) => "query" in wish);
