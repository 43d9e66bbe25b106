import { wilson } from "../../analysis/stats/wilson.ts";
import { addDays } from "../../ledger/day.ts";
import type { Period } from "../../ledger/period.ts";
import type { Reason } from "../../ledger/result.ts";
import {
  orders as countedOrders,
  returnedUnits,
  returnedUnits60,
  returnedUnits60Squared,
  returnedUnits60TimesUnits,
  units,
  unitsSquared,
} from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { order, refund } from "../examples.ts";
import type { When } from "../formula.ts";
import { ratio } from "../formulas/ratio.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { ratioBeside } from "../second-line.ts";
import { needsOrders, uncounted } from "../words.ts";

/** A unit may come back this many days after its sale day; younger days would look better. */
const windowDays = 60;

/** The days of the period that are at least 60 days old. */
function oldDays({ period, today }: When): Period | Reason {
  const youngest = addDays(today, 1 - windowDays);
  const to = youngest < period.to ? youngest : period.to;
  return to > period.from ? { from: period.from, to } : "too-few";
}

export const returnRate = defineKpi({
  id: "return-rate",
  version: 1,
  name: "Return rate",
  perspective: "process",
  objective: "Send what people keep",
  unit: "ratio",
  direction: "down",
  counts: "orders",
  formula: ratio({
    days: oldDays,
    top: sum(returnedUnits60),
    bottom: sum(units),
    n: sum(countedOrders),
    spread: {
      units: sum(countedOrders),
      xx: sum(unitsSquared),
      yy: sum(returnedUnits60Squared),
      xy: sum(returnedUnits60TimesUnits),
    },
    // Without a single return there is no spread to take; the order is the yes/no unit then.
    interval: ({ n, y }) => (y === 0n ? wilson(0, Number(n)) : undefined),
    beside: [ratioBeside("byRefundDay", sum(returnedUnits), sum(units))],
  }),
  words: "units returned within 60 days of their sale ÷ units sold, by sale day",
  excludes: [...uncounted, "days less than 60 days old", "units cancelled before they were sent"],
  source: "Refund.refundLineItems.quantity, RefundLineItem.restockType",
  causes: ["channel", "region", "customer-kind", "product", "lateness"],
  target: { rule: "level", at: 0.08 },
  missing: {
    "no-data": needsOrders,
    "too-few": "Needs days at least 60 days old: until then see the rate by refund day",
  },
  examples: [
    {
      // 60 days after 5 March is 4 May: A's two units are in, B's a day later is not, C's was cancelled.
      // By refund day nothing came back in March but the unit of a February order: 1 ÷ 10.
      given: [
        order("A", { units: 4, gross: 4000 }),
        refund("A", "2026-05-04T23:00", { amount: 2000, units: 2 }),
        order("B", { units: 5, gross: 5000 }),
        refund("B", "2026-05-05T00:00", { amount: 1000 }),
        order("C", { units: 1 }),
        refund("C", "2026-03-06", { amount: 1000, restock: "cancel" }),
        order("F", { on: "2026-02-01" }),
        refund("F", "2026-03-01", { amount: 1000 }),
      ],
      expect: value(0.2, { n: 3, beside: { byRefundDay: 0.1 } }),
    },
    {
      // On 4 May the 5th of March is 60 days old and the 6th is not.
      given: [
        order("A", { on: "2026-03-05", units: 2 }),
        refund("A", "2026-03-09", { amount: 500 }),
        order("B", { on: "2026-03-06", units: 2 }),
      ],
      asOf: "2026-05-04T12:00:00Z",
      expect: value(0.5, { n: 1, beside: { byRefundDay: 0.25 } }),
    },
    {
      given: [order("A", { units: 2 }), refund("A", "2026-03-09", { amount: 500 })],
      asOf: "2026-04-02T12:00:00Z",
      expect: no("too-few"),
    },
    { given: [], expect: no("no-data") },
  ],
});
