import { order, orders } from "../examples.ts";
import { ordersPerCustomer } from "../formulas/mean-per-customer.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsCustomers, uncounted } from "../words.ts";

export const purchaseFrequency = defineKpi({
  id: "purchase-frequency",
  version: 1,
  name: "Orders per customer",
  perspective: "customer",
  objective: "Be bought from more often",
  unit: "per",
  direction: "up",
  counts: "customers",
  formula: ordersPerCustomer(),
  words: "orders of identified customers ÷ those customers, in the period",
  excludes: [...uncounted, "guests"],
  source: "Order.customer",
  causes: ["channel", "region", "customer-kind"],
  target: { rule: "growth", by: 0.05 },
  missing: { "no-data": needsCustomers },
  examples: [
    {
      // Ann three times, Bob twice: 5 ÷ 2. The guest does not count.
      given: [
        ...orders(3, "A", { customer: "ann" }),
        ...orders(2, "B", { customer: "bob" }),
        order("G"),
      ],
      expect: value(2.5, { n: 2 }),
    },
    { given: [order("G")], expect: no("no-data") },
    { given: [], expect: no("no-data") },
  ],
});
