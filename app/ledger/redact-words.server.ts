// What people typed may name a person anywhere: notes of tasks, rows of a file that were refused, words
// of a failure. Every text of every table is looked through, so that a table made tomorrow is, too.
//
// e-mails, phones        everywhere
// the whole name         everywhere but in what is written for everybody
// the last name alone    in tasks and their notes; there the first name, too, where anything was found
import type { Client } from "../db.server.ts";
import { log } from "../log.server.ts";
import type { ShopContext } from "./facts.ts";
import { eraseInJson, isJson, type Pattern, type Patterns } from "./redact-patterns.ts";
import { run } from "./writers/rows.server.ts";

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

/** What is written for everybody names products and manners, and a buyer may be called as one of them. */
const forEverybody = new Set(["manual", "survey_word", "survey_setting", "digest"]);

/** Written about one matter each, so that a last name is somebody's (redact-patterns.ts). */
const matters = new Set(["task.words", "task.note"]);

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

/** What the person is called as the column's text may have it: JSON writes quotes and strokes otherwise. */
const plain = (column: string) => `replace(replace("${column}"::text, '\\"', '"'), '\\\\', '\\')`;

type Found = { row: string; cells: (string | null)[] };

const cleaned = (cell: string | null, { type }: TextColumn, erase: Pattern["erase"]) => {
  if (cell === null) return null;
  return type !== "text" || isJson(cell) ? eraseInJson(cell, erase) : erase(cell);
};

/** The cells without the person. */
function clean(table: string, columns: readonly TextColumn[], cells: Found["cells"], by: Patterns) {
  const isMatter = ({ column }: TextColumn) => matters.has(`${table}.${column}`);
  const once = columns.map((column, at) =>
    cleaned(cells[at] ?? null, column, (isMatter(column) ? by.matter : byTable(table, by)).erase),
  );
  if (once.every((cell, at) => cell === cells[at])) return null;
  return once.map((cell, at) => {
    const column = columns[at];
    return column && isMatter(column) ? cleaned(cell, column, by.matter.eraseFirst) : cell;
  });
}

const byTable = (table: string, by: Patterns): Pattern =>
  forEverybody.has(table) ? by.contacts : by.named;

/**
 * Puts `[erased]` in the place of the person in all that was typed. Answers the tables of which a row could
 * not be written, which undoes nothing else.
 */
export async function eraseWords(
  client: Client,
  shop: ShopContext,
  by: Patterns,
): Promise<string[]> {
  const failed = new Set<string>();
  for (const [table, columns] of await wordColumns(client)) {
    for (const { row, cells } of await rowsNaming(client, shop, table, columns, by, "for update")) {
      const after = clean(table, columns, cells, by);
      if (after && !(await put(client, shop, { table, columns, row, cells: after })))
        failed.add(table);
    }
  }
  return [...failed];
}

/** What was typed and names the person, each text as a whole, by the table it stands in. */
export async function wordsNaming(
  client: Client,
  shop: ShopContext,
  by: Patterns,
): Promise<{ place: string; text: string }[]> {
  const words: { place: string; text: string }[] = [];
  for (const [table, columns] of await wordColumns(client)) {
    const noting = (pattern: Pattern): Pattern => ({
      sql: pattern.sql,
      erase(text) {
        if (pattern.erase(text) !== text) words.push({ place: table, text });
        return text;
      },
    });
    const matter = { ...noting(by.matter), eraseFirst: (text: string) => text };
    const notes = { contacts: noting(by.contacts), named: noting(by.named), matter };
    for (const { cells } of await rowsNaming(client, shop, table, columns, by)) {
      clean(table, columns, cells, notes);
    }
  }
  return words;
}

/** Rows that may hold the person. */
async function rowsNaming(
  client: Client,
  shop: ShopContext,
  table: string,
  columns: readonly TextColumn[],
  by: Patterns,
  lock: "for update" | "" = "",
): Promise<Found[]> {
  const isMatter = columns.some(({ column }) => matters.has(`${table}.${column}`));
  const { sql } = isMatter ? by.matter : byTable(table, by);
  if (sql === null) return [];
  const texts = columns.map(({ column }) => `"${column}"::text`).join(", ");
  const all = columns.map(({ column }) => plain(column)).join(", ");
  return run<Found>(
    client,
    `select ctid::text as row, array[${texts}] as cells
     from "${table}" where shop_id = $1 and concat_ws(' ', ${all}) ~* $2 ${lock}`,
    [shop.id, sql],
  );
}

/** False when the database refuses. */
async function put(
  client: Client,
  shop: ShopContext,
  { table, columns, row, cells }: Found & { table: string; columns: readonly TextColumn[] },
): Promise<boolean> {
  const sets = columns.map(({ column, type }, at) => `"${column}" = $${at + 3}::text::${type}`);
  await client.query("savepoint words");
  try {
    const text = `update "${table}" set ${sets.join(", ")} where shop_id = $1 and ctid = $2::tid`;
    await run(client, text, [shop.id, row, ...cells]);
    return true;
  } catch (error) {
    await client.query("rollback to savepoint words");
    log.error({ error: error as Error, table, shopId: shop.id }, "words of a person are left");
    return false;
  } finally {
    await client.query("release savepoint words");
  }
}
