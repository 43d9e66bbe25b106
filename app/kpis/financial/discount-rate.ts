import {
  discounts,
  discountsSquared,
  gross,
  grossSquared,
  grossTimesDiscounts,
} from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order } from "../examples.ts";
import { ratio } from "../formulas/ratio.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsOrders, notMerchandise, uncounted } from "../words.ts";
import { counted } from "./parts.ts";

export const discountRate = defineKpi({
  id: "discount-rate",
  version: 1,
  name: "Discount rate",
  perspective: "financial",
  objective: "Sell at full price",
  unit: "ratio",
  direction: "down",
  counts: "orders",
  formula: ratio({
    top: sum(discounts),
    bottom: sum(gross),
    n: counted,
    spread: {
      units: counted,
      xx: sum(grossSquared),
      yy: sum(discountsSquared),
      xy: sum(grossTimesDiscounts),
    },
  }),
  words: "discounts ÷ merchandise before discounts",
  excludes: [...uncounted, ...notMerchandise, "shipping discounts"],
  source: "LineItem.discountAllocations, LineItem.originalUnitPriceSet",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  worth: "base",
  target: { rule: "level", at: 0.1 },
  missing: { "no-data": needsOrders },
  examples: [
    {
      // (5.00 + 1.00) ÷ (30.00 + 30.00)
      given: [
        order("A", { gross: 3000, discounts: 500 }),
        order("B", { gross: 3000, discounts: 100 }),
      ],
      expect: value(0.1, { n: 2 }),
    },
    { given: [], expect: no("no-data") },
  ],
});
