import type { Source } from "../measure.ts";
import { orderDayScan } from "./order-day.ts";

export const shipping: Source = {
  name: "shipping",
  words: "counted orders with a line that needs shipping, not POS, by sale day",
  scan: orderDayScan,
  where: "counted and is_sale and ship_eligible",
  asOf: false,
};

/** Shipped or not: an order whose promise is over counts as soon as it is over. */
export const promise: Source = {
  name: "promise",
  words: "orders of shipping whose due instant is over, by sale day",
  scan: orderDayScan,
  where: "counted and is_sale and ship_eligible and is_due",
  asOf: true,
};
