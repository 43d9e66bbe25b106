import { delivered, hoursToDeliver as hours, sent } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order, parcel } from "../examples.ts";
import { median } from "../formulas/median.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { quantileBeside } from "../second-line.ts";
import { uncounted } from "../words.ts";

export const hoursToDeliver = defineKpi({
  id: "hours-to-deliver",
  version: 1,
  name: "Hours to deliver",
  perspective: "process",
  objective: "Deliver fast",
  unit: "hours",
  direction: "down",
  counts: "orders",
  formula: median(hours, {
    coverage: { part: sum(delivered), whole: sum(sent) },
    beside: [quantileBeside("p90", hours, 0.9, "hours")],
  }),
  words: "median hours from the sale to the last parcel's delivery, by sale day",
  excludes: [...uncounted, "orders with a parcel of which no delivery is known: coverage"],
  source: "Fulfillment.deliveredAt, FulfillmentEvent delivered, Order.processedAt",
  causes: ["channel", "region", "customer-kind", "location", "carrier", "weekday"],
  target: { rule: "level", at: 96 },
  missing: {
    "no-data": "Needs one delivered order: carriers tell it, or a file of kind fulfillments",
  },
  examples: [
    {
      // A 72 h, B 96 h by its later parcel; C's second parcel is not known to have arrived.
      given: [
        order("A"),
        parcel("A", { sent: "2026-03-06", delivered: "2026-03-08" }),
        order("B"),
        parcel("B", { sent: "2026-03-06", delivered: "2026-03-07" }),
        parcel("B", { sent: "2026-03-07", delivered: "2026-03-09" }),
        order("C"),
        parcel("C", { sent: "2026-03-06", delivered: "2026-03-07" }),
        parcel("C", { sent: "2026-03-07" }),
        order("D"),
      ],
      expect: value(84, { n: 2, coverage: 0.666666666667, beside: { p90: 93.6 } }),
    },
    {
      given: [order("A"), parcel("A", { sent: "2026-03-06" })],
      expect: no("no-data"),
    },
    { given: [], expect: no("no-data") },
  ],
});
