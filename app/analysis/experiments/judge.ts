// What an experiment says by now, from the sums of its arms: is the split as it was meant to be, what does
// the thing add, does it harm anything that it must not. Knows nothing of what is tried.
import type { Arm } from "./assign.ts";
import {
  defaultAlpha,
  differenceOf,
  meanOf,
  peopleNeeded,
  varianceOf,
  type Difference,
  type Sums,
} from "./always-valid.ts";
import { sampleRatio, type SampleRatio } from "./sample-ratio.ts";

/** What is wanted more of, and what must not get worse: `up` must not fall, `down` must not rise. */
export type Metrics = { main: string; guardrails: Readonly<Record<string, "up" | "down">> };

export type ArmSums = { exposed: number; metrics: Readonly<Record<string, Sums>> };

export type Guardrail = Difference & { metric: string; arm: string; isBroken: boolean };

export type Compared = {
  arm: string;
  /** Means of the main metric, a person. */
  mean: number;
  against: number;
  difference: Difference;
  /** What the interval tells; null while it holds 0 or the split is not right. */
  told: "better" | "worse" | null;
};

export type Verdict = {
  ratio: SampleRatio;
  compared: Compared[];
  guardrails: Guardrail[];
  /** People counted, over all arms. */
  n: number;
  /** To tell the smallest difference worth knowing; null where it is not said or nothing is known yet. */
  needed: number | null;
};

const none: Sums = { n: 0, total: 0, squares: 0 };

type Given = {
  arms: readonly Arm[];
  sums: Readonly<Record<string, ArmSums>>;
  metrics: Metrics;
  /** Of the main metric, a person; null: not said. */
  leastEffect: number | null;
};

/** The first arm is the one that others are held against; several share the 5 % (Bonferroni). */
export function judge({ arms, sums, metrics, leastEffect }: Given): Verdict {
  const [control, ...others] = arms;
  const of = (arm: string, metric: string) => sums[arm]?.metrics[metric] ?? none;
  const against = (metric: string) => of(control?.name ?? "", metric);
  const alpha = defaultAlpha / Math.max(1, others.length);
  const ratio = sampleRatio(
    arms,
    arms.map(({ name }) => sums[name]?.exposed ?? 0),
  );
  const compared = others.map(({ name }): Compared => {
    const [arm, first] = [of(name, metrics.main), against(metrics.main)];
    const difference = differenceOf(arm, first, alpha);
    const told = ratio.isMismatch ? null : sideOfZero(difference);
    return { arm: name, mean: meanOf(arm), against: meanOf(first), difference, told };
  });
  const guardrails = others.flatMap(({ name }) =>
    Object.entries(metrics.guardrails).map(([metric, better]): Guardrail => {
      const difference = differenceOf(of(name, metric), against(metric), alpha);
      const isBroken = sideOfZero(difference) === (better === "up" ? "worse" : "better");
      return { ...difference, metric, arm: name, isBroken };
    }),
  );
  const n = arms.reduce((sum, { name }) => sum + of(name, metrics.main).n, 0);
  const held = against(metrics.main);
  const other = of(others[0]?.name ?? "", metrics.main);
  const needed = neededFor({ arms, held, other, leastEffect, alpha });
  return { ratio, compared, guardrails, n, needed };
}

const sideOfZero = ({ interval }: Difference) =>
  interval === null ? null : interval[0] > 0 ? "better" : interval[1] < 0 ? "worse" : null;

type Asked = {
  arms: readonly Arm[];
  held: Sums;
  other: Sums;
  leastEffect: number | null;
  alpha: number;
};

function neededFor({ arms, held, other, leastEffect, alpha }: Asked): number | null {
  const [first, second] = arms;
  if (!first || !second || leastEffect === null || Math.min(held.n, other.n) < 2) return null;
  const share = first.weight / (first.weight + second.weight);
  const variances = [varianceOf(held), varianceOf(other)] as const;
  return peopleNeeded({ effect: leastEffect, share, variances }, alpha);
}
