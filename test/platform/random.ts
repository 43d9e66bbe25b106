/** A seeded source of chance: the same seed draws the same store. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Integer in [low, high], both included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, in proportion to its weight. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** Log-normal with the given median and spread (sigma of the logarithm). */
  around(median: number, sigma: number): number;
  /** Exponential waiting time at that rate. */
  wait(rate: number): number;
  /** Gamma with scale 1. */
  gamma(shape: number): number;
  beta(a: number, b: number): number;
};

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a demo store. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const weighted = <T>(items: readonly (readonly [T, number])[]): T => {
    let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) if ((left -= weight) < 0) return item;
    return items.at(-1)![0];
  };
  // Box and Muller 1958; 1 - next() keeps the logarithm away from zero.
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  // Marsaglia and Tsang 2000; below a shape of 1 by their own boost, gamma(shape + 1) * u^(1/shape).
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - next()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return {
    next,
    weighted,
    gamma,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    around: (median, sigma) => median * Math.exp(sigma * normal()),
    wait: (rate) => -Math.log(1 - next()) / rate,
    beta: (a, b) => {
      const x = gamma(a);
      return x / (x + gamma(b));
    },
  };
}
