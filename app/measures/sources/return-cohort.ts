import type { Source } from "../measure.ts";
import { orderDayScan } from "./order-day.ts";

/** Units back within 60 days fall on the day they were sold, not on the refund day. */
export const returnCohort: Source = {
  name: "return-cohort",
  words: "units of counted orders and those returned within 60 days, by sale day",
  scan: orderDayScan,
  where: "counted and is_sale",
  asOf: false,
};
