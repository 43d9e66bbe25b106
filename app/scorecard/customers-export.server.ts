import type { Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { rowsOf } from "../ledger/cursor.server.ts";
import { listStream, type FileKind } from "./file-stream.server.ts";
import { boughtSql, customerRows, type CustomerSort } from "./customers.server.ts";
import { keyset, roomForSums, type ListWish } from "./lists.ts";

const heading = [
  "customer_id",
  "name",
  "orders",
  "orders_ever",
  "spent",
  "went_back",
  "first_order",
  "last_order",
  "kind",
  "sale_opt_out",
  "margin",
  "margin_step",
  "margin_known",
  "cm1",
];

/** The whole list as CSV or JSON, in its order. Money in major units; an erased person is named as such. */
export function customersFile(
  db: Db,
  shop: ShopContext,
  {
    period,
    sort,
    direction,
    kind = "csv",
  }: Omit<ListWish<CustomerSort>, "after"> & { kind?: FileKind },
): ReadableStream<Uint8Array> {
  const { order } = keyset(direction, ["", ""]);
  return listStream(db, shop, {
    kind,
    heading,
    async *batches(client) {
      await client.query(roomForSums);
      const ranked = `with bought as (${boughtSql(sort)})
        select id from bought where id is not null order by ${order}`;
      const values = [shop.id, period.from, period.to];
      for await (const found of rowsOf<{ id: string }>(client, ranked, values)) {
        const ids = found.map(({ id }) => id);
        const rows = await customerRows(client, shop, { ids, period });
        yield rows.map((row) => [
          row.id,
          row.isErased ? "erased person" : row.name,
          row.orders,
          row.ordersEver,
          row.spend,
          row.returns,
          row.first,
          row.last,
          row.kind,
          row.saleOptOut,
          row.margin,
          row.marginStep,
          row.marginKnown,
          row.cm1,
        ]);
      }
    },
  });
}
