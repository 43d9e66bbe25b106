import { order, stock } from "../examples.ts";
import { daysOut } from "../formulas/stock.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsStock, needsStockDays, notStocked } from "../words.ts";

export const stockoutRate = defineKpi({
  id: "stockout-rate",
  version: 1,
  name: "Out of stock",
  perspective: "process",
  objective: "Have there what is wanted",
  unit: "ratio",
  direction: "down",
  counts: "variants",
  formula: daysOut,
  words:
    "over active, tracked variants: days out × daily demand ÷ days listed × daily demand, demand from days in stock; out is a day at whose end no location has any",
  excludes: [...notStocked, "variants that sold nothing while they were in stock", "today"],
  source: "InventoryLevel.quantities, LineItem.quantity; files of kind inventory",
  causes: [],
  target: { rule: "level", at: 0.02 },
  missing: {
    "no-data": needsStockDays,
    "not-connected": needsStock,
    "too-few": "Needs a sale of a tracked item on a day that ended with it in stock",
  },
  examples: [
    {
      // SOCKS: in stock for 21 days, 21 sold (1 a day), out for 10; the unit sold out on the 22nd is on a
      // day out. HATS: 31 days in stock, 62 sold (2 a day). (10 × 1) ÷ (31 × 1 + 31 × 2).
      given: [
        stock("SOCKS", "2026-03-01", 22),
        order("A", { on: "2026-03-10", units: 21 }),
        order("B", { on: "2026-03-22" }),
        stock("SOCKS", "2026-03-22", 0),
        stock("HATS", "2026-03-01", 99),
        order("C", { on: "2026-03-11", units: 62, sku: "HATS" }),
        stock("DUST", "2026-03-01", 0),
      ],
      expect: value(10 / 93, { n: 2, coverage: 2 / 3 }),
    },
    { given: [stock("SOCKS", "2026-03-01", 5)], expect: no("too-few") },
    { given: [order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
