// What the financial KPIs are made of.
import { combine, less, sum } from "../combination.ts";
import type { PartOf } from "../origin.ts";
import {
  cost,
  discounts,
  discountsSquared,
  exactNet,
  feeCost,
  gross,
  grossSquared,
  grossTimesDiscounts,
  knownNet,
  orders,
  packagingCost,
  restockCost,
  returnCost,
  returns,
  shippingCost,
  units,
  type Measure,
} from "../../measures/index.ts";

/** Merchandise − discounts − returns. */
export const netSales = less(gross, discounts, returns);
/** Merchandise − discounts, before returns. */
export const netOfDiscounts = less(gross, discounts);
export const counted = sum(orders);
/** Net sales less the known cost of the units sold. */
export const contribution = less(gross, discounts, returns, cost);
/** Of lines with known cost: net − cost + cost of restocked units. */
export const margin = combine(
  [knownNet, cost, restockCost],
  (net, spent, restocked) => net - spent + restocked,
);
/** Net sales whose cost was valid at the sale, of net sales. */
export const costCoverage = { part: sum(exactNet), whole: netSales };
/** Contribution less what the orders and returns cost by the merchant's rules. */
export const contributionAfterRules = less(
  ...[gross, discounts, returns, cost],
  ...[feeCost, shippingCost, packagingCost, returnCost],
);
/** Money that moved in either direction. */
export const moved = combine([gross, discounts, returns], (sold, off, back) => sold - off + back);

/** (gross − discounts)² over orders. */
export const netSquared = combine(
  [grossSquared, grossTimesDiscounts, discountsSquared],
  (gg, gd, dd) => gg - 2n * gd + dd,
);

/** Units → merchandise → merchandise after discounts; returns are of other days' sales. */
const sold = [
  { effect: "price", amount: sum(gross) },
  { effect: "discount", amount: netOfDiscounts },
] as const;
const back: PartOf = { effect: "returns", amount: combine([returns], (amount) => -amount) };

export const netSalesOrigin: readonly PartOf[] = [
  { level: "volume", sign: 1, base: sum(units), steps: sold, isPaid: true },
  back,
];
export const contributionOrigin: readonly PartOf[] = [
  ...netSalesOrigin,
  { level: "volume", sign: -1, base: sum(units), steps: [{ effect: "cost", amount: sum(cost) }] },
];
const off = (effect: "fees" | "shipping" | "return-cost", ...costs: Measure[]): PartOf => ({
  effect,
  amount: combine(costs, (...sums) => -sums.reduce((a, b) => a + b, 0n)),
});
export const contributionAfterRulesOrigin: readonly PartOf[] = [
  ...contributionOrigin,
  off("fees", feeCost),
  off("shipping", shippingCost, packagingCost),
  off("return-cost", returnCost),
];
/** Over orders the first factor is units an order. */
export const orderValueOrigin: readonly PartOf[] = [
  { level: "units-per-order", sign: 1, base: sum(units), steps: sold, isPaid: true },
];
