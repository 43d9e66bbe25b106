// Orders that recommendations have not counted yet, or not as they are now. Marks grow as those of
// dirty days do, so that a change that comes while an older one is being counted is not forgotten.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "../writers/rows.server.ts";

/** Stands for every order of the shop. */
export const everyOrder = "";
/** From so many on it costs less to count the shop anew. */
const manyOrders = 1000;

/** Marks orders of the bound shop, known or gone. */
export async function markUncounted(
  client: Client,
  shop: ShopContext,
  orderIds: Iterable<string>,
): Promise<void> {
  const ids = [...new Set(orderIds)].sort();
  if (ids.length === 0) return;
  await run(
    client,
    `insert into recommend_due (shop_id, order_id, mark)
     select $1, id, nextval('dirty_mark') from unnest($2::text[]) as d(id)
     on conflict (shop_id, order_id) do update set mark = excluded.mark`,
    [shop.id, arrayLiteral(ids.length < manyOrders ? ids : [everyOrder])],
  );
}

export type Uncounted = { id: string; mark: bigint };

/** Up to `limit` marked orders; the mark of every order comes first. */
export async function readUncounted(
  client: Client,
  shop: ShopContext,
  limit: number,
): Promise<Uncounted[]> {
  return run<Uncounted>(
    client,
    `select order_id as id, mark from recommend_due
     where shop_id = $1 order by order_id limit $2`,
    [shop.id, limit],
  );
}

const columns: Columns<Uncounted> = {
  id: ["text", (each) => each.id],
  mark: ["bigint", (each) => each.mark],
};

/** Takes marks away that were read; an order marked again meanwhile keeps its newer one. */
export async function forgetUncounted(
  client: Client,
  shop: ShopContext,
  read: readonly Uncounted[],
): Promise<void> {
  await run(
    client,
    `delete from recommend_due d using ${unnest(columns, "seen", 2)}
     where d.shop_id = $1 and d.order_id = seen.id and d.mark = seen.mark`,
    [shop.id, ...cellsOf(columns, read)],
  );
}
