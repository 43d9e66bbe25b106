import { order, refund, spend } from "../examples.ts";
import { perSpend } from "../formulas/spend.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsOrders, needsSpend, notMerchandise, uncounted } from "../words.ts";
import { counted, netSales } from "./parts.ts";

export const marketingEfficiencyRatio = defineKpi({
  id: "marketing-efficiency-ratio",
  version: 1,
  name: "Sales per spend",
  perspective: "financial",
  objective: "Sell more for what advertising costs",
  unit: "per",
  direction: "up",
  counts: "orders",
  formula: perSpend(netSales, counted),
  words: "net sales ÷ all spend, whatever led to the orders; its inverse is the ACOS",
  excludes: [...uncounted, ...notMerchandise, "spend that waits for a currency rate"],
  source: "as net-sales; files of kind spend",
  causes: [],
  byMarketing: true,
  worth: "base",
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsOrders, "not-connected": needsSpend },
  examples: [
    {
      // (60.00 + 40.00 − 10.00 back) ÷ (25.00 − 5.00 of credit); spend told on 2 of 31 days
      given: [
        order("A", { gross: 6000 }),
        order("B", { gross: 4000 }),
        refund("B", "2026-03-20", { amount: 1000 }),
        spend("2026-03-02", "email", 2500),
        spend("2026-03-09", "display", -500),
      ],
      expect: value(4.5, { n: 2, coverage: 2 / 31, beside: { acos: 20 / 90 } }),
    },
    { given: [order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
