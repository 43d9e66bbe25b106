import { order, refund } from "../examples.ts";
import { total } from "../formulas/total.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { undatedReturns } from "../queries/undated-returns.ts";
import { leftOutBeside } from "../second-line.ts";
import { needsOrders, notMerchandise, uncounted } from "../words.ts";
import { counted, moved, netSales as amount, netSalesOrigin } from "./parts.ts";

export const netSales = defineKpi({
  id: "net-sales",
  version: 1,
  name: "Net sales",
  perspective: "financial",
  objective: "Grow what customers keep",
  unit: "money",
  direction: "up",
  counts: "orders",
  formula: total({
    amount,
    n: counted,
    origin: netSalesOrigin,
    undated: { query: undatedReturns, moved },
    beside: leftOutBeside,
  }),
  words: "merchandise − discounts, by sale day, − returns, by refund day",
  excludes: [...uncounted, ...notMerchandise],
  source: "LineItem.originalUnitPriceSet, LineItem.discountAllocations, Refund.refundLineItems",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  needsStock: true,
  worth: "itself",
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsOrders },
  examples: [
    {
      // 30.00 − 5.00 + 50.00 − 20.00 back
      given: [
        order("A", { gross: 3000, discounts: 500 }),
        order("B", { gross: 5000 }),
        order("T", { gross: 9900, test: true }),
        refund("B", "2026-03-20", { amount: 2000 }),
      ],
      expect: value("55.00", { n: 2, coverage: 1, beside: { leftOutTest: 1 } }),
    },
    {
      // Money that goes back in March for an order of February is taken off March.
      given: [
        order("A", { on: "2026-02-27", gross: 3000 }),
        refund("A", "2026-03-02", { amount: 3000 }),
      ],
      expect: value("-30.00", { n: 0 }),
    },
    {
      given: [order("A", { gross: 3000, currency: "JPY" })],
      shop: { currency: "JPY" },
      expect: value("3000"),
    },
    {
      given: [order("A", { gross: 3005, currency: "KWD" })],
      shop: { currency: "KWD" },
      expect: value("3.005"),
    },
    { given: [], expect: no("no-data") },
  ],
});
