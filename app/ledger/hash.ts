import { hash } from "node:crypto";
import { bytesOf } from "./hashed-bytes.ts";

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
  if (typeof value === "string") return plain.test(value) ? `"${value}"` : JSON.stringify(value);
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

/**
 * Hex SHA-1 of a fact's content: the last tie-break of a version, and the test for "unchanged".
 * @param write the same text as `canonical`, which is the default (hashed-bytes.ts)
 */
export function contentHash<T>(value: T, write?: (value: T) => void): string {
  return hash("sha1", write ? bytesOf(value, write) : canonical(value), "hex");
}
