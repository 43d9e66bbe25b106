import { order } from "../examples.ts";
import { monthGrowth as growth } from "../formulas/month-growth.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { notMerchandise, uncounted } from "../words.ts";
import { counted, netSales } from "./parts.ts";

export const monthGrowth = defineKpi({
  id: "month-growth",
  version: 1,
  name: "Growth on the month before",
  perspective: "financial",
  objective: "Grow month by month",
  unit: "ratio",
  direction: "up",
  counts: "orders",
  formula: growth(netSales, counted),
  words: "net sales of the last whole month of the period ÷ those of the month before − 1",
  excludes: [...uncounted, ...notMerchandise, "months that are not over"],
  source: "as net-sales",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  target: { rule: "level", at: 0.02 },
  missing: { "no-data": "Needs two whole months of history with sales in the first of them" },
  examples: [
    {
      // 120.00 in March on 100.00 in February; the order of January shows that February is whole.
      given: [
        order("A", { on: "2026-01-20", gross: 900 }),
        order("B", { on: "2026-02-10", gross: 10000 }),
        order("C", { on: "2026-03-10", gross: 12000 }),
      ],
      expect: value(0.2, { n: 1, beside: { month: "2026-03", monthBefore: "2026-02" } }),
    },
    {
      // Asked in the middle of March, the last whole month is February.
      given: [
        order("A", { on: "2026-01-01", gross: 10000 }),
        order("B", { on: "2026-02-10", gross: 5000 }),
        order("C", { on: "2026-03-10", gross: 12000 }),
      ],
      asOf: "2026-03-15T12:00:00Z",
      expect: value(-0.5, { n: 1, beside: { month: "2026-02", monthBefore: "2026-01" } }),
    },
    {
      // February is not wholly in the history.
      given: [
        order("B", { on: "2026-02-02", gross: 10000 }),
        order("C", { on: "2026-03-10", gross: 12000 }),
      ],
      expect: no("no-data"),
    },
    { given: [], expect: no("no-data") },
  ],
});
