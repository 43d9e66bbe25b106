import { inShop, type Client, type Db } from "../db.server.ts";
import { dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, previousPeriod, type Period } from "../ledger/period.ts";
import {
  isReason,
  toNumber,
  type Outcome,
  type Reading,
  type Valued,
  type When,
  type Wish,
} from "../kpis/formula.ts";
import { kpis as every } from "../kpis/index.ts";
import { perspectives, type Kpi } from "../kpis/kpi.ts";
import type { Target, TargetPart } from "../ledger/shop.server.ts";
import type { Compared } from "./chosen-period.ts";
import { finishedOf, finishedWishes, type Finished } from "./finished.ts";
import { chosenHeadline, headlineOf } from "./headline.ts";
import { endsOf } from "./ends.server.ts";
import { kpiRow } from "./kpi-row.ts";
import { meanScore } from "./scores.ts";
import type { End } from "./status.ts";
import { resolvedTargets } from "./targets.server.ts";
import { holdingTarget } from "./targets.ts";
import type { Scorecard, ScorecardKpi, Shown } from "./types.ts";
import { placeOf, questionsOf } from "./questions.server.ts";
import { planWhole, readWhole, type WholePlan, type WholeWish } from "./whole.server.ts";

export type Question = {
  period: Period;
  /** The period to compare with. Default: the one directly before. */
  against?: Period | "previous";
  /** Promises due by then, windows over by then. */
  asOf: Date;
  /** Of the definition. Default: the one that holds in the period. */
  version?: number | undefined;
  /** The day after the period's last one when it is over. Default the period's own. */
  wholeTo?: Day;
};

type Begun = { historyFrom: Day | null; costRulesFrom: Day | null };

export async function begunOf(client: Client, shop: ShopContext): Promise<Begun> {
  const { rows } = await client.query<Begun>(
    `select (select min(sale_day) from orders where shop_id = $1) as "historyFrom",
       (select min(valid_from) from cost_rule where shop_id = $1) as "costRulesFrom"`,
    [shop.id],
  );
  return rows[0]!;
}

export async function whenOf(
  client: Client,
  shop: ShopContext,
  { period, asOf, version }: Question,
): Promise<When> {
  const today = dayIn(asOf, shop.timeZone);
  return { period, asOf, today, version, ...(await begunOf(client, shop)) };
}

export type Outcomes = {
  kpi: Kpi;
  now: Outcome;
  before: Valued;
  /** Of a total with today in its period: what its change is told of. Default both as they are. */
  finished?: Finished | undefined;
  /** The instant it was so; null: that of the question. */
  staleSince: Date | null;
};

/** Outcomes of KPIs in the period, and in the one compared with at the same instant. */
export async function outcomesOf(
  client: Client,
  shop: ShopContext,
  question: OutcomesQuestion,
): Promise<Outcomes[]> {
  return (await readOutcomes(client, shop, question)).outcomes;
}

/** What outcomes are made of, worked out once a day and question: wishes know no instant but their day. */
export type OutcomesPlan = {
  then: Period;
  compared: Compared | undefined;
  whole: WholePlan;
  /** Places of the questions of each KPI, in their order. */
  asked: readonly (readonly string[])[];
};

type Planned = {
  kpis: readonly Kpi[];
  when: When;
  against: Period;
  /** What changes of totals are told of. Default both periods as they are. */
  compared?: Compared | undefined;
  plain?: readonly Wish[] | undefined;
  /** Intervals, coverage and second lines of the period are not read. Default false. */
  valuesOnly?: boolean | undefined;
};

export function planOutcomes(planned: Planned): OutcomesPlan {
  const { kpis, when, against, compared, valuesOnly = false } = planned;
  const plain = [...(planned.plain ?? []), ...finishedWishes(kpis, when, compared)];
  const then: When = { ...when, period: against };
  const wishes = kpis.map(({ formula }) => formula.wishes(when));
  const values = kpis.map(({ formula }) => formula.wishes(then));
  const { today } = when;
  const asked = valuesOnly
    ? { wishes: [], values: [...wishes.flat(), ...values.flat()] }
    : { wishes: wishes.flat(), values: values.flat() };
  return {
    then: against,
    compared,
    whole: planWhole({ ...asked, plain, today }),
    asked: kpis.map((_, at) =>
      questionsOf([...wishes[at]!, ...values[at]!], today).map((each) => placeOf(each)),
    ),
  };
}

