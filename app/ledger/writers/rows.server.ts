// Rows as arrays: a batch travels as one array a column and is opened by unnest, which keeps every
// statement's text constant (so it is prepared once a connection) however many rows there are.
import { createHash } from "node:crypto";
import type { Client } from "../../db.server.ts";

type Cell = string | number | bigint | boolean | Date | null;

/** Columns by name: their SQL type and where a row holds them. */
export type Columns<T> = Record<string, readonly [type: string, cell: (row: T) => Cell]>;

const needsEscape = /["\\]/;
/** Needs no quotes, and is not NULL. */
const plain = /^[\d#:-]+$/;

function cellText(cell: Cell): string {
  if (cell === null) return "NULL";
  if (typeof cell === "string") {
    if (plain.test(cell)) return cell;
    return needsEscape.test(cell) ? `"${cell.replace(/["\\]/g, "\\$&")}"` : `"${cell}"`;
  }
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

/** A part of what stands in an array literal. */
export const arrayItems = (cells: readonly Cell[]): string => cells.map(cellText).join(",");

/** One Postgres array literal; several times faster than the driver's own on long arrays. */
export const arrayLiteral = (cells: readonly Cell[]): string => `{${arrayItems(cells)}}`;

/** `unnest($first::text[], …) as name(column, …)`. */
export function unnest<T>(columns: Columns<T>, name: string, first: number): string {
  const arrays = Object.values(columns).map(([type], index) => `$${first + index}::${type}[]`);
  return `unnest(${arrays.join(", ")}) as ${name}(${Object.keys(columns).join(", ")})`;
}

/** The parameters of `unnest`, in its order. */
export function cellsOf<T>(columns: Columns<T>, rows: readonly T[]): string[] {
  return Object.values(columns).map(
    ([, cell]) => `{${rows.map((row) => cellText(cell(row))).join(",")}}`,
  );
}

type Prepared = { name: string; text: string };
const prepared = new Map<string, Prepared>();

/**
 * A statement as it is planned for any shop. It says `shop_id = $1`. Told the shop's number, the
 * planner may know from its statistics that the shop has no rows, though it was given millions since,
 * and takes any index that begins with shop_id for as good as the right one. A sub-select hides the
 * number: it plans for an average shop of the table as large as it is now.
 */
export const forAnyShop = (text: string): string =>
  text.replaceAll("shop_id = $1", "shop_id = (select $1::bigint)");

function prepare(text: string): Prepared {
  let made = prepared.get(text);
  if (!made) {
    // By content: pages are bundled, so a process holds two copies of this file over one pool.
    const name = `ledger-${createHash("sha1").update(text).digest("hex").slice(0, 24)}`;
    prepared.set(text, (made = { name, text: forAnyShop(text) }));
  }
  return made;
}

/** Runs a statement, parsed once a connection; $1 is the shop. */
export async function run<R>(client: Client, text: string, values: unknown[]): Promise<R[]> {
  const result = await client.query<R & Record<string, unknown>>({ ...prepare(text), values });
  return result.rows;
}
