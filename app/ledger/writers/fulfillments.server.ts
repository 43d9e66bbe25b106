// Parcels, what carriers say of them, and what was promised. Each touches its order only, whose
// shipping times are derived anew; a parcel of an unknown order is kept and joined when it comes.
import type { Client } from "../../db.server.ts";
import type { Fact, FulfillmentEventFact, FulfillmentFact } from "../facts.ts";
import type { FulfillmentOrderFact, ReturnFact, ShopContext } from "../facts.ts";
import { daysOfParcels, type Parcel } from "./label-costs.server.ts";
import { putNewest, type Table } from "./put.server.ts";
import { cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";

export const fulfillment: Table<FulfillmentFact> = {
  name: "fulfillment",
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    order_ref: ["text", (fact) => fact.orderRef],
    status: ["text", (fact) => fact.status],
    created_at: ["timestamptz", (fact) => fact.createdAt],
    in_transit_at: ["timestamptz", (fact) => fact.inTransitAt],
    delivered_at: ["timestamptz", (fact) => fact.deliveredAt],
    due_at: ["timestamptz", (fact) => fact.dueAt],
    promised_at: ["timestamptz", (fact) => fact.promisedAt],
    location_id: ["text", (fact) => fact.locationId],
    carrier: ["text", (fact) => fact.carrier],
    parcel_key: ["bigint", (fact) => fact.parcelKey ?? null],
  },
  computed: {
    order_id: `coalesce(
      (select o.id from orders o where o.shop_id = $1 and o.id = i.order_ref limit 1),
      (select o.id from orders o where o.shop_id = $1
        and o.name = any(array[i.order_ref, '#' || i.order_ref]) order by o.id limit 1))`,
  },
  before: ["order_id", "parcel_key"],
};

const fulfillmentOrder: Table<FulfillmentOrderFact> = {
  name: "fulfillment_order",
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    order_id: ["text", (fact) => fact.orderId],
    status: ["text", (fact) => fact.status],
    fulfill_by: ["timestamptz", (fact) => fact.fulfillBy],
    deliver_by: ["timestamptz", (fact) => fact.deliverBy],
    location_id: ["text", (fact) => fact.locationId ?? null],
  },
  before: ["order_id"],
  // One that still waits after a parcel left says so by its date alone.
  isDated: true,
};

const returned: Table<ReturnFact> = {
  name: '"return"',
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    order_id: ["text", (fact) => fact.orderId],
    status: ["text", (fact) => fact.status],
  },
};

export const eventColumns: Columns<FulfillmentEventFact> = {
  id: ["text", (fact) => fact.id],
  fulfillment_id: ["text", (fact) => fact.fulfillmentId],
  order_id: ["text", (fact) => fact.orderId],
  status: ["text", (fact) => fact.status],
  happened_at: ["timestamptz", (fact) => fact.happenedAt],
};

type Attached = { order_id: string | null; old_order_id?: string | null };

export type ShippingFacts = {
  fulfillments: readonly FulfillmentFact[];
  events: readonly FulfillmentEventFact[];
  fulfillmentOrders: readonly FulfillmentOrderFact[];
  returns: readonly ReturnFact[];
};

export async function writeShipping(
  client: Client,
  shop: ShopContext,
  facts: ShippingFacts,
  graves: Graves,
  touched: Touched,
): Promise<void> {
  const alive = <T extends Fact & { orderId: string }>(some: readonly T[]) =>
    some.filter(({ orderId }) => !graves.at("order", orderId));
  const parcels = facts.fulfillments.filter(({ orderRef }) => !graves.at("order", orderRef));
  const sent = await putNewest<FulfillmentFact, Parcel>(client, shop, fulfillment, parcels);
  for (const day of await daysOfParcels(client, shop, sent)) touched.days.add(day);
  const rows: Attached[] = [
    ...sent,
    ...(await putEvents(client, shop, alive(facts.events))),
    ...(await putNewest<FulfillmentOrderFact, Attached>(
      client,
      shop,
      fulfillmentOrder,
      alive(facts.fulfillmentOrders),
    )),
  ];
  for (const { order_id, old_order_id } of rows) {
    if (order_id) touched.attached.add(order_id);
    if (old_order_id) touched.attached.add(old_order_id);
  }
  const returns = await putNewest(client, shop, returned, alive(facts.returns));
  touched.changed += rows.length + returns.length;
}

/** Events do not change; should one come twice with different content, the later one stays. */
async function putEvents(
  client: Client,
  shop: ShopContext,
  facts: readonly FulfillmentEventFact[],
): Promise<Attached[]> {
  if (facts.length === 0) return [];
  return run<Attached>(
    client,
    // The parcel may hang on an order that a file tells under another id than the event names.
    `with told as (insert into fulfillment_event as e (shop_id, ${Object.keys(eventColumns).join(", ")})
     select distinct on (id) $1, i.* from ${unnest(eventColumns, "i", 2)}
     order by i.id, i.happened_at desc, i.status desc
     on conflict (shop_id, id) do update set status = excluded.status, happened_at = excluded.happened_at
     where (excluded.happened_at, excluded.status) > (e.happened_at, e.status)
     returning order_id, fulfillment_id)
     select told.order_id, f.order_id as old_order_id from told left join lateral (
       select order_id from fulfillment
       where shop_id = $1 and id = told.fulfillment_id limit 1) f on true`,
    [shop.id, ...cellsOf(eventColumns, facts)],
  );
}
