// What a cell of a file may hold. Every schema takes the cell's text ("" where the column is absent)
// and says, when it does not fit: what it got, what it expected, what to do.

import { z } from "zod";
import { instantIn, isDay, startOfDay } from "../../ledger/day.ts";
import { isDecimal, longestNumber } from "../../ledger/money.ts";

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

type Reading<T> = { value: T } | { expected: string; todo: string };

function cell<T>(read: (text: string) => Reading<T>) {
  return z.string().transform((raw, context): T => {
    const reading = read(raw.trim());
    if ("value" in reading) return reading.value;
    const got = raw.trim() === "" ? "an empty cell" : `"${clip(raw.trim())}"`;
    context.addIssue({
      code: "custom",
      message: `got ${got}, expected ${reading.expected}; ${reading.todo}`,
    });
    return z.NEVER;
  });
}

function orNull<T>(read: (text: string) => Reading<T>) {
  return cell<T | null>((text) => (text === "" ? { value: null } : read(text)));
}

const readText = (text: string): Reading<string> =>
  text === "" ? { expected: "a text", todo: "fill the cell in" } : { value: text };

/** A cell that must not be empty. */
export const needed = cell(readText);
/** Text or null. */
export const text = orNull(readText);

/** Decimal text in major units: no float ever holds it. */
function readAmount(raw: string): Reading<string> {
  if (isDecimal(raw) && !raw.startsWith("-")) return { value: raw };
  const expected = "an amount such as 1234.50";
  if (isDecimal(raw)) return { expected: `${expected}, not below 0`, todo: "take the minus away" };
  return { expected, todo: "write it without thousands separators, currency sign or words" };
}

/** An amount that may be below 0. */
export const signedAmount = cell((raw) => (isDecimal(raw) ? { value: raw } : readAmount(raw)));
export const amount = cell(readAmount);
export const amountOrNull = orNull(readAmount);
/** Empty is zero, as in Shopify's export. */
export const amountOrZero = cell((raw) => (raw === "" ? { value: "0" } : readAmount(raw)));

function readCount(raw: string): Reading<number> {
  const value = raw.length > longestNumber ? NaN : Number(raw);
  return /^\d+(\.0+)?$/.test(raw) && value <= 2_147_483_647
    ? { value }
    : { expected: "a whole number such as 3", todo: "write it without separators or decimals" };
}

export const count = cell(readCount);
export const countOrNull = orNull(readCount);

/** A whole number from low to high. */
export function scoreFrom(low: number, high: number) {
  return (value: number): boolean => Number.isInteger(value) && value >= low && value <= high;
}

const yes = new Set(["true", "yes", "1", "active"]);
const no = new Set(["false", "no", "0", ""]);

/** True or false; an empty cell is what `whenEmpty` says. */
export function flag(whenEmpty: boolean) {
  return cell<boolean>((raw) => {
    const word = raw.toLowerCase();
    if (word === "") return { value: whenEmpty };
    if (yes.has(word)) return { value: true };
    if (no.has(word)) return { value: false };
    return { expected: "true or false", todo: "write one of the two" };
  });
}

/** A time as the file has it: an instant, or what a clock on the wall showed. */
export type Moment = { instant: Date } | { wall: string };

const moment =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

function readMoment(raw: string): Reading<Moment> {
  const match = moment.exec(raw);
  const [, day = "", hour, minute = "00", second = "00", part = "", zone] = match ?? [];
  const isTime = hour === undefined || (hour < "24" && minute < "60" && second < "60");
  if (!match || !isDay(day) || !isTime || (hour === undefined && zone !== undefined)) {
    return {
      expected: "a time such as 2026-01-31 18:05:00 +0100",
      todo: "write year, month and day in this order",
    };
  }
  if (hour === undefined) return { value: { wall: day } };
  const wall = `${day}T${hour}:${minute}:${second}.${part.slice(0, 3).padEnd(3, "0")}`;
  if (zone === undefined) return { value: { wall } };
  const digits = zone.replace(/[^\d]/g, "").padEnd(4, "0");
  const offset = /^[+-]/.test(zone) ? `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}` : "Z";
  const instant = new Date(wall + offset);
  return Number.isNaN(instant.getTime())
    ? { expected: "an offset such as +0100", todo: "correct the offset" }
    : { value: { instant } };
}

export const time = cell(readMoment);
export const timeOrNull = orNull(readMoment);

/** Offsets of whole wall-clock days, so that a file of a million rows asks Intl once a day. */
const offsets = new Map<string, number | null>();

function dayOffset(day: string, timeZone: string): number | null {
  const key = `${timeZone} ${day}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const at = (clock: string) =>
      Date.parse(`${day}T${clock}Z`) - instantIn(`${day}T${clock}`, timeZone).getTime();
    offset = at("00:00:00") === at("23:59:59") ? at("00:00:00") : null;
    if (offsets.size > 50_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

/** The instant; a time without offset is read on the shop's clock, a bare day is its first instant. */
export function at(when: Moment, timeZone: string): Date {
  if ("instant" in when) return when.instant;
  if (when.wall.length === 10) return startOfDay(when.wall, timeZone);
  const offset = dayOffset(when.wall.slice(0, 10), timeZone);
  if (offset === null) return instantIn(when.wall, timeZone);
  return new Date(Date.parse(`${when.wall}Z`) - offset);
}

export function atOrNull(when: Moment | null, timeZone: string): Date | null {
  return when === null ? null : at(when, timeZone);
}
