import type { Source } from "../measure.ts";
import { orderDayScan } from "./order-day.ts";

export const leftOut: Source = {
  name: "left-out",
  words: "orders that are not counted, by sale day",
  scan: orderDayScan,
  where: "is_sale and not counted",
  asOf: false,
};
