import { delivered, deliveredOnTime, deliveredPromised, sent } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order, parcel } from "../examples.ts";
import { share } from "../formulas/share.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { uncounted } from "../words.ts";

export const onTimeDelivery = defineKpi({
  id: "on-time-delivery",
  version: 1,
  name: "Delivered on time",
  perspective: "process",
  objective: "Keep delivery promises",
  unit: "ratio",
  direction: "up",
  counts: "orders",
  formula: share({
    hits: sum(deliveredOnTime),
    n: sum(deliveredPromised),
    exists: sum(delivered),
    connected: sum(deliveredPromised),
    coverage: { part: sum(deliveredPromised), whole: sum(sent) },
  }),
  words: "delivered orders that came by the promised time ÷ delivered orders with a promise",
  excludes: [...uncounted, "orders of which no delivery is known: unknown is not late"],
  source:
    "DeliveryMethod.maxDeliveryDateTime, else the shop's delivery promise; FulfillmentEvent delivered",
  causes: ["channel", "region", "customer-kind", "location", "carrier", "weekday"],
  target: { rule: "level", at: 0.95 },
  missing: {
    "no-data": "Needs one delivered order: carriers tell it, or a file of kind fulfillments",
    "not-connected": "Needs a promise: set one with --promise deliver=120h",
  },
  examples: [
    {
      // Promised for noon of 10 March: A on the minute, B a minute late, C unknown.
      given: [
        order("A"),
        parcel("A", { sent: "2026-03-06", delivered: "2026-03-10", promised: "2026-03-10" }),
        order("B"),
        parcel("B", { sent: "2026-03-06", delivered: "2026-03-10T12:01", promised: "2026-03-10" }),
        order("C"),
        parcel("C", { sent: "2026-03-06", promised: "2026-03-10" }),
      ],
      expect: value(0.5, { n: 2, coverage: 0.666666666667 }),
    },
    {
      // 120 hours after noon of 5 March are noon of the 10th.
      given: [order("A"), parcel("A", { sent: "2026-03-06", delivered: "2026-03-10" })],
      shop: { deliverPromiseHours: 120 },
      expect: value(1, { n: 1 }),
    },
    {
      given: [order("A"), parcel("A", { sent: "2026-03-06", delivered: "2026-03-10" })],
      expect: no("not-connected"),
    },
    { given: [], expect: no("no-data") },
  ],
});
