// The pieces that usual lines are made of (usual.ts): what each looks like, as a regular expression, and what
// it means. A line is one expression, run over it once by the engine's own machine code.
import type { LineNode } from "../documents/order-node.ts";

type Money = LineNode["originalUnitPriceSet"];
type Found = readonly (string | undefined)[];

export type Piece<T> = {
  /** Its first group is found wherever the piece is: what is null has none. */
  pattern: string;
  groups: number;
  /** What the piece means, of whose groups the first is found at `at`. */
  read(found: Found, at: number): T;
};

/** Thrown and caught in this file only; made once, because its trace would cost more than the line. */
const unusual = new Error("unusual line");

const one = (pattern: string): Piece<string> => ({
  pattern,
  groups: 1,
  read: (found, at) => found[at] ?? "",
});

/** What else is made of a piece. */
function as<T, R>({ read, ...piece }: Piece<T>, make: (value: T) => R): Piece<R> {
  return { ...piece, read: (found, at) => make(read(found, at)) };
}

/** A text without escapes. */
export const text = one(String.raw`"([^"\\]*)"`);
export const flag = as(one("(true|false)"), (word) => word === "true");
/** JSON has no leading zeros. */
export const integer = as(one(String.raw`(0|[1-9]\d{0,8})`), Number);
export const rate = as(one(String.raw`((?:0|[1-9]\d{0,8})(?:\.\d{1,12})?)`), Number);

/** The digits of `"gid://shopify/<type>/<digits>"`, of whatever type where none is told. */
export const gid = (type = String.raw`[^"\\/]{1,40}`) => one(`"gid://shopify/${type}/(\\d+)"`);
export const reference = one(String.raw`\{"id":${gid().pattern}\}`);

const mostDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function numberIn(digits: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) value = value * 10 + digits.charCodeAt(at) - 48;
  return value;
}

/** `2026-01-31T23:59:59.999Z`, with or without thousandths; a leap day is left to the schema. */
function instantOf(iso: string): Date {
  const year = numberIn(iso, 0, 4);
  const month = numberIn(iso, 5, 2);
  const day = numberIn(iso, 8, 2);
  const hour = numberIn(iso, 11, 2);
  const minute = numberIn(iso, 14, 2);
  const second = numberIn(iso, 17, 2);
  const isReal =
    year >= 1000 &&
    day >= 1 &&
    day <= (mostDays[month - 1] ?? 0) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isReal) throw unusual;
  const thousandths = iso.length > 20 ? numberIn(iso, 20, 3) : 0;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, thousandths));
}

export const time = as(one(String.raw`"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z)"`), instantOf);

const amount = String.raw`\{"amount":${text.pattern}\}`;
export const shopMoney = one(String.raw`\{"shopMoney":${amount}\}`);
export const bothMoneys: Piece<Money> = {
  pattern: String.raw`\{"shopMoney":${amount},"presentmentMoney":${amount}\}`,
  groups: 2,
  read: (found, at) => ({ shop: found[at] ?? "", presentment: found[at + 1] ?? "" }),
};

export const orNull = <T>({ pattern, groups, read }: Piece<T>): Piece<T | null> => ({
  pattern: `(?:null|${pattern})`,
  groups,
  read: (found, at) => (found[at] === undefined ? null : read(found, at)),
});
/** Null where it is empty, too. */
export const filled = as(orNull(text), (value) => value || null);

/** An object with these keys and no other, in this order. */
export function object<T extends unknown[], R>(
  fields: { [I in keyof T]: readonly [key: string, piece: Piece<T[I]>] },
  make: (...values: T) => R,
): Piece<R> {
  const all: (readonly [string, Piece<unknown>])[] = fields;
  const pieces = all.map(([, piece]) => piece);
  return {
    // The empty group is found where the object is, though all in it be null.
    pattern: `()\\{${all.map(([key, { pattern }]) => `"${key}":${pattern}`).join(",")}\\}`,
    groups: pieces.reduce((sum, { groups }) => sum + groups, 1),
    read(found, at) {
      // As long as it will be: one that grows takes room for many more.
      const values = new Array<unknown>(pieces.length);
      let next = at + 1;
      for (let index = 0; index < pieces.length; index += 1) {
        const piece = pieces[index] as Piece<unknown>;
        values[index] = piece.read(found, next);
        next += piece.groups;
      }
      return make(...(values as T));
    },
  };
}

/** The same pattern, keeping nothing of what it finds. */
const withoutGroups = (pattern: string) => pattern.replaceAll(/(?<!\\)\((?!\?)/g, "(?:");

/** The items are found as one text and then one by one: a group keeps but the last of many. */
export function list<T>(item: Piece<T>): Piece<T[]> {
  const plain = withoutGroups(item.pattern);
  const next = new RegExp(`${item.pattern},?`, "y");
  return as(one(String.raw`\[((?:${plain}(?:,${plain})*)?)\]`), (items) => {
    const read: T[] = [];
    next.lastIndex = 0;
    while (next.lastIndex < items.length) {
      const found = next.exec(items);
      if (!found) throw unusual;
      read.push(item.read(found, 1));
    }
    return read;
  });
}

/** Reads whole lines; null for a line that looks otherwise. */
export function whole<T>({ pattern, read }: Piece<T>): (line: string) => T | null {
  const expression = new RegExp(`^${pattern}$`);
  return (line) => {
    const found = expression.exec(line);
    if (!found) return null;
    try {
      return read(found, 1);
    } catch (error) {
      if (error === unusual) return null;
      throw error;
    }
  };
}
