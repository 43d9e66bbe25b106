// What the list of work is made of: few rows of indexes, whatever the size of the shop.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { gapsOf } from "./gaps.ts";
import { lookBackDays } from "./open-orders.ts";
import { dearestLevels } from "./stock.server.ts";
import type { Scorecard } from "./types.ts";
import { workList, type LateOrders, type LosingCampaign, type WorkItem } from "./work-list.ts";

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

/** Those with an open task; what they lost is as it was told. */
async function readLosing(client: Client, shop: ShopContext): Promise<LosingCampaign[]> {
  const { rows } = await client.query<LosingCampaign>(
    `select a.part_key as key, a.campaign ->> 'name' as name, a.expected - a.came as lost
     from task t join alert a on a.shop_id = t.shop_id and a.kpi = t.kpi and a.day = t.alert_day
       and a.kind = t.alert_kind and a.part_by = t.split and a.part_key = t.part
     where t.shop_id = $1 and t.alert_kind = 'campaign' and t.done_at is null`,
    [shop.id],
  );
  return rows;
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
    const campaigns = await readLosing(client, shop);
    return workList({ gaps: gapsOf(card), levels, late, campaigns }, shop.currency);
  });
}
