import { exponent } from "../../ledger/money.ts";

/**
 * Major units as decimal text to minor units as decimal text, exactly: ("0.335", "USD") → "33.5".
 * Unit costs may carry fractions of a cent, so they are not rounded here.
 */
export function minorText(amount: string, currency: string): string {
  const digits = exponent(currency);
  const [whole = "", part = ""] = amount.replace(/^\+/, "").split(".");
  const padded = part.padEnd(digits, "0");
  const minor = (whole + padded.slice(0, digits)).replace(/^0+(?=\d)/, "") || "0";
  const rest = padded.slice(digits).replace(/(?<!0)0+$/, "");
  return rest === "" ? minor : `${minor}.${rest}`;
}