/** As `outcomesOf`, with the reading they are made of; `plain` wishes are in it too. */
export async function readOutcomes(
  client: Client,
  shop: ShopContext,
  { kpis, when, against, compared, plain, valuesOnly, plan: known, ...more }: OutcomesQuestion,
): Promise<{ outcomes: Outcomes[]; reading: Reading }> {
  const plan = known ?? planOutcomes({ kpis, when, against, compared, plain, valuesOnly });
  const given = { plan: plan.whole, asOf: when.asOf, ...more };
  const { reading, staleSince } = await readWhole(client, shop, given);
  const then: When = { ...when, period: plan.then };
  const outcomes = kpis.map((kpi, at) => {
    const now = kpi.formula.evaluate(reading, when);
    const before = kpi.formula.evaluate(reading, then, { like: now });
    const finished = finishedOf(kpi, reading, { when, now, compared: plan.compared });
    return { kpi, now, before, finished, staleSince: staleSince(plan.asked[at]!) };
  });
  return { outcomes, reading };
}

export type OutcomesQuestion = Planned & {
  /** Of the same KPIs, days and wishes. Default it is made. */
  plan?: OutcomesPlan;
} & Pick<WholeWish, "months" | "mayBeStale" | "memory">;

function againstOf({ period, against = "previous" }: Question): Period {
  return against === "previous" ? previousPeriod(period) : against;
}

export type RowsGiven = {
  outcomes: readonly Outcomes[];
  when: When;
  /** Changes that are not resolved count as none. */
  targets: readonly Target[];
  /** Whose targets hold. Default all of the shop. */
  part?: TargetPart | null;
  /** What totals will be when the period is over, by KPI. Default nobody knows. */
  ends?: ReadonlyMap<string, End>;
};

/** Rows as the scorecard shows them. */
export function rowsOf(shop: ShopContext, given: RowsGiven): ScorecardKpi[] {
  const { outcomes, when, targets, part = null, ends } = given;
  const meanOrder = outcomes.find(({ kpi }) => kpi.id === "average-order-value")?.now.value;
  const orderValue = meanOrder === undefined || isReason(meanOrder) ? null : toNumber(meanOrder);
  return outcomes.map(({ kpi, now, before, finished, staleSince }) =>
    kpiRow(kpi, {
      currency: shop.currency,
      now,
      before,
      finished,
      target: holdingTarget(targets, kpi.id, when.period, part),
      isRunning: when.today < when.period.to,
      end: ends?.get(kpi.id),
      orderValue,
      asOf: staleSince ?? when.asOf,
    }),
  );
}

/**
 * The scorecard of a period, from the measures as they stand. Money in major units as text.
 * Reads only; throws what the database throws.
 */
export async function scorecard(db: Db, shop: HeadedShop, question: Question): Promise<Scorecard> {
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, question);
    const against = againstOf(question);
    const outcomes = await outcomesOf(client, shop, { kpis: every, when, against });
    const { wholeTo } = question;
    const whole = { from: when.period.from, to: wholeTo ?? when.period.to };
    const targets = await resolvedTargets(client, shop, {
      ...{ kpis: every, when: { ...when, period: whole } },
    });
    const ends = await endsOf(client, shop, { outcomes, when, targets, wholeTo });
    return cardOf(shop, { outcomes, when, targets, ends });
  });
}

function perspectivesOf(rows: readonly ScorecardKpi[]): Scorecard["perspectives"] {
  return perspectives.map((id) => {
    const own = rows.filter(({ perspective }) => perspective === id);
    const scores = own.map(({ id, beside }) => ({
      id,
      score: numberOf(beside["score"]),
      weight: numberOf(beside["weight"]) ?? 1,
    }));
    return { id, score: meanScore(scores).score, kpis: own.map((row) => row.id) };
  });
}

const numberOf = (shown: Shown | null | undefined) => (typeof shown === "number" ? shown : null);

/** With the headline that it chose; default ours. */
export type HeadedShop = ShopContext & { headline?: readonly string[] | null };

/** Outcomes of every KPI as a scorecard. */
export function cardOf(shop: HeadedShop, given: RowsGiven): Scorecard {
  return cardOfRows(shop, { rows: rowsOf(shop, given), period: given.when.period });
}

export function cardOfRows(
  shop: HeadedShop,
  { rows, period: { from, to } }: { rows: ScorecardKpi[]; period: Period },
): Scorecard {
  return {
    shop: shop.domain,
    period: { from, to, timeZone: shop.timeZone },
    currency: shop.currency,
    headline: headlineOf(
      (id) => rows.some((row) => row.id === id && row.value !== null),
      chosenHeadline(shop).ids,
    ),
    perspectives: perspectivesOf(rows),
    kpis: rows,
  };
}
