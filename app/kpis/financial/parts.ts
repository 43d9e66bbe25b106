// What the financial KPIs are made of.
import { combine, less, sum } from "../combination.ts";
import {
  cost,
  discounts,
  discountsSquared,
  exactNet,
  gross,
  grossSquared,
  grossTimesDiscounts,
  orders,
  returns,
} from "../../measures/index.ts";

/** Merchandise − discounts − returns. */
export const netSales = less(gross, discounts, returns);
/** Merchandise − discounts, before returns. */
export const netOfDiscounts = less(gross, discounts);
export const counted = sum(orders);
/** Net sales less the known cost of the units sold. */
export const contribution = less(gross, discounts, returns, cost);
/** Net sales whose cost was valid at the sale, of net sales. */
export const costCoverage = { part: sum(exactNet), whole: netSales };
/** Money that moved in either direction. */
export const moved = combine([gross, discounts, returns], (sold, off, back) => sold - off + back);

/** (gross − discounts)² over orders. */
export const netSquared = combine(
  [grossSquared, grossTimesDiscounts, discountsSquared],
  (gg, gd, dd) => gg - 2n * gd + dd,
);
