import { defineMeasure } from "./measure.ts";
import { delivery } from "./sources/delivery.ts";
import { handled } from "./sources/handled.ts";
import { leftOut } from "./sources/left-out.ts";
import { sale } from "./sources/sale.ts";
import { promise, shipping } from "./sources/shipping.ts";

export const handledOrders = defineMeasure({
  id: "handled-orders",
  source: handled,
  kind: "sum",
  value: "1",
});
export const cancelledOrders = defineMeasure({
  id: "cancelled-orders",
  source: handled,
  kind: "sum",
  value: "1",
  where: "cancelled_at is not null",
});

export const shipEligible = defineMeasure({
  id: "ship-eligible",
  source: shipping,
  kind: "sum",
  value: "1",
});
export const shipped = defineMeasure({
  id: "shipped",
  source: shipping,
  kind: "sum",
  value: "1",
  where: "shipped_at is not null",
});
/** Shipped before it was sold: 0 hours in the median, and listed. */
export const shippedBeforeSale = defineMeasure({
  id: "shipped-before-sale",
  source: shipping,
  kind: "sum",
  value: "1",
  where: "shipped_at < processed_at",
});
export const hoursToShip = defineMeasure({
  id: "hours-to-ship",
  source: shipping,
  kind: "histogram",
  value: "greatest(date_part('epoch', shipped_at - processed_at) / 3600, 0)",
  where: "shipped_at is not null",
});
/** Orders that have a due instant, over or not: 0 of them means that nothing was promised. */
export const shipPromised = defineMeasure({
  id: "ship-promised",
  source: shipping,
  kind: "sum",
  value: "1",
  where: "due_at is not null",
});
export const shipDue = defineMeasure({ id: "ship-due", source: promise, kind: "sum", value: "1" });
export const shippedOnTime = defineMeasure({
  id: "shipped-on-time",
  source: promise,
  kind: "sum",
  value: "1",
  where: "shipped_at <= due_at",
});

/** Counted orders with any successful fulfillment: what delivery's coverage is taken of. */
export const sent = defineMeasure({
  id: "sent",
  source: sale,
  kind: "sum",
  value: "1",
  where: "shipped_at is not null",
});
export const delivered = defineMeasure({
  id: "delivered",
  source: delivery,
  kind: "sum",
  value: "1",
});
export const hoursToDeliver = defineMeasure({
  id: "hours-to-deliver",
  source: delivery,
  kind: "histogram",
  value: "greatest(date_part('epoch', delivered_at - processed_at) / 3600, 0)",
});
export const deliveredPromised = defineMeasure({
  id: "delivered-promised",
  source: delivery,
  kind: "sum",
  value: "1",
  where: "promised_at is not null",
});
export const deliveredOnTime = defineMeasure({
  id: "delivered-on-time",
  source: delivery,
  kind: "sum",
  value: "1",
  where: "delivered_at <= promised_at",
});

export const leftOutTest = defineMeasure({
  id: "left-out-test",
  source: leftOut,
  kind: "sum",
  value: "1",
  where: "left_out = 'test'",
});
export const leftOutVoided = defineMeasure({
  id: "left-out-voided",
  source: leftOut,
  kind: "sum",
  value: "1",
  where: "left_out = 'voided'",
});
export const leftOutZero = defineMeasure({
  id: "left-out-zero",
  source: leftOut,
  kind: "sum",
  value: "1",
  where: "left_out = 'zero'",
});
export const leftOutCurrency = defineMeasure({
  id: "left-out-currency",
  source: leftOut,
  kind: "sum",
  value: "1",
  where: "left_out = 'currency'",
});

export const serviceMeasures = [
  handledOrders,
  cancelledOrders,
  shipEligible,
  shipped,
  shippedBeforeSale,
  hoursToShip,
  shipPromised,
  shipDue,
  shippedOnTime,
  sent,
  delivered,
  hoursToDeliver,
  deliveredPromised,
  deliveredOnTime,
  leftOutTest,
  leftOutVoided,
  leftOutZero,
  leftOutCurrency,
] as const;
