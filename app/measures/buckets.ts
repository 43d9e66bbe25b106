// The bucket of a value (analysis/stats/ranked.ts) as the database works it out. Sparse log histogram
// as DDSketch (Masson, Rim & Lee 2019): counts add up over days.
import { bucketRatio, zeroBucket } from "../analysis/stats/ranked.ts";

/** SQL of the bucket of a float8 expression. */
export function bucketSql(value: string): string {
  const positive = `nullif(greatest(${value}, 0), 0)`;
  return `coalesce(floor(ln(${positive}) / ${Math.log(bucketRatio)}::float8)::int, ${zeroBucket})`;
}
