// The rows of an exported table: one JSON object a line between brackets (ledger/export.server.ts).
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseDigits } from "../exact-json.ts";

/** `value` is undefined where the line is no JSON object. */
export type ExportedRow = { line: number; value: Record<string, unknown> | undefined };

/** Streamed; nothing where the file is missing, as an older export lacks later tables. */
export async function* rowsOf(path: string): AsyncGenerator<ExportedRow> {
  const input = createReadStream(path, "utf8");
  const missing = await new Promise<boolean>((resolve, reject) => {
    input.once("open", () => resolve(false));
    input.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? resolve(true) : reject(error),
    );
  });
  if (missing) return;
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line += 1;
    const cut = text.trim().replace(/,$/, "");
    if (cut === "" || cut === "[" || cut === "]" || cut === "[]") continue;
    yield { line, value: objectIn(cut) };
  }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseDigits(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

export type Group = { row: ExportedRow; parts: ExportedRow[] };

/** Rows with the parts that come in their order; parts that belong to no row come last, alone. */
export async function* grouped(
  rows: AsyncIterable<ExportedRow>,
  parts: AsyncIterator<ExportedRow>,
  { keyOf, ofPart }: { keyOf: (row: Row) => unknown; ofPart: (part: Row) => unknown },
): AsyncGenerator<Group | { row: null; parts: ExportedRow[] }> {
  let next = await parts.next();
  const lost: ExportedRow[] = [];
  for await (const row of rows) {
    const own: ExportedRow[] = [];
    const key = row.value && keyOf(row.value);
    while (!next.done && (!next.value.value || ofPart(next.value.value) === key)) {
      if (next.value.value) own.push(next.value);
      else lost.push(next.value);
      next = await parts.next();
    }
    yield { row, parts: own };
  }
  for (; !next.done; next = await parts.next()) lost.push(next.value);
  if (lost.length > 0) yield { row: null, parts: lost };
}

type Row = Record<string, unknown>;
