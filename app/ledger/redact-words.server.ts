// What people typed may name a person anywhere: notes of tasks, rows of a file that were refused, words
// of a failure. Every text of every table is looked through, so that a table made tomorrow is, too.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { run } from "./writers/rows.server.ts";

/** In a person's place. */
export const erased = "[erased]";

/**
 * Tables of numbers, ids and the shop's own goods, up to millions of rows, into which nothing that names
 * a buyer is written; and those that lose the person by id, or whole deliveries (redact.server.ts).
 */
const wordless = new Set(
  `shop inbox tombstone orders order_line refund refund_line fulfillment fulfillment_event fulfillment_order
  return order_event order_touch product variant inventory_item unit_cost stock_level stock_change
  stock_span stock_day location customer contact customer_alias measure_day recommend_item
  recommend_basket recommend_row recommend_seller recommend_state recommend_due`.split(/\s+/),
);

type TextColumn = { table: string; column: string; type: string };

/** Columns of text or JSON that are no part of a key, of every other table of shops. */
async function wordColumns(client: Client): Promise<Map<string, TextColumn[]>> {
  const { rows } = await client.query<TextColumn>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
       and has_table_privilege(c.oid, 'update') and c.relname <> all($1)
       and format_type(a.atttypid, null) in ('text', 'json', 'jsonb')
       and not exists (select from pg_index i
         where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey))
     order by 1, 2`,
    [[...wordless]],
  );
  const tables = new Map<string, TextColumn[]>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return tables;
}

/** A pattern of Postgres that fits any of the values as a whole, whatever its case; null for none. */
export function wholeWords(values: readonly string[]): string | null {
  // Shorter ones stand in ordinary words.
  const long = values.map((value) => value.trim()).filter((value) => value.length > 4);
  if (long.length === 0) return null;
  const escaped = long.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return `(?<!\\w)(${escaped.join("|")})(?!\\w)`;
}

/** Puts `[erased]` in the place of each value in all that was typed. Answers how many rows held one. */
export async function eraseWords(
  client: Client,
  shop: ShopContext,
  values: readonly string[],
): Promise<number> {
  const pattern = wholeWords(values);
  if (pattern === null) return 0;
  let rows = 0;
  for (const [table, columns] of await wordColumns(client)) {
    const sets = columns.map(({ column, type }) => {
      const cleaned = `regexp_replace("${column}"::text, $2, '${erased}', 'gi')::${type}`;
      return `"${column}" = ${cleaned}`;
    });
    const all = columns.map(({ column }) => `"${column}"::text`).join(", ");
    const changed = await run(
      client,
      `update "${table}" set ${sets.join(", ")}
       where shop_id = $1 and concat_ws(' ', ${all}) ~* $2 returning 1`,
      [shop.id, pattern],
    );
    rows += changed.length;
  }
  return rows;
}
