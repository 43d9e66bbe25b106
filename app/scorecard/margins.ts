// CM1, CM2 and CM3 of some orders, or of some lines: the arithmetic. The contribution margin of the scorecard
// counts the same from stored sums.
import { formatMinor } from "../ledger/money.ts";
import { coverageOf } from "../kpis/formula.ts";
import type { ScorecardKpi } from "./types.ts";

/** As the contribution margin tells it: the value, by which version, and its steps beside. */
export type Margin = Pick<ScorecardKpi, "value" | "version" | "beside">;

/** What a list shows of a margin. */
export type MarginCell = {
  /** Major units; null while no unit cost is known. */
  margin: string | null;
  marginStep: "cm1" | "cm2";
  /** Major units; what `margin` is before costs by rule. */
  cm1: string | null;
  /** Fraction known of the least known of its costs; null where nothing was sold. */
  marginKnown: number | null;
};

const coverages = [
  ...["costCoverage", "feeCoverage", "shippingCoverage", "packagingCoverage", "returnCoverage"],
] as const;

export function marginCell({ value, version, beside }: Margin): MarginCell {
  const known = coverages.flatMap((name) => {
    const share = beside[name];
    return typeof share === "number" ? [share] : [];
  });
  return {
    margin: value === null ? null : String(value),
    marginStep: version === 1 ? "cm1" : "cm2",
    cm1: value === null ? null : String(beside["cm1"] ?? value),
    marginKnown: known.length > 0 ? Math.min(...known) : null,
  };
}

/** Minor units. `…Net`: net sales, before returns, of which that cost is known. */
export type MarginSums = {
  net: bigint;
  cost: bigint;
  costNet: bigint;
  fee: bigint;
  feeNet: bigint;
  shipping: bigint;
  shippingNet: bigint;
  packaging: bigint;
  packagingNet: bigint;
  spend: bigint;
  /** Net sales of orders of which the channel is known. */
  spendNet: bigint;
  returned: bigint;
  returnCost: bigint;
  ruledReturned: bigint;
};

export const noSums: MarginSums = {
  ...{ net: 0n, cost: 0n, costNet: 0n, fee: 0n, feeNet: 0n, shipping: 0n, shippingNet: 0n },
  ...{
    packaging: 0n,
    packagingNet: 0n,
    spend: 0n,
    spendNet: 0n,
    returned: 0n,
    returnCost: 0n,
    ruledReturned: 0n,
  },
};

export function addSums(a: MarginSums, b: MarginSums): MarginSums {
  const sums = { ...a };
  for (const name of Object.keys(noSums) as (keyof MarginSums)[]) sums[name] += b[name];
  return sums;
}

export const cm1Of = ({ net, returned, cost }: MarginSums) => net - returned - cost;
export const cm2Of = (sums: MarginSums) =>
  cm1Of(sums) - sums.fee - sums.shipping - sums.packaging - sums.returnCost;

export type MarginLook = {
  currency: string;
  /** Whether the shop has told any rule, and any spend. */
  hasRules: boolean;
  hasSpend: boolean;
};

/**
 * CM2 where the shop has rules, CM3 beside where it has spend; else CM1. No value while no unit cost is
 * known.
 */
export function marginOf(sums: MarginSums, { currency, hasRules, hasSpend }: MarginLook): Margin {
  const money = (minor: bigint) => formatMinor(minor, currency);
  const known = (part: bigint, whole = sums.net) => coverageOf(part, whole);
  const isKnown = sums.cost !== 0n || sums.costNet !== 0n;
  const steps = {
    netSales: money(sums.net - sums.returned),
    unitCost: money(sums.cost),
    costCoverage: known(sums.costNet),
  };
  if (!hasRules) return { value: isKnown ? money(cm1Of(sums)) : null, version: 1, beside: steps };
  return {
    value: isKnown ? money(cm2Of(sums)) : null,
    version: 2,
    beside: {
      ...steps,
      cm1: money(cm1Of(sums)),
      ...{ fees: money(sums.fee), feeCoverage: known(sums.feeNet) },
      ...{ shippingCost: money(sums.shipping), shippingCoverage: known(sums.shippingNet) },
      ...{ packagingCost: money(sums.packaging), packagingCoverage: known(sums.packagingNet) },
      returnCost: money(sums.returnCost),
      returnCoverage: known(sums.ruledReturned, sums.returned),
      ...(hasSpend
        ? {
            ...{ spend: money(sums.spend), spendCoverage: known(sums.spendNet) },
            cm3: isKnown ? money(cm2Of(sums) - sums.spend) : null,
          }
        : {}),
    },
  };
}
