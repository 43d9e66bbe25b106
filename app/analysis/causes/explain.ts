// Splits a gap between two periods into what changed in which cell. A cell that is there in one period
// only has no price or rate in the other: the one it has is taken for both, so that its coming and going
// is mix and volume. Whatever has no factor at all (money without units) is left over, and said to be.
import { isSum, type Cause, type Cell, type Chain, type Sum } from "./chain.ts";
import { shapley } from "./shapley.ts";

/** What the value is divided by in each period; 1 for an amount. */
export type Per = { before: number; after: number };

type Factors = { level: number; share: number | null; steps: (number | null)[] };

/**
 * The causes of a change, none of 0. Their sum is Σ cells' last amounts ÷ per after − before, less the
 * cells that have no factors.
 * @param isPer the value is a ratio: a cell that takes a larger share then counts by how far it is from
 *   the mean of all, not by its whole size
 */
export function explain(
  cells: readonly Cell[],
  { per, isPer }: { per: Per; isPer: boolean },
): Cause[] {
  // By key, so that sums of floats do not hang on the order cells were read in.
  const ordered = [...cells].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const count = Math.max(0, ...ordered.map(({ after }) => after.length));
  const causes: Cause[] = [];
  for (let at = 0; at < count; at += 1) {
    const parts = ordered.map(({ key, before, after }) => ({
      key,
      before: before[at]!,
      after: after[at]!,
    }));
    causes.push(...explainPart(parts, { per, isPer }));
  }
  return causes.filter(({ amount }) => amount !== 0);
}

type Part = { key: string; before: Chain | Sum; after: Chain | Sum };

function explainPart(
  parts: readonly Part[],
  { per, isPer }: { per: Per; isPer: boolean },
): Cause[] {
  const chains = parts.flatMap(({ key, before, after }) =>
    isSum(before) || isSum(after) ? [] : [{ key, before, after }],
  );
  const total = (when: "before" | "after", amount: (chain: Chain) => bigint) =>
    Number(chains.reduce((sum, chain) => sum + amount(chain[when]), 0n));
  const base = { before: total("before", (c) => c.base), after: total("after", (c) => c.base) };
  const mean = isPer
    ? (total("before", lastOf) / per.before + total("after", lastOf) / per.after) / 2
    : 0;
  return parts.flatMap(({ key, before, after }): Cause[] => {
    if (isSum(before) || isSum(after)) {
      if (!isSum(before) || !isSum(after)) return [];
      const amount = Number(after.amount) / per.after - Number(before.amount) / per.before;
      return [{ effect: after.effect, key, amount }];
    }
    return explainChain({ key, before, after }, { per, base, mean });
  });
}

const lastOf = ({ base, steps }: Chain): bigint => steps.at(-1)?.amount ?? base;

function explainChain(
  { key, before, after }: { key: string; before: Chain; after: Chain },
  all: { per: Per; base: Per; mean: number },
): Cause[] {
  const was = factorsOf(before, all.base.before, all.per.before);
  const is = factorsOf(after, all.base.after, all.per.after);
  if (!was || !is) return [];
  const shares: [number, number] = [was.share ?? is.share ?? 0, is.share ?? was.share ?? 0];
  const steps = was.steps.map((old, at) => {
    const now = is.steps[at] ?? null;
    return [old ?? now ?? 0, now ?? old ?? 0] as const;
  });
  const sizes = shapley(
    [was.level, shares[0], ...steps.map(([old]) => old)],
    [is.level, shares[1], ...steps.map(([, now]) => now)],
    (factors) => factors.reduce((product, factor) => product * factor, after.sign as number),
  );
  const [level = 0, mix = 0, ...rest] = sizes;
  const names = after.steps.map(({ effect }) => effect);
  return [
    ...(after.level ? [{ effect: after.level, key, amount: level }] : []),
    { effect: "mix", key, amount: mix - all.mean * (shares[1] - shares[0]) },
    ...rest.map((amount, at): Cause => ({ effect: names[at]!, key, amount })),
  ];
}

/** Null where an amount stands on nothing; a factor is null where it would be 0 ÷ 0. */
function factorsOf({ base, steps }: Chain, total: number, per: number): Factors | null {
  let under = base;
  const found: (number | null)[] = [];
  for (const { amount } of steps) {
    if (under === 0n && amount !== 0n) return null;
    found.push(under === 0n ? null : Number(amount) / Number(under));
    under = amount;
  }
  const share = total === 0 ? null : Number(base) / total;
  return { level: total / per, share, steps: found };
}
