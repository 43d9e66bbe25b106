// Who did what to an order, app or person: written once, counted on its own day.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { OrderEventFact, ShopContext } from "../facts.ts";
import { dayOf } from "./derive.server.ts";
import { cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";

const event: Columns<OrderEventFact> = {
  id: ["text", (fact) => fact.id],
  order_id: ["text", (fact) => fact.orderId],
  action: ["text", (fact) => fact.action],
  by_app: ["boolean", (fact) => fact.byApp],
  by_user: ["boolean", (fact) => fact.byUser],
  created_at: ["timestamptz", (fact) => fact.createdAt],
};

export async function writeOrderEvents(
  client: Client,
  shop: ShopContext,
  facts: readonly OrderEventFact[],
  graves: Graves,
  touched: Touched,
): Promise<void> {
  const alive = facts.filter(({ orderId }) => !graves.at("order", orderId));
  if (alive.length === 0) return;
  const rows = await run<{ day: Day }>(
    client,
    `insert into order_event (shop_id, ${Object.keys(event).join(", ")}, day)
     select $1, i.*, ${dayOf("i.created_at")} from ${unnest(event, "i", 3)}
     on conflict do nothing returning day`,
    [shop.id, shop.timeZone, ...cellsOf(event, alive)],
  );
  for (const { day } of rows) touched.days.add(day);
  touched.changed += rows.length;
}
