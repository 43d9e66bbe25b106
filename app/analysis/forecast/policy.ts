// What to do about an item at a place. Periodic review: who looks every `review` days and waits `lead`
// days for a delivery must have enough for both; who orders, orders for `cover` days more.
import { expectedShortage } from "./negative-binomial.ts";
import type { LeadDemand } from "./lead-demand.ts";

/**
 * out       none is available
 * runs-out  what is there and on its way may not last until the next delivery
 * healthy   enough, not too much
 * over      more than is needed with 95 % until the delivery after the next order
 * dead      available, and none sold for half a year
 */
export const stockStatuses = ["out", "runs-out", "healthy", "over", "dead"] as const;
export type StockStatus = (typeof stockStatuses)[number];

/** Without a sale in so many days stock is dead: two seasons. */
export const deadDays = 180;
/** Four weeks: what is on sale for less and has not sold yet is not too much. */
const youngDays = 28;

export type Position = {
  /** Units; below 0 sold but not there. */
  available: number;
  /** On its way from suppliers. */
  incoming: number;
  /** 95 % quantile of demand over lead and review, and over lead, review and cover. */
  reorderPoint: number;
  orderUpTo: number;
  /** Days since the last sale or, without one, since it was first known. */
  quietDays: number;
};

export function statusOf(position: Position): StockStatus {
  const { available, incoming, reorderPoint, orderUpTo, quietDays } = position;
  if (available <= 0) return "out";
  if (quietDays >= deadDays) return "dead";
  if (available + incoming <= reorderPoint) return "runs-out";
  const isYoung = orderUpTo === 0 && quietDays < youngDays;
  return available > orderUpTo && !isYoung ? "over" : "healthy";
}

/** Units to order now; none while what is there and on its way is above the reorder point. */
export function orderQuantity({ available, incoming, reorderPoint, orderUpTo }: Position): number {
  const there = available + incoming;
  return reorderPoint > 0 && there <= reorderPoint ? Math.max(0, orderUpTo - there) : 0;
}

export type Worth = {
  /** Of one unit, minor units of the shop's currency; null where unknown. */
  price: number | null;
  cost: number | null;
};

/**
 * Money at stake, minor units: out and runs-out the sales that are expected to be lost until a delivery
 * ordered today; over and dead what is there too much, at cost. Null where price or cost is unknown.
 */
export function atStake(
  position: Position,
  {
    status,
    untilDelivery,
    worth,
  }: { status: StockStatus; untilDelivery: LeadDemand; worth: Worth },
): number | null {
  const times = (units: number, each: number | null) =>
    each === null ? (units === 0 ? 0 : null) : Math.round(units * each);
  const { available, incoming, orderUpTo } = position;
  switch (status) {
    case "out":
      return times(untilDelivery.mean, worth.price);
    case "runs-out": {
      const { mean, size } = untilDelivery;
      return times(expectedShortage(mean, size, available + incoming), worth.price);
    }
    case "over":
      return times(available - orderUpTo, worth.cost);
    case "dead":
      return times(available, worth.cost);
    case "healthy":
      return 0;
  }
}
