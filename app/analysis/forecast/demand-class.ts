// How demand comes: by how many periods lie between demands and by how unequal their sizes are. A forecast
// is worth something else for each, whatever the method. Limits of Syntetos, Boylan & Croston 2005.
import type { Series } from "./series.ts";

/**
 * smooth        often and of like size
 * erratic       often and of unlike size
 * intermittent  seldom and of like size
 * lumpy         seldom and of unlike size
 * unsold        nothing was sold yet, which none of the four can be said of
 */
export const demandClasses = ["smooth", "erratic", "intermittent", "lumpy", "unsold"] as const;
export type DemandClass = (typeof demandClasses)[number];

/** Mean periods a demand from which on demand is seldom, and squared variation from which on unlike. */
const seldomFrom = 1.32;
const unlikeFrom = 0.49;

/** By the periods before `to` that tell something; what came later is not looked at. */
export function demandClassOf(series: Series, to = series.length): DemandClass {
  let periods = 0;
  let demands = 0;
  let mean = 0;
  let squares = 0;
  for (let at = 0; at < to; at += 1) {
    const units = series[at]!;
    if (Number.isNaN(units)) continue;
    periods += 1;
    if (!(units > 0)) continue;
    demands += 1;
    const step = units - mean;
    mean += step / demands;
    squares += step * (units - mean);
  }
  if (demands === 0) return "unsold";
  const isSeldom = periods / demands >= seldomFrom;
  // One demand is like itself.
  const isUnlike = demands > 1 && squares / (demands - 1) / mean ** 2 >= unlikeFrom;
  if (isSeldom) return isUnlike ? "lumpy" : "intermittent";
  return isUnlike ? "erratic" : "smooth";
}
