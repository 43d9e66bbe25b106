// Shopify's points: a bucket for each app and shop, from which all takes that is asked at one time.

export type Cost = {
  requestedQueryCost: number;
  throttleStatus: { maximumAvailable?: number; currentlyAvailable: number; restoreRate: number };
};

const longestWaitMs = 30_000;
/** Three that ask without end still leave a quarter of the rate, so that the bucket fills. */
const leastShare = 4;

/**
 * Milliseconds until the same may be asked again: (requested − available) ÷ restore rate, never negative.
 * After an answer that left less than half of the bucket, at least until four times its points have come
 * back, or the bucket is full. Whoever was refused waits for its own points alone and so comes first: beside
 * those who take little as soon as it is there, the many points of a long list would never be.
 */
export function refillMs(
  { requestedQueryCost, throttleStatus }: Cost,
  { isAnswered }: { isAnswered: boolean },
): number {
  const { maximumAvailable = 0, currentlyAvailable, restoreRate } = throttleStatus;
  const isShort = currentlyAvailable < maximumAvailable / 2;
  const left = Math.min(leastShare * requestedQueryCost, maximumAvailable - currentlyAvailable);
  const lacking = requestedQueryCost - currentlyAvailable;
  const points = Math.max(0, lacking, isAnswered && isShort ? left : 0);
  return Math.min(longestWaitMs, (points / Math.max(1, restoreRate)) * 1_000);
}
