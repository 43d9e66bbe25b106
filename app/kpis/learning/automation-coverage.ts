import {
  appEvents,
  appEventsSquared,
  appEventsTimesEvents,
  eventOrders,
  eventsSquared,
  userEvents,
} from "../../measures/index.ts";
import { sum } from "../combination.ts";
import { event, order } from "../examples.ts";
import { ratio } from "../formulas/ratio.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsEvents } from "../words.ts";
import { lastYear } from "./last-year.ts";

export const automationCoverage = defineKpi({
  id: "automation-coverage",
  version: 1,
  name: "Automated order steps",
  perspective: "learning",
  objective: "Let the shop run itself",
  unit: "ratio",
  direction: "up",
  counts: "steps",
  formula: ratio({
    days: lastYear,
    top: sum(appEvents),
    bottom: sum(appEvents, userEvents),
    n: sum(appEvents, userEvents),
    spread: {
      units: sum(eventOrders),
      xx: sum(eventsSquared),
      yy: sum(appEventsSquared),
      xy: sum(appEventsTimesEvents),
    },
  }),
  words:
    "order steps done by apps ÷ those done by apps or people: fulfil, cancel, refund, edit, tag, by event day",
  excludes: ["steps that name neither or both", "steps more than a year old"],
  source: "Event.action, Event.attributeToApp, Event.attributeToUser",
  causes: ["channel", "region", "customer-kind"],
  target: { rule: "level", at: 0.8 },
  missing: { "no-data": needsEvents },
  examples: [
    {
      // Three of four steps on two orders; writing a comment is no step.
      given: [
        order("A"),
        order("B"),
        event("1", "A", "app"),
        event("2", "A", "user", "cancelled"),
        event("3", "B", "app"),
        event("4", "B", "app", "fulfillment_success", "2026-03-09"),
        event("5", "B", "user", "comment"),
      ],
      expect: value(0.75, { n: 4 }),
    },
    {
      // More than a year before the day it is asked.
      given: [order("A"), event("1", "A", "app")],
      asOf: "2027-04-02T12:00:00Z",
      expect: no("no-data"),
    },
    { given: [], expect: no("no-data") },
  ],
});
