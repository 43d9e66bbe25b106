import { order } from "../examples.ts";
import { total } from "../formulas/total.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { leftOutBeside } from "../second-line.ts";
import { needsOrders, uncounted } from "../words.ts";
import { counted } from "./parts.ts";

export const orders = defineKpi({
  id: "orders",
  version: 1,
  name: "Orders",
  perspective: "financial",
  objective: "Win more orders",
  unit: "count",
  direction: "up",
  counts: "orders",
  formula: total({ amount: counted, n: counted, beside: leftOutBeside }),
  words: "counted orders, by sale day",
  excludes: uncounted,
  source: "Order.processedAt, Order.test, Order.displayFinancialStatus",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  worth: "orders",
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsOrders },
  examples: [
    {
      // A cancelled and an unpaid order count; test, voided and zero ones do not.
      given: [
        order("A"),
        order("B", { status: "pending" }),
        order("C", { cancelled: "2026-03-06" }),
        order("D", { test: true }),
        order("E", { status: "voided" }),
        order("F", { gross: 700, discounts: 700 }),
      ],
      expect: value(3, {
        n: 3,
        beside: { leftOutTest: 1, leftOutVoided: 1, leftOutZero: 1 },
      }),
    },
    { given: [order("A", { on: "2026-04-01T00:00" })], expect: no("no-data") },
    { given: [], expect: no("no-data") },
  ],
});
