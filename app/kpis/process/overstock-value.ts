import { cost, order, orders, stock } from "../examples.ts";
import { overstock } from "../formulas/stock.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsStock, notStocked } from "../words.ts";

export const overstockValue = defineKpi({
  id: "overstock-value",
  version: 1,
  name: "Too much in stock",
  perspective: "process",
  objective: "Bind no more money in stock than sales need",
  unit: "money",
  direction: "down",
  counts: "units-in-stock",
  formula: overstock,
  words:
    "available units beyond the 95 % demand quantile over lead, review and cover days × unit cost, at the end of the last day with a forecast",
  excludes: [...notStocked, "units whose cost is unknown"],
  source: "the forecast on the Stock panel; InventoryLevel.quantities, InventoryItem.unitCost",
  causes: [],
  worth: "itself",
  target: { rule: "growth", by: -0.05 },
  missing: {
    "no-data":
      "Needs the cost of something in stock, and a forecast in the period: one is made each night from the first level on",
    "not-connected": needsStock,
  },
  examples: [
    {
      // Never sold in the eight weeks before: demand 0 with 95 %, so all 12 are too much, at 6.00.
      given: [
        order("A", { on: "2026-02-02", sku: "HATS" }),
        cost("DUST", "600"),
        stock("DUST", "2026-02-01", 12),
      ],
      asOf: "2026-03-31T12:00:00Z",
      expect: value("72.00", { n: 12, coverage: 1 }),
    },
    {
      // The same without a cost: what it binds is unknown, not 0.
      given: [order("A", { on: "2026-02-02", sku: "HATS" }), stock("DUST", "2026-02-01", 12)],
      asOf: "2026-03-31T12:00:00Z",
      expect: no("no-data"),
    },
    { given: orders(2, "A"), expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
