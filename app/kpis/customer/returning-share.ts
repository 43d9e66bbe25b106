import { order } from "../examples.ts";
import { shareOfQuery } from "../formulas/share.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { customersOfPeriod } from "../queries/customers.ts";
import { needsCustomers, uncounted } from "../words.ts";

export const returningShare = defineKpi({
  id: "returning-share",
  version: 1,
  name: "Returning customers",
  perspective: "customer",
  objective: "Keep customers coming back",
  unit: "ratio",
  direction: "up",
  counts: "customers",
  formula: shareOfQuery(customersOfPeriod, { hits: "returning", n: "customers" }),
  words:
    "identified customers of the period who had ordered before their first order in it ÷ identified customers of the period",
  excludes: [...uncounted, "guests"],
  source: "Order.customer, CustomerJourneySummary.customerOrderIndex",
  causes: ["channel", "region"],
  target: { rule: "level", at: 0.3 },
  missing: { "no-data": needsCustomers },
  examples: [
    {
      // Of Ann, Bob, Cem and Dee, Bob bought in February and Shopify says it was not Dee's first order.
      // Ann's second order of March does not make her returning; Eve is a guest.
      given: [
        order("A1", { customer: "ann", on: "2026-03-02" }),
        order("A2", { customer: "ann", on: "2026-03-20" }),
        order("B1", { customer: "bob", on: "2026-02-02" }),
        order("B2", { customer: "bob", on: "2026-03-02" }),
        order("C1", { customer: "cem" }),
        order("D1", { customer: "dee", index: 4 }),
        order("E1"),
      ],
      expect: value(0.5, { n: 4 }),
    },
    { given: [order("E1")], expect: no("no-data") },
    { given: [], expect: no("no-data") },
  ],
});
