import { marginUnits } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { cost, order, refund } from "../examples.ts";
import { total } from "../formulas/total.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { wordsBeside } from "../second-line.ts";
import { needsOrders, notMerchandise, uncounted } from "../words.ts";
import { contribution, contributionOrigin, costCoverage, counted } from "./parts.ts";

export const contributionMargin = defineKpi({
  id: "contribution-margin",
  version: 1,
  name: "Contribution margin",
  perspective: "financial",
  objective: "Earn what pays for the rest",
  unit: "money",
  direction: "up",
  formula: total({
    amount: contribution,
    n: counted,
    connected: sum(marginUnits),
    origin: contributionOrigin,
    coverage: costCoverage,
    beside: [wordsBeside("label", "CM1")],
  }),
  words:
    "CM1: net sales − known unit cost of the units sold; fees and shipping are not taken off yet",
  excludes: [...uncounted, ...notMerchandise],
  source: "as net-sales; InventoryItem.unitCost, dated; files of kind costs",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  target: { rule: "growth", by: 0.05 },
  missing: {
    "no-data": needsOrders,
    "not-connected": "Needs unit costs: enter them on the variants or import a file of kind costs",
  },
  examples: [
    {
      // 60.00 + 10.00 − 20.00 back − 3 × 6.00
      given: [
        cost("SOCKS", "600"),
        order("A", { gross: 6000, units: 3 }),
        order("B", { gross: 1000, sku: "HAT" }),
        refund("A", "2026-03-20", { amount: 2000 }),
      ],
      expect: value("32.00", { n: 2, coverage: 0.8, beside: { label: "CM1" } }),
    },
    { given: [order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
