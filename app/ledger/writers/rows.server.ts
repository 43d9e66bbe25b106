// Rows as arrays: a batch travels as one array a column and is opened by unnest, which keeps every
// statement's text constant (so it is prepared once a connection) however many rows there are.
import { createHash } from "node:crypto";
import type { Client } from "../../db.server.ts";

type Cell = string | number | bigint | boolean | Date | null;

/** Columns by name: their SQL type and where a row holds them. */
export type Columns<T> = Record<string, readonly [type: string, cell: (row: T) => Cell]>;

const needsEscape = /["\\]/;

/** One Postgres array literal; several times faster than the driver's own on long arrays. */
export function arrayLiteral(cells: readonly Cell[]): string {
  return literal(cells, (cell) => cell);
}

/** Long loops, so no iterator and no array between. */
function literal<T>(rows: readonly T[], cellOf: (row: T) => Cell): string {
  let out = "{";
  for (let index = 0; index < rows.length; index += 1) {
    const cell = cellOf(rows[index] as T);
    if (index > 0) out += ",";
    if (cell === null) out += "NULL";
    else if (typeof cell === "string") {
      out += needsEscape.test(cell) ? `"${cell.replace(/["\\]/g, "\\$&")}"` : `"${cell}"`;
    } else out += cell instanceof Date ? `"${cell.toISOString()}"` : cell;
  }
  return out + "}";
}

/** `unnest($first::text[], …) as name(column, …)`. */
export function unnest<T>(columns: Columns<T>, name: string, first: number): string {
  const arrays = Object.values(columns).map(([type], index) => `$${first + index}::${type}[]`);
  return `unnest(${arrays.join(", ")}) as ${name}(${Object.keys(columns).join(", ")})`;
}

/** The parameters of `unnest`, in its order. */
export function cellsOf<T>(columns: Columns<T>, rows: readonly T[]): string[] {
  return Object.values(columns).map(([, cell]) => literal(rows, cell));
}

type Prepared = { name: string; text: string };
const prepared = new Map<string, Prepared>();

/**
 * Statements say `shop_id = $1`. Told the shop's number, the planner may know from its statistics
 * that the shop has no rows, though it was given millions since, and takes any index that begins
 * with shop_id for as good as the right one. A sub-select hides the number: it plans for an average
 * shop of the table as large as it is now.
 */
function prepare(text: string): Prepared {
  let made = prepared.get(text);
  if (!made) {
    const hidden = text.replaceAll("shop_id = $1", "shop_id = (select $1::bigint)");
    // By content: pages are bundled, so a process holds two copies of this file over one pool.
    const name = `ledger-${createHash("sha1").update(text).digest("hex").slice(0, 24)}`;
    prepared.set(text, (made = { name, text: hidden }));
  }
  return made;
}

/** Runs a statement, parsed once a connection; $1 is the shop. */
export async function run<R>(client: Client, text: string, values: unknown[]): Promise<R[]> {
  const result = await client.query<R & Record<string, unknown>>({ ...prepare(text), values });
  return result.rows;
}
