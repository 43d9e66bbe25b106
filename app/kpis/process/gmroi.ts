import { cost, order, refund, stock } from "../examples.ts";
import { margin } from "../financial/parts.ts";
import { perYearOfStock } from "../formulas/stock.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsStock, needsStockDays, notMerchandise, notStocked, uncounted } from "../words.ts";

export const gmroi = defineKpi({
  id: "gmroi",
  version: 1,
  name: "Margin per stock",
  perspective: "process",
  objective: "Stock what earns its place",
  unit: "per",
  direction: "up",
  counts: "orders",
  formula: perYearOfStock(margin),
  words:
    "gross margin × 365 ÷ days of the period ÷ average daily stock at cost (GMROI): what a year earns per unit of money in stock",
  excludes: [...uncounted, ...notMerchandise, ...notStocked, "lines whose cost is unknown"],
  source: "as gross-margin and stock-turnover",
  causes: [],
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsStockDays, "not-connected": needsStock },
  examples: [
    {
      // Net 40.00 − 10.00 back, cost 24.00 − 6.00 restocked: 12.00 on 10 units at 6.00 all month.
      given: [
        cost("SOCKS", "600"),
        stock("SOCKS", "2026-03-01", 10),
        order("A", { units: 4, gross: 4000 }),
        refund("A", "2026-03-20", { amount: 1000 }),
      ],
      expect: value((12 * 365) / (31 * 60), { n: 1, coverage: 1 }),
    },
    { given: [cost("SOCKS", "600"), order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
