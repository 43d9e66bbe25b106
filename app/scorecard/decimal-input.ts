// A number as a person types it: with the separators of their language, a unit behind it.
import { isDecimal } from "../ledger/money.ts";

/** Separators of a language, such as "." and "," for German. */
function separators(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(123456.5);
  const find = (type: string) => parts.find((part) => part.type === type)?.value;
  return { group: find("group") ?? ",", decimal: find("decimal") ?? "." };
}

/**
 * Decimal text such as "1234.5", or null. A group separator counts as one only where three digits
 * follow; elsewhere it is what another language's keyboard writes for the decimal one.
 */
export function readDecimal(typed: string, locale: string): string | null {
  const { group, decimal } = separators(locale);
  let text = typed.replace(/[\s\u00a0\u202f’']/g, "").replace("\u2212", "-");
  const parts = text.split(decimal);
  const [whole = "", fraction] = parts;
  if (parts.length <= 2 && isGrouped(whole, group)) {
    text = whole.replaceAll(group, "") + (fraction === undefined ? "" : `.${fraction}`);
  }
  text = text
    .replace(",", ".")
    .replace(/^(-?)\./, "$10.")
    .replace(/\.$/, "");
  return isDecimal(text) && /^-?\d{1,15}(\.\d{1,10})?$/.test(text) ? text : null;
}

function isGrouped(whole: string, group: string): boolean {
  const [first = "", ...rest] = whole.split(group);
  return rest.length > 0 && /^-?\d{1,3}$/.test(first) && rest.every((part) => /^\d{3}$/.test(part));
}

/** Decimal text moved by `places` powers of ten, exactly: ("93.5", -2) is "0.935". */
export function moveDecimal(text: string, places: number): string {
  const sign = text.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = text.replace(/^[-+]/, "").split(".");
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = digits.padStart(digits.length + Math.max(0, 1 - point), "0");
  const at = Math.max(point, 1);
  const filled = padded.padEnd(at, "0");
  const head = filled.slice(0, at).replace(/^0+(?=\d)/, "");
  const tail = filled.slice(at).replace(/(?<!0)0+$/, "");
  const moved = tail ? `${head}.${tail}` : head;
  return /[1-9]/.test(moved) ? sign + moved : moved;
}

/** How many digits stand behind the point. */
export const decimalsOf = (text: string): number => text.split(".")[1]?.length ?? 0;
