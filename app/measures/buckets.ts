// Sparse log histogram (as DDSketch, Masson, Rim & Lee 2019): a bucket's values lie within 2 % of
// each other, so the middle of one is within 1 % of any of them. Counts add up over days.

/** A bucket's upper edge over its lower one. */
export const bucketRatio = 1.02;

/** The bucket of values ≤ 0, far below that of the smallest positive ones. */
export const bucketOfNone = -1_000_000;

/** SQL of the bucket of a float8 expression. */
export function bucketSql(value: string): string {
  const positive = `nullif(greatest(${value}, 0), 0)`;
  return `coalesce(floor(ln(${positive}) / ${Math.log(bucketRatio)}::float8)::int, ${bucketOfNone})`;
}

/** The geometric middle of a bucket; 0 for that of values ≤ 0. */
export function bucketMiddle(bucket: number): number {
  return bucket === bucketOfNone ? 0 : bucketRatio ** (bucket + 0.5);
}
