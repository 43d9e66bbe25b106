import { createHash } from "node:crypto";

/** Quoted keys: a fact's keys are few, its values are not. */
const quoted = new Map<string, string>();

function quote(key: string): string {
  let text = quoted.get(key);
  if (text === undefined) {
    text = JSON.stringify(key);
    if (quoted.size < 1_000) quoted.set(key, text);
  }
  return text;
}

/** Keys sorted, bigint as text with n, Date as ISO: equal facts give equal text. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = value as Record<string, unknown>;
  let text = "";
  for (const key of Object.keys(fields).sort()) {
    const inner = fields[key];
    if (inner === undefined) continue;
    text += `${text === "" ? "" : ","}${quote(key)}:${canonical(inner)}`;
  }
  return `{${text}}`;
}

/** Hex SHA-1 of a fact's content: the last tie-break of a version, and the test for "unchanged". */
export function contentHash(value: unknown): string {
  return createHash("sha1").update(canonical(value)).digest("hex");
}
