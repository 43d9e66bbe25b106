// What the list of work is made of: few rows of indexes, whatever the size of the shop.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { gapsOf } from "./gaps.ts";
import { lookBackDays } from "./open-orders.ts";
import { dearestLevels } from "./stock.server.ts";
import type { Scorecard } from "./types.ts";
import { workList, type LateOrders, type WorkItem } from "./work-list.ts";

const dayMs = 86_400_000;

/** Orders whose time to leave is over and that somebody may send, as far back as the list of open orders. */
async function readLate(client: Client, shop: ShopContext, asOf: Date): Promise<LateOrders> {
  // The index of what is open, however little else the shop has.
  await client.query("select set_config('enable_seqscan', 'off', true)");
  const since = new Date(asOf.getTime() - lookBackDays * dayMs);
  const { rows } = await client.query<{ orders: number; net: string }>(
    `select count(*)::int as orders, coalesce(sum(gross - discounts), 0)::text as net from orders
     where shop_id = $1 and to_send is not null and to_send <> 'held'
       and due_at >= $2 and due_at < $3`,
    [shop.id, since, asOf],
  );
  const [{ orders, net }] = rows as [{ orders: number; net: string }];
  return { orders, net: BigInt(net) };
}

/** @param card the scorecard whose gaps count. Reads only; throws what the database throws. */
export function readWorkList(
  db: Db,
  shop: ShopContext,
  { card, asOf }: { card: Scorecard; asOf: Date },
): Promise<WorkItem[]> {
  return inShop(db, shop.id, async (client) => {
    const levels = await dearestLevels(client, shop);
    const late = await readLate(client, shop, asOf);
    return workList({ gaps: gapsOf(card), levels, late }, shop.currency);
  });
}
