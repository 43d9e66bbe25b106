import { keys, keysOrUnknown, ordersOf } from "../measure.ts";
import type { OnDays, Source } from "../measure.ts";

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
const attributed = (on: OnDays) => `select order_id, day, by_app from order_event
  where shop_id = $1 and ${on("day")} and by_app <> by_user and action in (${actions})`;

const rows = (on: OnDays) => `
with e as materialized (${attributed(on)})
select e.day, ${keysOrUnknown}, e.by_app
from e left join ${ordersOf("e", keys)} o on o.id = e.order_id`;

export const event: Source = {
  name: "event",
  words:
    "order events fulfil, cancel, refund, edit, tag by exactly one of app and user, by event day",
  scan: { name: "event", rows, asOf: false, stored: true },
  where: "true",
  asOf: false,
};

// The interval's unit is the order with all its events of the period, whatever their days: such
// sums do not add up over days, so they are taken from the facts.
const orders = (on: OnDays) => `
with e as materialized (
  select order_id, min(day) as day, count(*) as events, count(*) filter (where by_app) as by_apps
  from (${attributed(on)}) each_event group by order_id
)
select e.day, ${keysOrUnknown}, e.events, e.by_apps
from e left join ${ordersOf("e", keys)} o on o.id = e.order_id`;

export const eventOrder: Source = {
  name: "event-order",
  words: "orders with such events in the period, all of an order's events together",
  scan: { name: "event-order", rows: orders, asOf: false, stored: false },
  where: "true",
  asOf: false,
};
