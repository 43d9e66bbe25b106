import { expect, test } from "vitest";
import { adviceFor, type Situation } from "../../../app/analysis/preferences/next-action.ts";

const plain: Situation = {
  ...{ orders: 6, sinceLast: 10, usualDays: 30, nextDue: "2026-05-01", discounted: 1 },
  ...{ best: "Mug", due: null },
};
const said = (changes: Partial<Situation>) => adviceFor({ ...plain, ...changes });

test("what is due again comes first", () => {
  const due = { title: "Coffee", day: "2026-04-12", everyDays: 29.6 };
  expect(said({ due, sinceLast: 400 })).toEqual({
    action: "remind",
    words: "Remind them of Coffee: due 2026-04-12, as they buy it about every 30 days.",
  });
});

test("silence is twice the usual gap, or half a year without a rhythm", () => {
  expect(said({ sinceLast: 60 }).action).toBe("wait");
  expect(said({ sinceLast: 61 })).toEqual({
    action: "win-back",
    words:
      "Write to them: 61 days went by since the last order, where 30 days were usual. Show them Mug. " +
      "Only 1 of 6 orders had a discount: write without one first.",
  });
  expect(said({ sinceLast: 181, usualDays: null, discounted: 3, best: null }).words).toBe(
    "Write to them: 181 days went by since the last order, and they have no rhythm to wait for. " +
      "3 of 6 orders had a discount: an offer may be what they wait for.",
  );
});

test("a fresh first order asks for a second, and else there is nothing to do", () => {
  const first = { orders: 1, usualDays: null, nextDue: null, discounted: 0 };
  expect(said({ ...first, sinceLast: 1 }).words).toBe(
    "Help them to a second order: the first is 1 day old. Show them Mug.",
  );
  expect(said({ ...first, sinceLast: 91 }).words).toBe("Nothing to be done now. Show them Mug.");
  expect(said({}).words).toBe(
    "Nothing to be done now: the next order would be usual around 2026-05-01. Show them Mug.",
  );
});
