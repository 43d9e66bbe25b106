// The pieces that usual lines are made of (usual.ts), read one after the other. A line that goes on in
// another way than was asked for ends the reading of it.
import type { LineNode } from "../documents/order-node.ts";

type Money = LineNode["originalUnitPriceSet"];

/** Thrown and caught in this file only; made once, because its trace would cost more than the line. */
const unusual = new Error("unusual line");

/** The line being read, and how far. */
let line = "";
let at = 0;

export function skip(expected: string): void {
  if (!line.startsWith(expected, at)) throw unusual;
  at += expected.length;
}

export function found(expected: string): boolean {
  if (!line.startsWith(expected, at)) return false;
  at += expected.length;
  return true;
}

/** A text without escapes. */
export function text(): string {
  skip('"');
  const end = line.indexOf('"', at);
  if (end < 0) throw unusual;
  const value = line.slice(at, end);
  if (value.includes("\\")) throw unusual;
  at = end + 1;
  return value;
}

export const orNull = <T>(read: () => T): T | null => (found("null") ? null : read());

const isDigit = (code: number) => code >= 48 && code <= 57;

function digits(): string {
  const start = at;
  while (isDigit(line.charCodeAt(at))) at += 1;
  if (at === start) throw unusual;
  return line.slice(start, at);
}

/** Ends where a value ends, so no decimals are cut off. */
function atEnd(): void {
  const code = line.charCodeAt(at);
  if (code !== 44 && code !== 125) throw unusual;
}

const longestInteger = 9;

export function integer(): number {
  const given = digits();
  atEnd();
  // JSON has no leading zeros.
  if (given.length > longestInteger || (given.length > 1 && given.startsWith("0"))) throw unusual;
  return Number(given);
}

const decimal = /(?:0|[1-9]\d{0,8})(?:\.\d{1,12})?/y;

export function rate(): number {
  decimal.lastIndex = at;
  const [given] = decimal.exec(line) ?? [];
  if (given === undefined) throw unusual;
  at += given.length;
  atEnd();
  return Number(given);
}

export function flag(): boolean {
  if (found("true")) return true;
  skip("false");
  return false;
}

/** The digits of `"gid://shopify/<type>/<digits>"`, of whatever type. */
export function gid(): string {
  skip('"gid://shopify/');
  const slash = line.indexOf("/", at);
  if (slash <= at || slash - at > 40) throw unusual;
  at = slash + 1;
  return restOfGid();
}

export function restOfGid(): string {
  const id = digits();
  skip('"');
  return id;
}

export function reference(): string {
  skip('{"id":');
  const id = gid();
  skip("}");
  return id;
}

/** The number that the next `count` digits write. */
function number(count: number): number {
  let value = 0;
  for (const end = at + count; at < end; at += 1) {
    const code = line.charCodeAt(at);
    if (!isDigit(code)) throw unusual;
    value = value * 10 + code - 48;
  }
  return value;
}

const mostDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `"2026-01-31T23:59:59.999Z"`, with or without thousandths; a leap day is left to the schema. */
export function time(): Date {
  skip('"');
  const year = number(4);
  skip("-");
  const month = number(2);
  skip("-");
  const day = number(2);
  skip("T");
  const hour = number(2);
  skip(":");
  const minute = number(2);
  skip(":");
  const second = number(2);
  const thousandths = found(".") ? number(3) : 0;
  skip('Z"');
  const isReal =
    year >= 1000 &&
    day >= 1 &&
    day <= (mostDays[month - 1] ?? 0) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isReal) throw unusual;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, thousandths));
}

export function shopMoney(): string {
  skip('{"shopMoney":{"amount":');
  const amount = text();
  skip("}");
  return amount;
}

export function bothMoneys(): Money {
  const shop = shopMoney();
  skip(',"presentmentMoney":{"amount":');
  const presentment = text();
  skip("}}");
  return { shop, presentment };
}

export function list<T>(read: () => T): T[] {
  skip("[");
  const items: T[] = [];
  if (found("]")) return items;
  do items.push(read());
  while (found(","));
  skip("]");
  return items;
}

/** `,"key":` and its value. */
export function after<T>(key: string, read: () => T): T {
  skip(key);
  return read();
}

export const textOrNull = () => orNull(text);
export const filledOrNull = () => textOrNull() || null;
export const texts = () => list(text);
export const timeOrNull = () => orNull(time);
export const referenceOrNull = () => orNull(reference);
export const rateOrNull = () => orNull(rate);
export const integerOrNull = () => orNull(integer);

/** What `read` makes of the whole line but its last brace; null where it looks unusual. */
export function whole<T>(given: string, read: () => T): T | null {
  line = given;
  at = 0;
  try {
    const value = read();
    return line.slice(at) === "}" ? value : null;
  } catch (error) {
    if (error === unusual) return null;
    throw error;
  }
}
