// How a file of spend writes amounts and days. Advertising platforms write both in the language of
// whoever exports, and one cell alone may be readable in two ways: "1.234" is a thousand or one and a
// bit, "3/4/2026" a day in March or in April. So the file is asked as a whole, and what it leaves open
// is refused instead of guessed.
import { isDay, type Day } from "../../ledger/day.ts";
import { isDecimal, longestNumber } from "../../ledger/money.ts";
import { monthNamed } from "./spend-words.ts";

export type DecimalMark = "." | ",";
export type DayOrder = "day-first" | "month-first";
export type Dialect = { mark: DecimalMark | null; order: DayOrder | null };

export type Read<T> = { value: T } | { expected: string; todo: string };

/** Signs of currencies, codes, blanks of any width and apostrophes between thousands. */
const ornament = /[\p{Sc}\p{L}\s'’`]/gu;
/** Letters or signs amid digits: an exponent, or two numbers in one cell. */
const torn = /\d[\p{L}\p{Sc}]+\d/u;
/** Google's and Meta's cell for "nothing". */
const nothing = /^-{1,2}$/;

/** Digits with their separators, and whether below zero; null for anything else. */
function bare(text: string): { digits: string; isBelow: boolean } | null {
  if (text.length > longestNumber || torn.test(text)) return null;
  const plain = text.replace(ornament, "").replace("−", "-");
  const isBelow = /^-|^\(.*\)$|-$/.test(plain);
  const digits = plain.replace(/^[-+(]|[-)]$/g, "");
  return /^\d[\d.,]*$|^[.,]\d+$/.test(digits) ? { digits, isBelow } : null;
}

/** The decimal mark that an amount shows beyond doubt; null where it shows none or either. */
export function markOf(text: string): DecimalMark | null {
  const digits = bare(text)?.digits;
  if (!digits) return null;
  const [dot, comma] = [digits.lastIndexOf("."), digits.lastIndexOf(",")];
  if (dot >= 0 && comma >= 0) return dot > comma ? "." : ",";
  const mark = dot >= 0 ? "." : ",";
  const parts = digits.split(mark);
  if (parts.length === 1) return null;
  if (parts.length > 2) return mark === "." ? "," : ".";
  const [whole = "", part = ""] = parts;
  return part.length !== 3 || whole.length > 3 || /^0?$/.test(whole) ? mark : null;
}

/** An amount as plain decimal text, below 0 for a credit. */
export function readSpend(text: string, { mark }: Pick<Dialect, "mark">): Read<string> {
  if (nothing.test(text.trim())) return { value: "0" };
  const found = bare(text);
  const expected = "an amount such as 1234.50";
  if (!found) return { expected, todo: "write the number alone" };
  const { digits, isBelow } = found;
  const own = markOf(text);
  if (own && mark && own !== mark) {
    const todo = `the file writes decimals after "${mark}": write this one so too`;
    return { expected, todo };
  }
  const decimal = mark ?? own;
  if (!decimal && /[.,]/.test(digits)) {
    const todo = "write it with decimals, such as 1234.00: it may be a thousand or one and a bit";
    return { expected, todo };
  }
  const thousands = decimal === "," ? "." : ",";
  const plain = digits.replaceAll(thousands, "").replace(decimal ?? ".", ".");
  const value = `${isBelow ? "-" : ""}${plain.startsWith(".") ? "0" : ""}${plain}`;
  return isDecimal(value) ? { value } : { expected, todo: "write the number alone" };
}

/** The clock of a day's first instant, which some exports add. */
const clock = /[T\s]{1,3}\d{1,2}:\d{2}(:\d{2})?(\s{0,3}[AP]M)?$/i;

const dayOf = (year: string, month: number | string, day: string): Day | null => {
  const text = `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(text) ? text : null;
};

const isoForm = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})$/;
const dotForm = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const slashForm = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;
const wordForm = /^(?:\p{L}{3,9}\.?,?\s+)?(\p{L}{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/u;
const dayWordForm =
  /^(?:\p{L}{3,10}\.?,?\s+)?(\d{1,2})\.?\s+(?:de\s+)?(\p{L}{3,9})\.?,?\s+(?:de\s+)?(\d{4})$/u;
/** What a spreadsheet counts days as, from 1900 or from 1904: which, the file does not say. */
const serialForm = /^[345]\d{4}(\.\d+)?$/;

/** The order that a date shows beyond doubt. */
export function orderOf(text: string): DayOrder | null {
  const [, first = "", second = ""] = slashForm.exec(text.trim().replace(clock, "")) ?? [];
  if (Number(first) > 12) return "day-first";
  return Number(second) > 12 ? "month-first" : null;
}

export function readDay(text: string, { order }: Pick<Dialect, "order">): Read<Day> {
  const plain = text.trim().replace(clock, "");
  const todo = "write year, month and day in this order";
  const refused = { expected: "a day such as 2026-01-31", todo };
  if (serialForm.test(plain)) {
    const serial = "it is a spreadsheet's number of a day: format the column as a date, and save";
    return { ...refused, todo: serial };
  }
  const found = (day: Day | null): Read<Day> => (day ? { value: day } : refused);
  const iso = isoForm.exec(plain);
  if (iso) return found(dayOf(iso[1]!, iso[2]!, iso[3]!));
  const dots = dotForm.exec(plain);
  if (dots) return found(dayOf(dots[3]!, dots[2]!, dots[1]!));
  const words = wordForm.exec(plain);
  if (words) return found(dayOf(words[3]!, monthNamed(words[1]!), words[2]!));
  const dayWords = dayWordForm.exec(plain);
  if (dayWords) return found(dayOf(dayWords[3]!, monthNamed(dayWords[2]!), dayWords[1]!));
  const [, first, second, year] = slashForm.exec(plain) ?? [];
  if (!first || !second || !year) return refused;
  const known = orderOf(plain) ?? order ?? (first === second ? "day-first" : null);
  if (!known) {
    const both = "no date of the file tells whether day or month comes first";
    return { ...refused, todo: `${todo}: ${both}` };
  }
  return found(known === "day-first" ? dayOf(year, second, first) : dayOf(year, first, second));
}

/** One view where all that have one agree, else none. */
function agreed<T>(views: Iterable<T | null>): T | null {
  const found = new Set([...views].filter((view) => view !== null));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

/** What the cells of a whole file agree on. @param usual the order of a platform that has one. */
export function dialectOf(
  amounts: Iterable<string>,
  days: Iterable<string>,
  usual: DayOrder | null,
): Dialect {
  const orders = [...days].map(orderOf);
  const isSilent = orders.every((order) => order === null);
  return {
    mark: agreed([...amounts].map(markOf)),
    order: isSilent ? usual : agreed(orders),
  };
}
