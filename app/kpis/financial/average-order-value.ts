import { orderValue } from "../../measures/index.ts";
import { order } from "../examples.ts";
import { ratio } from "../formulas/ratio.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { leftOutBeside, quantileBeside } from "../second-line.ts";
import { needsOrders, notMerchandise, uncounted } from "../words.ts";
import { counted, netOfDiscounts, netSquared, orderValueOrigin } from "./parts.ts";

export const averageOrderValue = defineKpi({
  id: "average-order-value",
  version: 1,
  name: "Average order value",
  perspective: "financial",
  objective: "Earn more from each order",
  unit: "money",
  direction: "up",
  counts: "orders",
  formula: ratio({
    top: netOfDiscounts,
    bottom: counted,
    n: counted,
    origin: orderValueOrigin,
    // The mean is the ratio over orders whose denominator is 1 each.
    spread: { units: counted, xx: counted, yy: netSquared, xy: netOfDiscounts },
    beside: [quantileBeside("median", orderValue, 0.5, "money"), ...leftOutBeside],
  }),
  words: "merchandise − discounts, before returns, ÷ counted orders",
  excludes: [...uncounted, ...notMerchandise, "returns"],
  source: "LineItem.originalUnitPriceSet, LineItem.discountAllocations",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  worth: "base",
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsOrders },
  examples: [
    {
      // (30.00 + 50.00 + 20.01 − 0.01) ÷ 3; the middle one is 30.00
      given: [
        order("A", { gross: 3000 }),
        order("B", { gross: 5000 }),
        order("C", { gross: 2001, discounts: 1 }),
      ],
      expect: value("33.333333", { n: 3, beside: { median: "30.000000" } }),
    },
    {
      // (1 + 2 + 2) ÷ 3 yen, which has no decimals of its own
      given: [
        order("A", { gross: 1, currency: "JPY" }),
        order("B", { gross: 2, currency: "JPY" }),
        order("C", { gross: 2, currency: "JPY" }),
      ],
      shop: { currency: "JPY" },
      expect: value("1.6667", { n: 3, beside: { median: "2.0000" } }),
    },
    { given: [], expect: no("no-data") },
  ],
});
