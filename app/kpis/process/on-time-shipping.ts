import { shipDue, shipEligible, shippedOnTime, shipPromised } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order, parcel } from "../examples.ts";
import { share } from "../formulas/share.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsShipPromise, notShipped, uncounted } from "../words.ts";

export const onTimeShipping = defineKpi({
  id: "on-time-shipping",
  version: 1,
  name: "Shipped on time",
  perspective: "process",
  objective: "Keep shipping promises",
  unit: "ratio",
  direction: "up",
  counts: "orders",
  formula: share({
    hits: sum(shippedOnTime),
    n: sum(shipDue),
    exists: sum(shipEligible),
    connected: sum(shipPromised),
    coverage: { part: sum(shipPromised), whole: sum(shipEligible) },
  }),
  words: "orders shipped by their due time ÷ orders whose due time is over, shipped or not",
  excludes: [...uncounted, ...notShipped, "orders whose due time is not over"],
  source: "FulfillmentOrder.fulfillBy, else the shop's ship promise; Fulfillment.createdAt",
  causes: ["channel", "region", "customer-kind", "location", "weekday"],
  target: { rule: "level", at: 0.95 },
  missing: {
    "no-data": "Needs one order to ship in the period",
    "too-few": "No due time of these orders is over yet: ask again later",
    "not-connected": needsShipPromise,
  },
  examples: [
    {
      // Due 48 hours after noon of 5 March: A to the minute, B a minute late, C not at all.
      given: [
        order("A"),
        parcel("A", { sent: "2026-03-07T12:00" }),
        order("B"),
        parcel("B", { sent: "2026-03-07T12:01" }),
        order("C"),
      ],
      shop: { shipPromiseHours: 48 },
      expect: value(0.333333333333, { n: 3, coverage: 1 }),
    },
    {
      // An hour before B falls due only A counts.
      given: [
        order("A", { on: "2026-03-05T11:00" }),
        order("B", { on: "2026-03-05T13:00" }),
        parcel("B", { sent: "2026-03-05T14:00" }),
      ],
      shop: { shipPromiseHours: 48 },
      asOf: "2026-03-07T12:00:00Z",
      expect: value(0, { n: 1 }),
    },
    {
      given: [order("A")],
      shop: { shipPromiseHours: 48 },
      asOf: "2026-03-06T12:00:00Z",
      expect: no("too-few"),
    },
    { given: [order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
