import type { Source } from "../measure.ts";
import { orderDayScan } from "./order-day.ts";

/** No delivered event is unknown, not late, so it is not in here. */
export const delivery: Source = {
  name: "delivery",
  words: "counted orders with a delivered instant for every fulfillment, by sale day",
  scan: orderDayScan,
  where: "counted and is_sale and delivered_at is not null",
  asOf: false,
};
