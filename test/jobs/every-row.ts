// Every fact and measure of a shop as text, to be compared.
import type { Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { rowsOf } from "../ingest/deliver.ts";

/** Rows as text, by table. */
export type Everything = Record<string, string[]>;

const tables =
  "orders order_line refund refund_line fulfillment fulfillment_event fulfillment_order return " +
  "order_event product variant inventory_item unit_cost stock_level location customer tombstone " +
  "measure_day";
/** When a thing was heard of is no part of it. */
const heard = ["shop_id", "triggered_at", "sale_told_at"];
/** A return's change is dated by nothing else; lines stand in a result in any order. */
const alsoLeftOut: Record<string, string[]> = { return: ["updated_at"], order_line: ["position"] };

export async function everything({ db, shop }: { db: Db; shop: ShopContext }): Promise<Everything> {
  const all: Everything = {};
  for (const table of tables.split(" ")) {
    const rows = await rowsOf<object>(db, shop.id, `select * from "${table}"`);
    const leftOut = [...heard, ...(alsoLeftOut[table] ?? [])];
    const text = (row: object) =>
      JSON.stringify(row, (key, value: unknown) =>
        leftOut.includes(key) ? undefined : typeof value === "bigint" ? `${value}n` : value,
      );
    all[table] = rows.map(text).sort();
  }
  return all;
}
