import { hash } from "node:crypto";

/** An object's keys as it has them, and sorted with their JSON. */
type Form = { keys: string[]; sorted: [key: string, quoted: string][] };

/** By their first key: a fact's forms are few, its values are not. */
const forms = new Map<string, Form[]>();
const mostForms = 50;

function isOfForm(fields: object, { keys }: Form): boolean {
  let count = 0;
  for (const key in fields) {
    if (keys[count] !== key) return false;
    count += 1;
  }
  return count === keys.length;
}

/** Facts are plain objects: what `in` finds are their own keys. */
function sortedKeys(fields: object): Form["sorted"] {
  let first = "";
  for (const key in fields) {
    first = key;
    break;
  }
  const known = forms.get(first) ?? [];
  for (const form of known) if (isOfForm(fields, form)) return form.sorted;
  const keys = Object.keys(fields);
  const sorted = keys.toSorted().map((key): [string, string] => [key, `${JSON.stringify(key)}:`]);
  if (forms.size < mostForms && known.length < mostForms) {
    forms.set(first, [...known, { keys, sorted }]);
  }
  return sorted;
}

/** Characters that JSON writes as they are; with others it is asked. */
const plain = /^[ !#-\[\]-~]*$/;

/** Keys sorted, bigint as text with n, Date as ISO: equal facts give equal text. */
function canonical(value: unknown): string {
  if (typeof value === "string") return asText(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (value instanceof Date) return `"${value.toISOString()}"`;
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value) text += text === "" ? canonical(item) : `,${canonical(item)}`;
    return `[${text}]`;
  }
  const fields = value as Record<string, unknown>;
  for (const [key, quoted] of sortedKeys(fields)) {
    const inner = fields[key];
    if (inner === undefined) continue;
    text += (text === "" ? quoted : `,${quoted}`) + (inner === null ? "null" : canonical(inner));
  }
  return `{${text}}`;
}

/** How each field is written where it is not null: one that is forgotten is an error of types. */
export type Texts<T> = { readonly [K in keyof T]-?: (value: NonNullable<T[K]>) => string };

/** The text of what `canonical` makes of a string, a bigint, a number or flag, an instant. */
export const asText = (value: string): string =>
  plain.test(value) ? `"${value}"` : JSON.stringify(value);
export const asMinor = (value: bigint): string => `${value}n`;
export const asItIs = (value: number | boolean): string => String(value);

const millisADay = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));
let lastDay = NaN;
let dayText = "";

/** As `toISOString`, which takes each instant's day apart anew: a history is told by days. */
export function asTime(value: Date): string {
  const millis = value.getTime();
  const day = Math.floor(millis / millisADay);
  if (day !== lastDay) {
    dayText = `"${value.toISOString().slice(0, -13)}`;
    lastDay = day;
  }
  const rest = millis - day * millisADay;
  const hour = twoDigits[Math.floor(rest / 3_600_000)];
  const minute = twoDigits[Math.floor(rest / 60_000) % 60];
  const second = twoDigits[Math.floor(rest / 1000) % 60];
  return `${dayText}${hour}:${minute}:${second}.${String(rest % 1000).padStart(3, "0")}Z"`;
}

/** `canonical` for values of one form, of which there are millions: nothing is looked up or sorted. */
export function formOf<T extends object>(texts: Texts<T>): (value: T) => string {
  const fields = Object.keys(texts)
    .toSorted()
    .map((key) => {
      const write = texts[key as keyof T] as (value: unknown) => string;
      return { key: key as keyof T, quoted: `${JSON.stringify(key)}:`, write };
    });
  return (value) => {
    let text = "";
    for (let at = 0; at < fields.length; at += 1) {
      const { key, quoted, write } = fields[at] as (typeof fields)[number];
      const inner = value[key];
      if (inner === undefined) continue;
      text += (text === "" ? quoted : `,${quoted}`) + (inner === null ? "null" : write(inner));
    }
    return `{${text}}`;
  };
}

/**
 * Hex SHA-1 of a fact's content: the last tie-break of a version, and the test for "unchanged".
 * @param textOf equal to `canonical`, which is the default
 */
export function contentHash<T>(value: T, textOf: (value: T) => string = canonical): string {
  return hash("sha1", textOf(value), "hex");
}
