// Shopify's leaky bucket: a request takes points, points come back each second.

/** Standard shops: 2,000 points at most, 100 back each second. */
export const plans = {
  standard: { maximumAvailable: 2000, restoreRate: 100 },
  advanced: { maximumAvailable: 4000, restoreRate: 200 },
  plus: { maximumAvailable: 20_000, restoreRate: 1000 },
} as const;

export type Plan = keyof typeof plans;

export type Bucket = {
  /** Takes what a request may cost; false when there is not enough. */
  take(points: number): boolean;
  /** Gives back what was taken and not used. */
  giveBack(points: number): void;
  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
  drain(): void;
};

/** @param now milliseconds that never go back */
export function createBucket(plan: Plan, now: () => number): Bucket {
  const { maximumAvailable, restoreRate } = plans[plan];
  let points: number = maximumAvailable;
  let last = now();
  const refill = () => {
    const at = now();
    points = Math.min(maximumAvailable, points + (Math.max(0, at - last) / 1000) * restoreRate);
    last = at;
  };
  return {
    take(wanted) {
      refill();
      if (wanted > points) return false;
      points -= wanted;
      return true;
    },
    giveBack: (unused) => (points = Math.min(maximumAvailable, points + unused)),
    status() {
      refill();
      return { maximumAvailable, currentlyAvailable: Math.floor(points), restoreRate };
    },
    drain() {
      refill();
      points = 0;
    },
  };
}
