// From exact quantities to what is shown: money as decimal strings with the currency's decimals
// (quotients four more), everything else as numbers.
import { divideHalfEven, exponent, formatScaled } from "../ledger/money.ts";
import { toNumber, type Beside, type Exact, type Quantity, type Unit } from "../kpis/formula.ts";
import type { Shown } from "./types.ts";

/** How a KPI's values look: `isTotal` money is whole minor units. */
export type Look = { unit: Unit; currency: string; isTotal: boolean };

/** More decimals of a money quotient than the currency has (definitions.md). */
export const quotientDecimals = 4;

/** Rounded half to even, exactly where the quantity is exact. */
export function show(quantity: Quantity, { unit, currency, isTotal }: Look): Shown {
  if (unit !== "money") return toNumber(quantity);
  const more = isTotal ? 0 : quotientDecimals;
  const scale = 10n ** BigInt(more);
  const scaled =
    typeof quantity === "number"
      ? BigInt(Math.round(quantity * Number(scale)))
      : divideHalfEven(quantity.top * scale, quantity.bottom);
  return formatScaled(scaled, exponent(currency) + more);
}

export function showBeside(beside: Beside, currency: string): Record<string, Shown | null> {
  return Object.fromEntries(
    Object.entries(beside).map(([name, line]) => [
      name,
      typeof line === "string"
        ? line
        : show(line.value, { unit: line.unit, currency, isTotal: line.isTotal ?? false }),
    ]),
  );
}

/** a − b, exact where both are. */
export function difference(a: Quantity, b: Quantity): Quantity {
  if (typeof a === "number" || typeof b === "number") return toNumber(a) - toNumber(b);
  return { top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom };
}

/**
 * A decimal as stored with a target, in the unit values are computed in: money in minor units.
 * @throws SyntaxError when the text is no plain decimal.
 */
export function exactOf(decimal: string, { unit, currency }: Look): Exact {
  const [whole = "0", digits = ""] = decimal.trim().split(".");
  const top = BigInt(whole.replace("+", "") + digits);
  const scale = unit === "money" ? 10n ** BigInt(exponent(currency)) : 1n;
  return { top: top * scale, bottom: 10n ** BigInt(digits.length) };
}
