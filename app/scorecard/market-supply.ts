// How a market is supplied: how long what lies there lasts at what its customers buy, and what it costs
// to serve one of their orders.
import { formatScaled, divideHalfEven, exponent, toMinor } from "../ledger/money.ts";
import { quotientDecimals } from "./show.ts";
import type { ScorecardKpi, Shown } from "./types.ts";

/** Payment fees, shipping, packaging and what returns cost, by the merchant's cost rules. Money. */
export type CostToServe = {
  total: Shown;
  perOrder: Shown;
  /** 0–1: the part of sales of which the least known of these costs is known. */
  coverage: number | null;
};

const serviceCosts = ["fees", "shippingCost", "packagingCost", "returnCost"] as const;
const serviceCoverages = ["feeCoverage", "shippingCoverage", "packagingCoverage"] as const;

/** Of a contribution margin's row; null without cost rules or without orders. */
export function costToServe(
  { version, value, n, beside }: Pick<ScorecardKpi, "version" | "value" | "n" | "beside">,
  currency: string,
): CostToServe | null {
  if (value === null || version < 2 || n === 0) return null;
  const minor = serviceCosts.reduce(
    (sum, name) => sum + toMinor(String(beside[name] ?? 0), currency),
    0n,
  );
  const known = serviceCoverages.flatMap((name) => {
    const coverage = beside[name];
    return typeof coverage === "number" ? [coverage] : [];
  });
  const digits = exponent(currency);
  return {
    total: formatScaled(minor, digits),
    perOrder: formatScaled(
      divideHalfEven(minor * 10n ** BigInt(quotientDecimals), BigInt(n)),
      digits + quotientDecimals,
    ),
    coverage: known.length > 0 ? Math.min(...known) : null,
  };
}

/**
 * Days that the units would last if as many went each day as were sold in `days`; null where nothing lies
 * or nothing was sold, so that nobody can say.
 */
export function coverDays(units: number, { sold, days }: { sold: number; days: number }) {
  return units > 0 && sold > 0 && days > 0 ? (units * days) / sold : null;
}
