import type { Scan, Source } from "../measure.ts";

// Shopify's event actions for what people or apps do to an order, in the words of the Admin API's
// Event.action; other actions (mails, payments, order created) are no handling.
const handling = {
  fulfil: ["fulfillment_success"],
  cancel: ["cancelled"],
  refund: ["refund", "refund_success"],
  edit: ["edited", "edit", "order_edited"],
  tag: ["tagged", "tag_added", "tag_removed", "tags_added", "tags_removed"],
};
const actions = Object.values(handling)
  .flat()
  .map((action) => `'${action}'`)
  .join(", ");

// Attributed to exactly one of app and user; an event of neither or both says nothing.
const attributed = `e.shop_id = $1 and e.day = any($2::date[]) and e.by_app <> e.by_user
  and e.action in (${actions})`;
const keys = `coalesce(o.channel, 'unknown') as channel, coalesce(o.region, 'unknown') as region,
  coalesce(o.customer_kind, 'unknown') as customer_kind`;

const rows = `
select e.day, ${keys}, e.by_app
from order_event e left join orders o on o.shop_id = $1 and o.id = e.order_id
where ${attributed}`;

export const event: Source = {
  name: "event",
  words:
    "order events fulfil, cancel, refund, edit, tag by exactly one of app and user, by event day",
  scan: { name: "event", rows, asOf: false, stored: true } satisfies Scan,
  where: "true",
  asOf: false,
};

// The interval's unit is the order with all its events of the period, whatever their days: such
// sums do not add up over days, so they are taken from the facts.
const orders = `
select e.day, ${keys}, e.events, e.by_apps
from (
  select order_id, min(day) as day, count(*) as events, count(*) filter (where by_app) as by_apps
  from order_event e where ${attributed} group by order_id
) e left join orders o on o.shop_id = $1 and o.id = e.order_id`;

export const eventOrder: Source = {
  name: "event-order",
  words: "orders with such events in the period, all of an order's events together",
  scan: { name: "event-order", rows: orders, asOf: false, stored: false } satisfies Scan,
  where: "true",
  asOf: false,
};
