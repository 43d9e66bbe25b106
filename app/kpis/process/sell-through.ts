import { units } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order, stock } from "../examples.ts";
import { sellThroughOf } from "../formulas/stock.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsStock, needsStockDays, notStocked, uncounted } from "../words.ts";

export const sellThrough = defineKpi({
  id: "sell-through",
  version: 1,
  name: "Sell-through",
  perspective: "process",
  objective: "Sell what was bought in",
  unit: "ratio",
  direction: "up",
  counts: "units-sold",
  formula: sellThroughOf(sum(units)),
  words: "units sold ÷ (units sold + units on hand at the end of the period)",
  excludes: [...uncounted, ...notStocked],
  source: "LineItem.quantity, InventoryLevel.quantities; files of kind inventory",
  causes: [],
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsStockDays, "not-connected": needsStock },
  examples: [
    {
      // 4 sold; at the end 5 and, with 1 that is sold and not yet sent, 3 on hand; −2 counts as none.
      given: [
        stock("SOCKS", "2026-03-01", 9),
        order("A", { units: 4, gross: 4000 }),
        stock("SOCKS", "2026-03-20", 5),
        stock("HATS", "2026-03-20", 2, { onHand: 3 }),
        stock("GLOVES", "2026-03-20", -2),
        stock("SOCKS", "2026-04-02", 90),
      ],
      expect: value(4 / 12, { n: 4 }),
    },
    { given: [order("A")], expect: no("not-connected") },
    { given: [order("A"), stock("SOCKS", "2026-04-02", 5)], expect: no("no-data") },
    { given: [], expect: no("no-data") },
  ],
});
