import { appEvents, orders, userEvents } from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { event, order } from "../examples.ts";
import { ratio } from "../formulas/ratio.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsEvents, uncounted } from "../words.ts";
import { lastYear } from "./last-year.ts";

export const touchesPerOrder = defineKpi({
  id: "touches-per-order",
  version: 1,
  name: "Touches per order",
  perspective: "learning",
  objective: "Spend people's time where it matters",
  unit: "per",
  direction: "down",
  counts: "orders",
  formula: ratio({
    days: lastYear,
    top: sum(userEvents),
    bottom: sum(orders),
    n: sum(orders),
    // No step at all means that no timeline was read, not that nobody did anything.
    exists: sum(appEvents, userEvents),
  }),
  words: "order steps done by people (fulfil, cancel, refund, edit, tag) ÷ counted orders",
  excludes: [...uncounted, "steps more than a year old"],
  source: "Event.action, Event.attributeToUser",
  causes: ["channel", "region", "customer-kind"],
  target: { rule: "level", at: 1 },
  missing: { "no-data": needsEvents },
  examples: [
    {
      // Three steps by people on two orders.
      given: [
        order("A"),
        order("B"),
        event("1", "A", "user"),
        event("2", "A", "user", "cancelled"),
        event("3", "B", "user"),
        event("4", "B", "app"),
      ],
      expect: value(1.5, { n: 2 }),
    },
    { given: [order("A")], expect: no("no-data") },
    { given: [], expect: no("no-data") },
  ],
});
