import type { Source } from "../measure.ts";
import { orderDayScan } from "./order-day.ts";

/** What cancel-rate is taken of: an order that was voided was handled all the same. */
export const handled: Source = {
  name: "handled",
  words: "counted and voided orders without test orders, by sale day",
  scan: orderDayScan,
  where: "is_sale and (counted or left_out = 'voided' and not test)",
  asOf: false,
};
