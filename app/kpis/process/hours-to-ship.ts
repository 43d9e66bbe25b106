import {
  hoursToShip as hours,
  shipEligible,
  shipped,
  shippedBeforeSale,
} from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order, parcel } from "../examples.ts";
import { median } from "../formulas/median.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { countBeside, quantileBeside } from "../second-line.ts";
import { notShipped, uncounted } from "../words.ts";

export const hoursToShip = defineKpi({
  id: "hours-to-ship",
  version: 1,
  name: "Hours to ship",
  perspective: "process",
  objective: "Ship fast",
  unit: "hours",
  direction: "down",
  counts: "orders",
  formula: median(hours, {
    coverage: { part: sum(shipped), whole: sum(shipEligible) },
    beside: [
      quantileBeside("p90", hours, 0.9, "hours"),
      countBeside("shippedBeforeSale", shippedBeforeSale),
    ],
  }),
  words: "median hours from the sale to the first successful fulfillment, by sale day",
  excludes: [...uncounted, ...notShipped, "orders not shipped yet: coverage says how many are"],
  source: "Fulfillment.createdAt, Fulfillment.status, Order.processedAt",
  causes: ["channel", "region", "customer-kind", "location", "weekday"],
  target: { rule: "level", at: 24 },
  missing: { "no-data": "Needs one shipped order in the period" },
  examples: [
    {
      // 0 (sent before it was sold), 24 and 48 hours; one not sent; one needs no shipping.
      given: [
        order("A", { on: "2026-03-05T12:00" }),
        parcel("A", { sent: "2026-03-05T11:00" }),
        order("B", { on: "2026-03-05T12:00" }),
        parcel("B", { sent: "2026-03-06T12:00" }),
        parcel("B", { sent: "2026-03-09T12:00" }),
        order("C", { on: "2026-03-05T12:00" }),
        parcel("C", { sent: "2026-03-07T12:00" }),
        order("D"),
        order("E", { needsShipping: false }),
      ],
      // p90 of three lies at rank 2.8: 24 + 0.8 × 24
      expect: value(24, { n: 3, coverage: 0.75, beside: { p90: 43.2, shippedBeforeSale: 1 } }),
    },
    { given: [order("D")], expect: no("no-data") },
    { given: [], expect: no("no-data") },
  ],
});
