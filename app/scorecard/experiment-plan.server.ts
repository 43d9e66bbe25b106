// How many people a trial would take, said before it begins: from sums of the last weeks that are kept each
// night, two rows by key whatever the shop's size.
import { fewestInArm } from "../analysis/experiments/always-valid.ts";
import { planOf, type PastWeeks } from "../analysis/experiments/plan.ts";
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { readPattern } from "../ledger/patterns.server.ts";
import {
  readTyped,
  typedOf,
  type TrialErrors,
  type TrialTyped,
} from "./experiment-entry.server.ts";

export type ShownPlan = {
  /** Customers it rests on: who ordered in the year before the days looked at. */
  n: number;
  /** Days looked at, and of a window. */
  days: number;
  windowDays: number;
  /** Part of people held out. */
  share: number;
  /** CM1 a person in a window, and its standard deviation: major units. */
  mean: string;
  deviation: string;
  /** The difference asked for first, then parts of the mean; `part` is null where the mean is not above 0. */
  rows: { effect: string; part: number | null; people: number | null }[];
};

/** `few`: customers known, too few to say anything; null: nothing was counted yet. */
export type TrialPlan = { plan: ShownPlan } | { few: number; fewest: number } | null;

/**
 * The plan of a trial as it is typed; what is wrong with it by field.
 * @param given Default the usual shares and days.
 */
export async function planTrial(
  db: Db,
  shop: ShopContext,
  { typed = typedOf(), locale = "en" }: { typed?: TrialTyped; locale?: string } = {},
): Promise<{ plan: TrialPlan } | { errors: TrialErrors }> {
  const { read, errors } = readTyped(typed, shop, locale);
  if (Object.keys(errors).length > 0) return { errors };
  const kept = await inShop(db, shop.id, (client) =>
    readPattern<PastWeeks>(client, shop, "left-lately"),
  );
  if (!kept) return { plan: null };
  const { share, windowDays } = read;
  const leastEffect = read.leastEffect === null ? null : Number(read.leastEffect);
  const plan = planOf(kept.value, { share, windowDays, leastEffect });
  if (!plan) return { plan: { few: kept.value.n, fewest: fewestInArm } };
  const money = (minor: number) => formatMinor(BigInt(Math.round(minor)), shop.currency);
  return {
    plan: {
      plan: {
        ...{ n: plan.n, days: kept.value.days, windowDays, share },
        ...{ mean: money(plan.mean), deviation: money(plan.deviation) },
        rows: plan.rows.map(({ effect, part, people }) => ({
          ...{ effect: money(effect), part: plan.mean > 0 ? part : null, people },
        })),
      },
    },
  };
}
