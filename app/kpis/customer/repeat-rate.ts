import { order } from "../examples.ts";
import { shareOfQuery } from "../formulas/share.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { customersOfPeriod } from "../queries/customers.ts";
import { needsCustomers, uncounted } from "../words.ts";

export const repeatRate = defineKpi({
  id: "repeat-rate",
  version: 1,
  name: "Repeat rate",
  perspective: "customer",
  objective: "Turn buyers into regulars",
  unit: "ratio",
  direction: "up",
  counts: "customers",
  formula: shareOfQuery(customersOfPeriod, { hits: "repeating", n: "customers" }),
  words:
    "identified customers with two or more orders inside the period ÷ identified customers of the period",
  excludes: [...uncounted, "guests", "orders outside the period"],
  source: "Order.customer",
  causes: ["channel", "region", "customer-kind"],
  target: { rule: "level", at: 0.2 },
  missing: { "no-data": needsCustomers },
  examples: [
    {
      // Ann orders three times in March; Bob's other order is of February.
      given: [
        order("A1", { customer: "ann", on: "2026-03-02" }),
        order("A2", { customer: "ann", on: "2026-03-02" }),
        order("A3", { customer: "ann", on: "2026-03-20" }),
        order("B1", { customer: "bob", on: "2026-02-02" }),
        order("B2", { customer: "bob", on: "2026-03-02" }),
        order("C1", { customer: "cem" }),
        order("D1", { customer: "dee" }),
      ],
      expect: value(0.25, { n: 4 }),
    },
    { given: [], expect: no("no-data") },
  ],
});
