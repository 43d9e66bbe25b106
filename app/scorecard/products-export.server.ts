import type { Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { rowsOf } from "../ledger/cursor.server.ts";
import { listStream, type FileKind } from "./file-stream.server.ts";
import { keyset, roomForLines } from "./lists.ts";
import { foundSql, productRows, totalSql } from "./products.server.ts";
import type { FoundItem, ProductWish } from "./products.server.ts";
import { productRules } from "./product-rules.server.ts";
import { itemsSql, likePrefix, ruledSql, soldLines } from "./products-sql.ts";

const heading = [
  "product",
  "title",
  "status",
  "units",
  "net_sales",
  "share",
  "units_back",
  "return_rate",
  "in_stock",
  "locations",
  "unit_cost_known",
  "cm1",
  "cm1_known",
  "cm2",
  "cm2_known",
];

/** The whole list as CSV or JSON, in its order. Money in major units, share and rate as fractions. */
export function productsFile(
  db: Db,
  shop: ShopContext,
  {
    period,
    sort,
    direction,
    search,
    kind = "csv",
  }: Omit<ProductWish, "after"> & { kind?: FileKind },
): ReadableStream<Uint8Array> {
  const { order } = keyset(direction, ["", ""]);
  return listStream(db, shop, {
    kind,
    heading,
    async *batches(client) {
      await client.query(roomForLines(period));
      const told = await productRules(client, shop, { period, isPatient: true });
      const rules = told === "unkept" ? null : told;
      const ranked = `with ${itemsSql(soldLines, rules !== null && ruledSql(5))}, found as (${foundSql(sort)})
        select found.*, ${totalSql} as total from found order by ${order}`;
      const values = [
        ...[shop.id, period.from, period.to, likePrefix(search)],
        ...(rules ? [rules.keys, rules.costs, rules.known] : []),
      ];
      for await (const found of rowsOf<FoundItem & { total: string }>(client, ranked, values)) {
        const total = found[0]?.total ?? "0";
        const rows = await productRows(client, shop, { rows: found, total });
        yield rows.map((row) => [
          row.key,
          row.title,
          row.status,
          row.units,
          row.net,
          row.share,
          row.back,
          row.rate,
          row.stock,
          row.places,
          row.cost,
          row.cm1,
          row.cm1Known,
          row.cm2,
          row.cm2Known,
        ]);
      }
    },
  });
}
