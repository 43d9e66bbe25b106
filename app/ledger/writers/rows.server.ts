// Rows as arrays: a batch travels as one array a column and is opened by unnest, which keeps every
// statement's text constant (so it is prepared once a connection) however many rows there are.
import type { Client } from "../../db.server.ts";

type Cell = string | number | bigint | boolean | Date | null;

/** Columns by name: their SQL type and where a row holds them. */
export type Columns<T> = Record<string, readonly [type: string, cell: (row: T) => Cell]>;

const needsEscape = /["\\]/;

/** One Postgres array literal; several times faster than the driver's own on long arrays. */
export function arrayLiteral(cells: readonly Cell[]): string {
  let out = "{";
  for (const [index, cell] of cells.entries()) {
    if (index > 0) out += ",";
    if (cell === null) out += "NULL";
    else if (typeof cell === "string") {
      out += `"${needsEscape.test(cell) ? cell.replace(/["\\]/g, "\\$&") : cell}"`;
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
  return Object.values(columns).map(([, cell]) => arrayLiteral(rows.map(cell)));
}

const names = new Map<string, string>();

/** Runs a statement, prepared under a name of its own on each connection. */
export async function run<R>(client: Client, text: string, values: unknown[]): Promise<R[]> {
  let name = names.get(text);
  if (!name) names.set(text, (name = `ledger-${names.size}`));
  const result = await client.query<R & Record<string, unknown>>({ name, text, values });
  return result.rows;
}
