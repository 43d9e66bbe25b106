import { expect, test } from "vitest";
import { kpis } from "../../app/kpis/index.ts";
import { perspectives } from "../../app/kpis/kpi.ts";
import { splits } from "../../app/kpis/query.ts";
import { measures } from "../../app/measures/index.ts";
import type { When } from "../../app/kpis/formula.ts";

const when: When = {
  period: { from: "2026-03-01", to: "2026-04-01" },
  asOf: new Date("2026-07-01T00:00:00Z"),
  today: "2026-07-01",
  historyFrom: null,
  costRulesFrom: null,
};

/**
 * Spend, stock and what people learn are of no sales channel, region or product: they are split on their own
 * panels.
 */
const ofNoOrder = [
  "marketing-roi",
  "marketing-efficiency-ratio",
  "acquisition-cost",
  "training-completion",
  "time-to-competence",
  "technology-adoption",
  "stock-turnover",
  "sell-through",
  "stockout-rate",
  "overstock-value",
  "gmroi",
];

test("the KPIs are those that are due first, those of spend, stock and the team", () => {
  expect(kpis.map(({ id }) => id)).toEqual([
    "net-sales",
    "orders",
    "average-order-value",
    "month-growth",
    "discount-rate",
    "gross-margin",
    "contribution-margin",
    "marketing-roi",
    "marketing-efficiency-ratio",
    "acquisition-cost",
    "returning-share",
    "repeat-rate",
    "retention-90d",
    "purchase-frequency",
    "hours-to-ship",
    "on-time-shipping",
    "hours-to-deliver",
    "on-time-delivery",
    "return-rate",
    "cancel-rate",
    "stock-turnover",
    "sell-through",
    "stockout-rate",
    "overstock-value",
    "gmroi",
    "nps",
    "automation-coverage",
    "touches-per-order",
    "training-completion",
    "time-to-competence",
    "technology-adoption",
    "csat",
  ]);
});

test("every KPI says in words what it is, leaves out, comes from and aims at", () => {
  for (const kpi of kpis) {
    for (const words of [kpi.name, kpi.objective, kpi.words, kpi.source, kpi.missing["no-data"]]) {
      expect(words.trim(), kpi.id).not.toBe("");
    }
    expect(perspectives, kpi.id).toContain(kpi.perspective);
    expect(kpi.version, kpi.id).toBeGreaterThanOrEqual(1);
    expect(kpi.excludes.length, kpi.id).toBeGreaterThan(0);
  }
});

test("every KPI can be split to find out why it moved, each way once", () => {
  for (const { id, causes } of kpis) {
    expect(causes.length > 0, id).toBe(!ofNoOrder.includes(id));
    expect(new Set(causes).size, id).toBe(causes.length);
    for (const cause of causes) expect(splits, id).toContain(cause);
  }
});

test("every KPI has a worked example and one where nothing happened", () => {
  for (const { id, examples } of kpis) {
    expect(
      examples.some(({ expect }) => "value" in expect),
      id,
    ).toBe(true);
    const empty = examples.filter(({ given }) => given.length === 0);
    expect(
      empty.map((example) => example.expect),
      id,
    ).toEqual([{ reason: "no-data" }]);
  }
});

test("a reason that an example gives has words for what to do", () => {
  for (const { id, examples, missing } of kpis) {
    for (const { expect: expected } of examples) {
      if ("reason" in expected) expect(missing[expected.reason], id).toBeTruthy();
    }
  }
});

test("formulas read listed measures only, each over its own days", () => {
  for (const { id, formula } of kpis) {
    const wishes = formula.wishes(when);
    expect(wishes.length, id).toBeGreaterThan(0);
    for (const wish of wishes) {
      expect(wish.days.from < wish.days.to, id).toBe(true);
      for (const measure of "measures" in wish ? wish.measures : []) {
        expect(measures.get(measure.id), id).toBe(measure);
      }
    }
  }
});
