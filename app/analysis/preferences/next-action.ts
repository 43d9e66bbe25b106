// What to do next for one customer, and why: the first rule that fits. The amount beside it is what the
// customer is likely to bring in whatever is done, never what the action adds: that only a trial can tell.
import type { Day } from "../../ledger/day.ts";

export type Situation = {
  /** Counted orders, and days since the latest. */
  orders: number;
  sinceLast: number;
  /** Median days from one order to the next; null for too few. */
  usualDays: number | null;
  nextDue: Day | null;
  /** Orders with a discount. */
  discounted: number;
  /** Best of what is recommended, and what of it is due again, soonest first. */
  best: string | null;
  due: { title: string; day: Day; everyDays: number } | null;
};

export const actions = ["remind", "second-order", "win-back", "wait"] as const;
export type Action = (typeof actions)[number];
export type Advice = { action: Action; words: string };

/** Days without an order after which somebody without a rhythm is written to. */
const longSilence = 180;
/** Times the usual gap. */
const late = 2;
/** Days in which the first order is still fresh. */
const freshDays = 90;
/** Part of orders from which somebody is taken to wait for discounts. */
const mostly = 0.5;

const days = (n: number) => `${n} ${n === 1 ? "day" : "days"}`;

/** English, as the words that define a KPI. */
export function adviceFor(now: Situation): Advice {
  const { orders, sinceLast, usualDays, nextDue, discounted, best, due } = now;
  if (due) {
    const words = `Remind them of ${due.title}: due ${due.day}, as they buy it about every ${days(Math.round(due.everyDays))}.`;
    return { action: "remind", words };
  }
  const show = best === null ? "" : ` Show them ${best}.`;
  const isSilent = usualDays === null ? sinceLast > longSilence : sinceLast > late * usualDays;
  if (isSilent) {
    const usual =
      usualDays === null
        ? "and they have no rhythm to wait for"
        : `where ${days(Math.round(usualDays))} were usual`;
    const price =
      discounted >= mostly * orders
        ? `${discounted} of ${orders} orders had a discount: an offer may be what they wait for.`
        : `Only ${discounted} of ${orders} orders had a discount: write without one first.`;
    return { action: "win-back", words: `Write to them: ${days(sinceLast)} went by since the last order, ${usual}.${show} ${price}` }; // prettier-ignore
  }
  if (orders === 1 && sinceLast <= freshDays) {
    const words = `Help them to a second order: the first is ${days(sinceLast)} old.${show}`;
    return { action: "second-order", words };
  }
  const until = nextDue === null ? "" : `: the next order would be usual around ${nextDue}`;
  return { action: "wait", words: `Nothing to be done now${until}.${show}` };
}
