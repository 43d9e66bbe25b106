// Everything the first page shows, of one transaction and few statements.
import { inShop, together, type Db } from "../db.server.ts";
import { addMonths, dayIn, type Day } from "../ledger/day.ts";
import type { Period } from "../ledger/period.ts";
import { targetsIn } from "../ledger/shop.server.ts";
import type { When } from "../kpis/formula.ts";
import { kpiById, kpis } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { memoryOf } from "../measures/window-memory.server.ts";
import { sparkBuckets } from "./buckets.ts";
import type { Compared } from "./chosen-period.ts";
import { endMemoryOf, endsOf } from "./ends.server.ts";
import { chosenHeadline } from "./headline.ts";
import { monthMemoryOf, monthsIn, readMonths, type Months } from "./months.server.ts";
import { meanScore } from "./scores.ts";
import { cardOf, planOutcomes, readOutcomes } from "./scorecard.server.ts";
import type { HeadedShop, OutcomesPlan } from "./scorecard.server.ts";
import { setupIn, type Setup } from "./setup.server.ts";
import { shownTask, type ShownTask } from "./tasks.ts";
import { resolvedTargets } from "./targets.server.ts";
import { sparksOf, sparkWishes } from "./trend.server.ts";
import type { Spark } from "./trend.ts";
import type { Scorecard } from "./types.ts";
import { readWhole } from "./whole.server.ts";

export type HomeData = {
  card: Scorecard;
  /** Of the perspectives that have a score; null without any. */
  score: number | null;
  /** The five places at the top; the card says who stands in for one without data. */
  headline: { ids: readonly string[]; isOurs: boolean };
  sparks: Spark[];
  setup: Setup;
  /** The newest five of all tasks that are not done. */
  waiting: { tasks: ShownTask[]; all: number };
  /** First day the shop has an order of. */
  historyFrom: Day | null;
  /**
   * Some numbers are older than the question, as their `asOf` says, and this is the latest of those
   * instants: time for refreshSnapshots. Null: all are of now.
   */
  staleSince: Date | null;
  /** It would be there sooner if these days' finished months were kept (keepMonths); null: they are. */
  unkept: Period | null;
};

/**
 * The scorecard with its small charts and first steps. Numbers that add up over days are of this
 * instant; others may come from a snapshot that a worker is about to renew. Throws what the database
 * throws.
 */
export function home(
  db: Db,
  shop: HeadedShop,
  {
    period,
    against,
    compared,
    asOf,
    wholeTo,
  }: {
    period: Period;
    against: Period;
    /** What changes of totals are told of. Default both periods as they are. */
    compared?: Compared | undefined;
    asOf: Date;
    /** The day after the period's last one when it is over. Default the period's own. */
    wholeTo?: Day;
  },
): Promise<HomeData> {
  return inShop(db, shop.id, async (client) => {
    const today = dayIn(asOf, shop.timeZone);
    const [{ setup, costRulesFrom, waiting }, told, months] = await together([
      setupIn(client, shop),
      targetsIn(client, shop),
      readMonths(client, shop, [period, against], monthMemoryOf(db)),
    ]);
    const { historyFrom } = setup;
    const headline = chosenHeadline(shop);
    const when: When = { period, asOf, today, historyFrom, costRulesFrom };
    const whole = { from: period.from, to: wholeTo ?? period.to };
    const asked = { kpis, when: { ...when, period: whole }, told };
    const targets = await resolvedTargets(client, shop, asked);
    const leading = kpisOf(headline.ids);
    const plan = planOf({ leading, when, against, compared });
    const { outcomes, reading } = await readOutcomes(client, shop, {
      ...{ kpis, against, months, plan: plan.outcomes },
      when: { ...when, period: plan.period },
      mayBeStale: true,
      memory: memoryOf(db),
    });
    const ends = await endsOf(client, shop, {
      ...{ outcomes, when, targets, wholeTo },
      memory: endMemoryOf(db),
    });
    const card = cardOf(shop, { outcomes, when, targets, ends });
    const standIns = kpisOf(card.headline).filter((kpi) => !leading.includes(kpi));
    const plain = sparkWishes(standIns, when, plan.periods);
    const later =
      plain.length > 0
        ? (await readWhole(client, shop, { wishes: [], plain, asOf, today, memory: memoryOf(db) }))
            .reading
        : reading;
    const sparks = kpisOf(card.headline).flatMap((kpi) =>
      sparksOf(shop, {
        outcomes: outcomes.filter((outcome) => outcome.kpi === kpi),
        reading: leading.includes(kpi) ? reading : later,
        ...{ when, targets, whole, periods: plan.periods },
      }),
    );
    return {
      card,
      score: meanScore(card.perspectives).score,
      headline,
      sparks,
      setup,
      waiting: {
        tasks: waiting.tasks.flatMap((task) => shownTask(task, shop.currency) ?? []),
        all: waiting.all,
      },
      historyFrom,
      unkept: unkeptOf([period, against], months, today),
      staleSince: latest(outcomes.flatMap((outcome) => outcome.staleSince ?? [])),
    };
  });
}

type HomePlan = { outcomes: OutcomesPlan; period: Period; periods: readonly Period[] };
type HomePlanned = {
  leading: readonly Kpi[];
  when: When;
  against: Period;
  compared: Compared | undefined;
};
/** By all that a plan is made of; the oldest gives way. */
const plans = new Map<string, HomePlan>();
const mostPlans = 40;

/** What is asked for one period is so all day. */
function planOf(asked: HomePlanned): HomePlan {
  const { leading, when, against, compared } = asked;
  const { period, today, historyFrom, costRulesFrom } = when;
  const days = [period.from, period.to, against.from, against.to, today];
  const told = compared ? `${compared.period.to} ${compared.against.to}` : compared;
  const key = [...leading.map(({ id }) => id), ...days, historyFrom, costRulesFrom, `${told}`].join(
    " ",
  );
  let plan = plans.get(key);
  if (!plan) {
    const periods = sparkBuckets(period, today);
    const plain = sparkWishes(leading, when, periods);
    plan = { outcomes: planOutcomes({ kpis, when, against, compared, plain }), period, periods };
    if (plans.size >= mostPlans) plans.delete(plans.keys().next().value!);
    plans.set(key, plan);
  }
  return plan;
}

/** In their order. */
const kpisOf = (some: readonly string[]): Kpi[] => some.flatMap((id) => kpiById(id) ?? []);

function latest(instants: readonly Date[]): Date | null {
  return instants.length > 0 ? new Date(Math.max(...instants.map(Number))) : null;
}

function unkeptOf(periods: readonly Period[], months: Months, today: Day): Period | null {
  const lacking = monthsIn(periods).filter((from) => !months.has(from));
  const over = lacking.filter((from) => addMonths(from, 1) <= today);
  return over.length > 0 ? { from: over[0]!, to: addMonths(over.at(-1)!, 1) } : null;
}
