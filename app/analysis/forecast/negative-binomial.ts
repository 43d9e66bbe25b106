// Quantiles of the negative binomial in mean and size: variance = mean + mean² ÷ size; size Infinity is
// Poisson. Weights run from the mode both ways and are added up, so nothing underflows.

/** Beyond so large a spread the counts are as good as continuous. */
const mostSpread = 3000;
/** Weights below this part of the mode's are nothing. */
const negligible = 1e-14;

/** Standard normal quantile (Moro 1995; below 3e-9 off). */
function normalQuantile(p: number): number {
  const a = [2.50662823884, -18.61500062529, 41.39119773534, -25.44106049637];
  const b = [-8.4735109309, 23.08336743743, -21.06224101826, 3.13082909833];
  const c = [
    0.3374754822726147, 0.9761690190917186, 0.1607979714918209, 0.0276438810333863,
    0.0038405729373609, 0.0003951896511919, 0.0000321767881768, 0.0000002888167364,
    0.0000003960315187,
  ];
  const y = p - 0.5;
  if (Math.abs(y) < 0.42) {
    const r = y * y;
    const top = ((a[3]! * r + a[2]!) * r + a[1]!) * r + a[0]!;
    return (y * top) / ((((b[3]! * r + b[2]!) * r + b[1]!) * r + b[0]!) * r + 1);
  }
  const r = Math.log(-Math.log(y > 0 ? 1 - p : p));
  const x = c.reduceRight((sum, factor) => sum * r + factor, 0);
  return y < 0 ? -x : x;
}

/** Gamma of the same mean and variance, by Wilson & Hilferty 1931. */
function wideQuantile(mean: number, variance: number, p: number): number {
  const shape = (mean * mean) / variance;
  const root = 1 - 1 / (9 * shape) + normalQuantile(p) / (3 * Math.sqrt(shape));
  return Math.max(0, Math.ceil(mean * root ** 3));
}

/** Of a distribution that is not wide: weights relative to the mode's. */
type Shape = {
  mode: number;
  /** The least count that weighs anything. */
  lowest: number;
  /** Weights below the mode, and all. */
  below: number;
  total: number;
  /** Weight of k + 1 over that of k. */
  up(k: number): number;
};

function shapeOf(mean: number, size: number): Shape {
  const isPoisson = !Number.isFinite(size);
  const odds = isPoisson ? 0 : mean / (size + mean);
  const up = (k: number) => (isPoisson ? mean / (k + 1) : ((k + size) / (k + 1)) * odds);
  const mode = isPoisson ? Math.floor(mean) : Math.max(0, Math.floor(((size - 1) * mean) / size));
  let below = 0;
  let lowest = mode;
  for (let weight = 1; lowest > 0; lowest -= 1) {
    weight /= up(lowest - 1);
    if (weight < negligible) break;
    below += weight;
  }
  let total = below + 1;
  for (let k = mode, weight = up(k); weight >= negligible; weight *= up(++k)) total += weight;
  return { mode, lowest, below, total, up };
}

const varianceOf = (mean: number, size: number) =>
  Number.isFinite(size) ? mean + (mean * mean) / size : mean;

/** @returns the least count whose probability of not being exceeded is at least p (0 < p < 1) */
export function demandQuantile(mean: number, size: number, p: number): number {
  if (!(mean > 0)) return 0;
  const variance = varianceOf(mean, size);
  if (Math.sqrt(variance) > mostSpread) return wideQuantile(mean, variance, p);
  const { mode, below, total, up } = shapeOf(mean, size);
  const wanted = p * total;
  let k = mode;
  let sum = below + 1;
  let weight = 1;
  while (sum < wanted && weight >= negligible) {
    weight *= up(k);
    k += 1;
    sum += weight;
  }
  while (k > 0 && k <= mode && sum - weight >= wanted) {
    sum -= weight;
    weight /= up(k - 1);
    k -= 1;
  }
  return k;
}

/** @returns units that demand is expected to lack where `units` are there: E max(0, demand − units) */
export function expectedShortage(mean: number, size: number, units: number): number {
  const there = Math.max(0, units);
  if (!(mean > 0)) return 0;
  const spread = Math.sqrt(varianceOf(mean, size));
  // So far out that nothing is left to add up, or so wide that a normal distribution is as good.
  if (spread > mostSpread) return normalShortage(mean, spread, there);
  const { mode, lowest, total, up } = shapeOf(mean, size);
  let missing = 0;
  for (let k = mode, weight = 1; weight >= negligible; weight *= up(k), k += 1) {
    if (k > there) missing += (k - there) * weight;
  }
  for (let k = mode, weight = 1; k > lowest;) {
    weight /= up(k - 1);
    k -= 1;
    if (k > there) missing += (k - there) * weight;
  }
  return missing / total;
}

/** By the unit normal loss; its distribution function by Abramowitz & Stegun 26.2.17. */
function normalShortage(mean: number, spread: number, units: number): number {
  const z = (units - mean) / spread;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const tail = density * series.reduceRight((sum, factor) => (sum + factor) * t, 0);
  const above = z >= 0 ? tail : 1 - tail;
  return spread * (density - z * above);
}
