import { expect, test } from "vitest";
import { TrialCard } from "../../app/panels/trial-card.tsx";
import type { TrialPlan } from "../../app/scorecard/experiment-plan.server.ts";
import type { ShownExperiment } from "../../app/scorecard/experiment-results.server.ts";
import { shown } from "./shown.tsx";

const trial: ShownExperiment = {
  ...{ id: 1, of: "recommendations", name: "", startedOn: "2026-03-01", stoppedOn: null },
  ...{ countedAt: "2026-04-12T08:00:00.000Z", windowDays: 14, told: null, toldOn: null },
  arms: [
    { name: "held-out", share: 0.1, exposed: 210, counted: 200, ordered: 0.1, cm1: "4.00", returns: "0.20" },
    { name: "shown", share: 0.9, exposed: 1990, counted: 1800, ordered: 0.12, cm1: "5.00", returns: "0.20" },
  ], // prettier-ignore
  ratio: { p: 0.61, isMismatch: false },
  ...{ n: 2000, needed: 9000, leastEffect: "1.00", coverage: 0.8 },
  compared: [
    {
      ...{ arm: "shown", attributed: "9000.00", incremental: "1800.00", told: null },
      incrementalInterval: ["-900.00", "4500.00"],
      ...{ each: "1.00", eachInterval: ["-0.50", "2.50"] },
    },
  ],
  guardrails: [{ metric: "ordered", arm: "shown", isBroken: false, isKnown: true }],
};
const planned: TrialPlan = {
  plan: {
    ...{ n: 1200, days: 28, windowDays: 14, share: 0.1, mean: "2.50", deviation: "10.63" },
    rows: [
      { effect: "0.25", part: 0.1, people: 310000 },
      { effect: "0.01", part: 0.004, people: null },
    ],
  },
};
const card = (changes: Partial<ShownExperiment> | null, plan: TrialPlan = planned) =>
  shown(
    <TrialCard
      trials={{
        shown: changes === null ? [] : [{ ...trial, ...changes }],
        ranges: {
          share: { least: 1, most: 50, usual: 10 },
          windowDays: { least: 1, most: 60, usual: 14 },
        },
        fewestInArm: 100,
        plan,
      }}
      where={{ locale: "en", currency: "USD" }}
      today="2026-04-12"
    />,
    "/app/products",
  );

test("attributed and incremental stand apart, with range, people, split and coverage", async () => {
  const { text } = await card({});
  expect(text).toContain("Attributed CM1 $9,000.00");
  expect(text).toContain("Incremental CM1 $1,800.00 (between −$900.00 and $4,500.00)");
  expect(text).toContain("Cannot tell yet: $1.00 of CM1 a person (between −$0.50 and $2.50; 2,000");
  expect(text).toContain("To tell $1.00 a person takes about 9,000 people");
  expect(text).toContain("comes by chance in 61% of trials");
  expect(text).toContain("the cost of 80% of sales is known");
  expect(text).toMatch(/Held out: see no lists 10% 210 200 10% \$4\.00 \$0\.20/);
});

test("too few, a wrong split and a broken guardrail are said; without a trial the form stands alone", async () => {
  const few = await card({
    compared: [{ ...trial.compared[0]!, eachInterval: null, incrementalInterval: null }],
  });
  expect(few.text).toContain("Too few people to tell: the windows of 2,000 are over");
  expect(few.text).toContain("too few people yet");
  const off = await card({ ratio: { p: 0.00001, isMismatch: true } });
  expect(off.text).toContain("Nothing is told: the split is not right.");
  expect(off.text).toContain("less than 0.05% of trials");
  const harm = await card({ guardrails: [{ ...trial.guardrails[0]!, isBroken: true }] });
  expect(harm.text).toContain("Fewer people order when they see lists");
  const none = await card(null);
  expect(none.html).toContain('data-trial="none"');
  expect(none.text).toContain("Begin a trial");
  expect(none.text).not.toContain("End the");
});

test("before a trial begins the card says how many people it takes, of whom, or that too few are known", async () => {
  const { text } = await card(null);
  expect(text).toContain(
    "How many people it takes with 10% held out, purchases counted for 14 days",
  );
  expect(text).toContain("$0.25 10% 310,000");
  expect(text).toContain("no number would do");
  expect(text).toContain(
    "each of the 1,200 customers who ordered in the year before left $2.50 of CM1 in 14 days (most left nothing; they typically differ by $10.63)",
  );
  expect((await card(null, { few: 3, fewest: 100 })).text).toContain("so far 3.");
  expect((await card(null, null)).text).toContain("counted each night");
});
