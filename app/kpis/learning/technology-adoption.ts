import { cost, event, order, spend, visit } from "../examples.ts";
import { exact, missing, type Formula } from "../formula.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsOrders } from "../words.ts";
import { lastDays, possibilities } from "./possibilities.ts";

const listed = BigInt(possibilities.length);
const names = (some: typeof possibilities) => some.map(({ name }) => name).join(", ");

/** Possibilities in use ÷ those listed; both lists beside. A shop without orders can use none. */
const inUse: Formula = {
  kind: "quotient",
  wishes(when) {
    const days = lastDays(when);
    return possibilities.flatMap((possibility) => possibility.wishes(days));
  },
  evaluate(reading, when) {
    const days = lastDays(when);
    if (when.historyFrom === null || when.historyFrom >= days.to) return missing("no-data");
    const used = possibilities.filter((each) => each.use(reading, days).isInUse);
    const unused = possibilities.filter((each) => !used.includes(each));
    return {
      value: exact(BigInt(used.length), listed),
      n: listed,
      interval: null,
      coverage: null,
      beside: {
        ...(used.length > 0 ? { inUse: names(used) } : {}),
        ...(unused.length > 0 ? { notInUse: names(unused) } : {}),
      },
      weight: listed,
    };
  },
};

export const technologyAdoption = defineKpi({
  id: "technology-adoption",
  version: 1,
  name: "Technology in use",
  perspective: "learning",
  objective: "Use what the shop already has",
  unit: "ratio",
  direction: "up",
  counts: "possibilities",
  formula: inUse,
  words: `possibilities in use during the last 28 days ÷ the ${listed} listed: ${names(possibilities)}. Unit costs, promise, delivery times and order steps count where they reach half, the scorecard where it was opened in each of the four weeks`,
  excludes: ["what was set up but not used in the last 28 days of the period"],
  source: "survey answers, orders, parcels, spend, access keys, visits and assignments",
  causes: [],
  target: { rule: "level", at: 0.8 },
  missing: { "no-data": needsOrders },
  examples: [
    {
      // Costs of 60.00 of 100.00 are known, two of three steps were an app's, spend is there; the
      // scorecard was opened in three of four weeks only, the ship promise and the rest are not there.
      given: [
        cost("SOCKS", "600"),
        order("A", { gross: 6000, on: "2026-03-20" }),
        order("B", { gross: 4000, on: "2026-03-20", sku: "HAT" }),
        event("1", "A", "app", "fulfillment_success", "2026-03-20"),
        event("2", "B", "app", "fulfillment_success", "2026-03-21"),
        event("3", "B", "user", "edited", "2026-03-21"),
        spend("2026-03-05", "email", 100),
        visit("2026-03-05"),
        visit("2026-03-12"),
        visit("2026-03-12", "2"),
        visit("2026-03-27"),
      ],
      expect: value(3 / 9, {
        n: 9,
        beside: {
          inUse:
            "unit costs of what is sold, advertising spend kept current, order steps done by apps",
        },
      }),
    },
    {
      // 4 March is the first of the 28 days before 1 April: one visit in each week is enough.
      given: [
        order("A", { on: "2026-03-20" }),
        ...["2026-03-04", "2026-03-11", "2026-03-18", "2026-03-25"].map((day) => visit(day)),
      ],
      expect: value(1 / 9, { n: 9, beside: { inUse: "scorecard opened every week" } }),
    },
    { given: [order("A")], expect: value(0, { n: 9 }) },
    { given: [], expect: no("no-data") },
  ],
});
