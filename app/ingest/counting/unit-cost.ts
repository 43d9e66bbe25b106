import { exponent, isDecimal } from "../../ledger/money.ts";

/**
 * A unit cost in major units as an exact decimal of minor units: "12.345" USD → "1234.5".
 * Costs may be finer than a cent; "400.00" and "400.0" are the same cost.
 * @throws RangeError when the amount is no plain decimal.
 */
export function minorDecimal(amount: string, currency: string): string {
  if (!isDecimal(amount)) throw new RangeError(`got "${amount}", expected a decimal such as 12.50`);
  const sign = amount.startsWith("-") ? "-" : "";
  const [whole = "", decimals = ""] = amount.replace(/^[+-]/, "").split(".");
  const digits = exponent(currency);
  const shifted = decimals.padEnd(digits, "0");
  const integer = (whole + shifted.slice(0, digits)).replace(/^0+(?=\d)/, "") || "0";
  const rest = shifted.slice(digits).replace(/(?<!0)0+$/, "");
  const text = rest ? `${integer}.${rest}` : integer;
  return text === "0" ? text : sign + text;
}
