import {
  knownNet,
  knownNetSquared,
  marginSquared,
  marginTimesKnownNet,
  marginUnits,
  orders,
} from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { cost, order, refund } from "../examples.ts";
import { ratio } from "../formulas/ratio.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsOrders, notMerchandise, uncounted } from "../words.ts";
import { costCoverage, margin } from "./parts.ts";

export const grossMargin = defineKpi({
  id: "gross-margin",
  version: 1,
  name: "Gross margin",
  perspective: "financial",
  objective: "Keep more of each sale",
  unit: "ratio",
  direction: "up",
  counts: "sales-and-returns",
  formula: ratio({
    top: margin,
    bottom: sum(knownNet),
    // An order's sale and its refunds are units of their days.
    n: sum(marginUnits),
    spread: {
      units: sum(marginUnits),
      xx: sum(knownNetSquared),
      yy: sum(marginSquared),
      xy: sum(marginTimesKnownNet),
    },
    exists: sum(orders, marginUnits),
    connected: sum(marginUnits),
    coverage: costCoverage,
  }),
  words: "over lines with known cost: (net sales − cost + cost of units back in stock) ÷ net sales",
  excludes: [...uncounted, ...notMerchandise, "lines without a known cost"],
  source: "InventoryItem.unitCost, dated; files of kind costs",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  worth: "base",
  target: { rule: "level", at: 0.5 },
  missing: {
    "no-data": needsOrders,
    "not-connected": "Needs unit costs: enter them on the variants or import a file of kind costs",
  },
  examples: [
    {
      // Sold 60.00 at a cost of 18.00; 20.00 went back and a unit of 6.00 into stock: (40 − 18 + 6) ÷ 40.
      // The hat has no cost: 40.00 of 50.00 net is covered.
      given: [
        cost("SOCKS", "600"),
        order("A", { gross: 6000, units: 3 }),
        order("B", { gross: 1000, sku: "HAT" }),
        refund("A", "2026-03-20", { amount: 2000 }),
      ],
      expect: value(0.7, { n: 2, coverage: 0.8 }),
    },
    {
      // The earliest known cost serves, at no coverage.
      given: [cost("SOCKS", "600", "2026-05-01"), order("A", { gross: 1000 })],
      expect: value(0.4, { n: 1, coverage: 0 }),
    },
    { given: [order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
