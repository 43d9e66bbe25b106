import { cancelledOrders, handledOrders } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order } from "../examples.ts";
import { share } from "../formulas/share.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsOrders } from "../words.ts";

export const cancelRate = defineKpi({
  id: "cancel-rate",
  version: 1,
  name: "Cancelled orders",
  perspective: "process",
  objective: "Deliver what was sold",
  unit: "ratio",
  direction: "down",
  counts: "orders",
  formula: share({ hits: sum(cancelledOrders), n: sum(handledOrders) }),
  words: "cancelled orders ÷ counted and voided orders, by sale day",
  excludes: ["test orders", "orders worth zero after discounts"],
  source: "Order.cancelledAt, Order.displayFinancialStatus",
  causes: ["channel", "region", "customer-kind"],
  worth: "orders",
  target: { rule: "level", at: 0.02 },
  missing: { "no-data": needsOrders },
  examples: [
    {
      // A and the voided B were cancelled; C was voided, D was not; the test order is out.
      given: [
        order("A", { cancelled: "2026-03-06" }),
        order("B", { cancelled: "2026-03-06", status: "voided" }),
        order("C", { status: "voided" }),
        order("D"),
        order("T", { cancelled: "2026-03-06", test: true }),
      ],
      expect: value(0.5, { n: 4 }),
    },
    { given: [], expect: no("no-data") },
  ],
});
