import type { Source } from "../measure.ts";
import { orderDayScan } from "./order-day.ts";

export const sale: Source = {
  name: "sale",
  words: "counted orders, by sale day",
  scan: orderDayScan,
  where: "counted and is_sale",
  asOf: false,
};
