import { cost as soldCost } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { cost, order, stock } from "../examples.ts";
import { perYearOfStock } from "../formulas/stock.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsStock, needsStockDays, notStocked } from "../words.ts";

export const stockTurnover = defineKpi({
  id: "stock-turnover",
  version: 1,
  name: "Stock turnover",
  perspective: "process",
  objective: "Bind no more money in stock than sales need",
  unit: "per",
  direction: "up",
  counts: "orders",
  formula: perYearOfStock(sum(soldCost)),
  words:
    "known cost of units sold × 365 ÷ days of the period ÷ average daily stock at cost over the days with a snapshot",
  excludes: [...notStocked, "units whose cost is unknown"],
  source: "InventoryLevel.quantities, InventoryItem.unitCost; files of kind inventory and costs",
  causes: [],
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsStockDays, "not-connected": needsStock },
  examples: [
    {
      // 4 units sold at 6.00; 10 units for 21 days, then 6 for 10: (210 + 60) × 6.00 over 31 days.
      given: [
        cost("SOCKS", "600"),
        stock("SOCKS", "2026-03-01", 10),
        order("A", { on: "2026-03-22", units: 4, gross: 4000 }),
        stock("SOCKS", "2026-03-22", 6),
      ],
      expect: value((24 * 365 * 31) / (31 * 1620), { n: 1, coverage: 1 }),
    },
    {
      // Told from the 22nd on: 10 of 31 days; 6 of 8 units have a known cost.
      given: [
        cost("SOCKS", "600"),
        order("A", { on: "2026-03-23", units: 4, gross: 4000 }),
        stock("SOCKS", "2026-03-22", 6),
        stock("HATS", "2026-03-22", 2),
      ],
      expect: value((24 * 365 * 10) / (31 * 360), { coverage: (10 / 31) * (6 / 8) }),
    },
    { given: [cost("SOCKS", "600"), order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
