import type { Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { rowsOf } from "../ledger/cursor.server.ts";
import { listStream, type FileKind } from "./file-stream.server.ts";
import { keyset } from "./lists.ts";
import {
  foundLevels,
  stockRow,
  wishValues,
  type FoundLevel,
  type StockWish,
} from "./stock.server.ts";

const heading = [
  ...["sku", "title", "location", "status", "available", "incoming", "demand_per_day"],
  ...["reorder_point", "order_up_to", "order_quantity", "lead_days", "lead_time_of", "method"],
  "money_at_stake",
];

/**
 * The list as CSV or JSON, in its order. Units; money in major units, empty where unknown.
 * @param isReorder only what is to be ordered now
 */
export function stockFile(
  db: Db,
  shop: ShopContext,
  { isReorder, kind, ...wish }: StockWish & { isReorder: boolean; kind: FileKind },
): ReadableStream<Uint8Array> {
  const { order } = keyset(wish.direction, ["", ""]);
  return listStream(db, shop, {
    kind,
    heading,
    async *batches(client) {
      const text = `with found as (${foundLevels(wish.sort)})
        select * from found where not ${isReorder} or "orderQuantity" > 0 order by ${order}`;
      for await (const found of rowsOf<FoundLevel>(client, text, wishValues(shop, wish))) {
        yield found.map((each) => {
          const row = stockRow(each, shop);
          return [
            ...[row.sku, row.title, row.place, row.status, row.available, row.incoming],
            ...[Math.round(row.demandPerDay * 1e4) / 1e4, row.reorderPoint, row.orderUpTo],
            ...[row.orderQuantity, row.leadDays, row.leadRule, row.method, row.atStake],
          ];
        });
      }
    },
  });
}
