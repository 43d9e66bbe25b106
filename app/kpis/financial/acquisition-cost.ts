import { order, spend } from "../examples.ts";
import { spendPerNewCustomer } from "../formulas/spend.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsCustomers, needsSpend, uncounted } from "../words.ts";

export const acquisitionCost = defineKpi({
  id: "acquisition-cost",
  version: 1,
  name: "Cost of a new customer",
  perspective: "financial",
  objective: "Win customers at a price that pays",
  unit: "money",
  direction: "down",
  counts: "new-customers",
  formula: spendPerNewCustomer(),
  words: "all spend ÷ customers whose first counted order falls in the period",
  excludes: [...uncounted, "guests", "spend that waits for a currency rate"],
  source: "files of kind spend; Order.customer, CustomerJourneySummary.customerOrderIndex",
  causes: [],
  byMarketing: true,
  worth: "base",
  target: { rule: "growth", by: -0.05 },
  missing: {
    "no-data": needsCustomers,
    "not-connected": needsSpend,
    "too-few": "Needs one customer whose first order falls in the period",
  },
  examples: [
    {
      // Ann and Bob are new, Cem bought in February, Dee is told to have bought before: 50.00 ÷ 2
      given: [
        order("A1", { customer: "ann" }),
        order("A2", { customer: "ann", on: "2026-03-20" }),
        order("B1", { customer: "bob" }),
        order("C0", { customer: "cem", on: "2026-02-02" }),
        order("C1", { customer: "cem" }),
        order("D1", { customer: "dee", index: 4 }),
        order("E1"),
        spend("2026-03-02", "email", 4000),
        spend("2026-03-03", "display", 1000),
      ],
      expect: value("25.000000", { n: 2, coverage: 2 / 31 }),
    },
    {
      given: [
        order("C0", { customer: "cem", on: "2026-02-02" }),
        order("C1", { customer: "cem" }),
        spend("2026-03-02", "email", 4000),
      ],
      expect: no("too-few"),
    },
    { given: [order("A", { customer: "ann" })], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
