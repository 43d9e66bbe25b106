// What was answered 200 is kept, whatever was killed: before anybody compares with Shopify each thing that a
// delivery told of is here, as new as the newest that was taken.
import { rowsOf } from "../ingest/deliver.ts";
import type { Sent } from "../platform/webhooks.ts";
import type { ChaosShop } from "./shop.ts";

type Body = {
  id?: number;
  updated_at?: string;
  inventory_item_id?: number;
  location_id?: number;
};
/** What a delivery tells of: its table and key there. */
const toldOf: readonly (readonly [RegExp, (body: Body) => string])[] = [
  [/^orders\/(create|updated|paid|cancelled)$/, ({ id }) => `orders ${id}`],
  [/^fulfillments\//, ({ id }) => `fulfillment ${id}`],
  [/^fulfillment_events\//, ({ id }) => `fulfillment_event ${id}`],
  [/^refunds\//, ({ id }) => `refund ${id}`],
  [/^returns\//, ({ id }) => `return ${id}`],
  [/^inventory_levels\//, (body) => `stock_level ${body.inventory_item_id}@${body.location_id}`],
];
/** A step of a parcel never changes, and of a change of refunds and returns no body tells when it was. */
const found = `select 'orders ' || id as what, updated_at as at from orders
  union all select 'fulfillment ' || id, updated_at from fulfillment
  union all select 'fulfillment_event ' || id, happened_at from fulfillment_event
  union all select 'refund ' || id, updated_at from refund
  union all select 'return ' || id, updated_at from return
  union all select 'stock_level ' || inventory_item_id || '@' || location_id, updated_at
    from stock_level`;

/** Sentences of what was taken and is not here, and how many deliveries tell of something that must be. */
export async function notKept(
  { db, shop }: ChaosShop,
  taken: readonly Sent[],
): Promise<{ told: number; problems: string[] }> {
  const here = new Map<string, number>();
  for (const { what, at } of await rowsOf<{ what: string; at: Date }>(db, shop.id, found)) {
    here.set(what, at.getTime());
  }
  const gone: string[] = [];
  let told = 0;
  for (const { topic, body: text } of taken) {
    const keyOf = toldOf.find(([topics]) => topics.test(topic))?.[1];
    if (!keyOf) continue;
    told += 1;
    const body = JSON.parse(text) as Body;
    const key = keyOf(body);
    const at = here.get(key);
    const due = body.updated_at === undefined ? -Infinity : Date.parse(body.updated_at);
    if (at === undefined) gone.push(`${topic} of ${key}, which is not here`);
    else if (at < due) gone.push(`${topic} of ${key} at ${body.updated_at}, which is older here`);
  }
  const words = `${gone.length} deliveries were answered 200 and are lost, such as ${gone[0]}`;
  return { told, problems: gone.length > 0 ? [words] : [] };
}
