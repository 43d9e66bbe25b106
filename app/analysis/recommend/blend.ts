// EASE and the neighbours by log-likelihood ratio, added up: both estimate what a thing bought speaks for,
// and they err differently, so their mean errs less (Bates & Granger 1969, The combination of forecasts).
// Equal shares, which need no choice: each is scaled so that all that speaks for anything sums to one half.
import { easeKept } from "./ease.ts";
import type { Weights } from "./weights.ts";

type Row = { items: Int32Array; weights: Float64Array };

/** What speaks for anything, over all rows. */
function forces(weights: Weights): number {
  let sum = 0;
  for (const row of weights.values()) for (const one of row.weights) if (one > 0) sum += one;
  return sum;
}

/** By item the strongest of both, as many as are kept of EASE alone. */
export function blended(ease: Weights, near: Weights, kept = easeKept): Weights {
  const parts = [ease, near].map((weights) => ({ weights, scale: 1 / (2 * forces(weights) || 1) }));
  const rows = new Map<number, Row>();
  for (const item of new Set([...ease.keys(), ...near.keys()])) {
    const sums = new Map<number, number>();
    for (const { weights, scale } of parts) {
      const row = weights.get(item);
      row?.items.forEach((other, at) => {
        sums.set(other, (sums.get(other) ?? 0) + scale * row.weights[at]!);
      });
    }
    const bySize = [...sums].sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || a - b);
    const strongest = bySize.slice(0, kept).sort(([a, x], [b, y]) => y - x || a - b);
    rows.set(item, {
      items: Int32Array.from(strongest, ([other]) => other),
      weights: Float64Array.from(strongest, ([, weight]) => weight),
    });
  }
  return rows;
}
