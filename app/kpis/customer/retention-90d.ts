import { order } from "../examples.ts";
import { shareOfQuery } from "../formulas/share.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { retention90 } from "../queries/retention.ts";
import { uncounted } from "../words.ts";

export const retention90d = defineKpi({
  id: "retention-90d",
  version: 1,
  name: "Back within 90 days",
  perspective: "customer",
  objective: "Keep new customers",
  unit: "ratio",
  direction: "up",
  counts: "customers",
  formula: shareOfQuery(retention90, { hits: "retained", n: "customers", pending: "pending" }),
  words:
    "of customers whose 90th day after their first order falls in the period, the share with a second order by then",
  excludes: [
    ...uncounted,
    "guests",
    "customers with earlier orders that were not read",
    "customers whose 90th day is not over",
  ],
  source: "Order.customer, CustomerJourneySummary.customerOrderIndex",
  causes: ["channel", "region"],
  target: { rule: "level", at: 0.25 },
  missing: {
    "no-data": "Needs first orders 90 days before the period: read more history",
    "too-few": "The 90 days of these customers are not over yet: ask again later",
  },
  examples: [
    {
      // First orders of 5 December have their 90th day on 5 March. Ann is back on that very day, Bob on
      // the day after; Cem never; Dee had earlier orders; Eve's 90th day is 1 April.
      given: [
        order("A1", { customer: "ann", on: "2025-12-05" }),
        order("A2", { customer: "ann", on: "2026-03-05T23:59" }),
        order("B1", { customer: "bob", on: "2025-12-05" }),
        order("B2", { customer: "bob", on: "2026-03-06T00:00" }),
        order("C1", { customer: "cem", on: "2025-12-05" }),
        order("D1", { customer: "dee", on: "2025-12-05", index: 2 }),
        order("D2", { customer: "dee", on: "2025-12-06", index: 3 }),
        order("E1", { customer: "eve", on: "2026-01-01" }),
        order("E2", { customer: "eve", on: "2026-01-02" }),
      ],
      expect: value(0.333333333333, { n: 3 }),
    },
    {
      // On 5 March the 90th day is not over.
      given: [order("A1", { customer: "ann", on: "2025-12-05" })],
      asOf: "2026-03-05T23:59:00Z",
      expect: no("too-few"),
    },
    {
      given: [order("A1", { customer: "ann", on: "2025-12-05" })],
      asOf: "2026-03-06T00:00:00Z",
      expect: value(0, { n: 1 }),
    },
    { given: [], expect: no("no-data") },
  ],
});
