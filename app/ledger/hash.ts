import { hash } from "node:crypto";

/** Quoted keys of each form of object, sorted: a fact's forms are few, its values are not. */
const forms = new Map<string, [key: string, quoted: string][]>();
const mostForms = 1_000;

function formOf(fields: object): [key: string, quoted: string][] {
  const keys = Object.keys(fields);
  const name = keys.join("\n");
  let form = forms.get(name);
  if (form === undefined) {
    form = keys.sort().map((key) => [key, `${JSON.stringify(key)}:`]);
    if (forms.size < mostForms) forms.set(name, form);
  }
  return form;
}

/** Characters that JSON writes as they are; with others it is asked. */
const plain = /^[ !#-\[\]-~]*$/;
const quote = (text: string) => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

/** Keys sorted, bigint as text with n, Date as ISO: equal facts give equal text. */
function canonical(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (value instanceof Date) return `"${value.toISOString()}"`;
  let text = "";
  if (Array.isArray(value)) {
    for (const each of value) text += text === "" ? canonical(each) : `,${canonical(each)}`;
    return `[${text}]`;
  }
  const fields = value as Record<string, unknown>;
  for (const [key, quoted] of formOf(fields)) {
    const inner = fields[key];
    if (inner === undefined) continue;
    text += text === "" ? quoted + canonical(inner) : `,${quoted}${canonical(inner)}`;
  }
  return `{${text}}`;
}

/** Hex SHA-1 of a fact's content: the last tie-break of a version, and the test for "unchanged". */
export function contentHash(value: unknown): string {
  return hash("sha1", canonical(value), "hex");
}
