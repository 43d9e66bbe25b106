export type Figure = {
  bench: string;
  metric: string;
  value: number;
  unit: string;
  /** As text, because some goals are floors and some ceilings. */
  goal: string;
  pass: boolean;
};

/** A measured figure against its goal (design.md, Budgets). */
export function figure(
  bench: string,
  metric: string,
  value: number,
  { unit, atLeast, atMost }: { unit: string; atLeast?: number; atMost?: number },
): Figure {
  const goal = atLeast !== undefined ? `>= ${atLeast}` : `<= ${atMost}`;
  const pass = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
  return { bench, metric, value: Number(value.toPrecision(4)), unit, goal, pass };
}

/** The value below which a share of the samples lies (nearest rank). */
export function percentile(samples: number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
