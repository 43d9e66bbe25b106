import { createHash } from "node:crypto";

/** Keys sorted, bigint as text with n, Date as ISO: equal facts give equal text. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** Hex SHA-1 of a fact's content: the last tie-break of a version, and the test for "unchanged". */
export function contentHash(value: unknown): string {
  return createHash("sha1").update(canonical(value)).digest("hex");
}
