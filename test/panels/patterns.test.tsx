import { expect, test } from "vitest";
import { GroupsCard } from "../../app/panels/groups-card.tsx";
import { PreferencesCard } from "../../app/panels/preferences.tsx";
import type { GroupRow } from "../../app/scorecard/groups.ts";
import type { NextAction } from "../../app/scorecard/next-action.server.ts";
import type { Preferences } from "../../app/scorecard/preferences.server.ts";
import { shown } from "./shown.tsx";

const where = { locale: "en", currency: "USD" };
const today = "2026-04-12";
const fewest = { units: 5, lines: 5, orders: 5, intervals: 2, together: 2 };

const preferences: Preferences = {
  ...{ orders: 6, lines: 9, nextDue: "2026-05-01", likedWeekday: 0, words: "For staff." },
  categories: { n: 9, top: [{ name: "Coffee", count: 7 }] },
  options: { n: 3, top: [{ name: "250 g", count: 3 }] },
  price: { n: 9, low: "8.00", middle: "10.00", high: "14.00" },
  weekdays: [5, 1, 0, 0, 0, 0, 0],
  ...{ hours: Array<number>(24).fill(0), busiest: { from: 22, orders: 4 } },
  interval: { n: 5, days: 19 },
  discount: { n: 6, orders: 2, interval: [0.1, 0.7], share: 0.05 },
  pairs: { n: 2, top: [{ items: ["a", "b"], titles: ["Mug", "Pot"], orders: 2 }] },
};
const card = (changes: Partial<Preferences>, store?: { from: string; to: string }) =>
  shown(
    <PreferencesCard
      preferences={{ ...preferences, ...changes }}
      {...{ where, today, fewest, ...(store && { store }) }}
    />,
    "/app/customers/1",
  );

test("each preference stands with what it rests on, and too little is said to be too little", async () => {
  const { text } = await card({});
  for (const said of [
    "Coffee: 7 of 9",
    "Too little data: 3 of 5",
    "half between $8.00 and $14.00, the middle one $10.00 (9 lines)",
    "Monday: 5 of 6",
    "22:00–01:00: 4 of 6",
    "19 days in the middle (5 intervals); by that, next around May 1",
    "2 of 6 (95% sure: 10% to 70%); 5% of the value",
    "Mug + Pot (2 orders)",
    "For staff.",
  ]) {
    expect(text).toContain(said);
  }
  const alike = await card({ likedWeekday: null, pairs: { n: 2, top: [] } });
  expect(alike.text).toContain("none stands out (most on Monday: 5 of 6)");
  expect(alike.text).toContain("no two products in 2 orders");
  const store = await card({ nextDue: null, pairs: null }, { from: "2025-04-12", to: today });
  expect(store.text).toContain("Counted orders from Apr 12, 2025 to Apr 11");
  expect(store.text).not.toContain("For staff");
});

test("the next action stands with chance and value, and how well chances foretold the last weeks", async () => {
  const card = {
    ...{ customers: 3177, top: 318, base: 0.224, model: 0.686, rule: 0.629, told: 0.268 },
    ...{ difference: 0.057, interval: [-0.006, 0.119] as const },
  };
  const next: NextAction = {
    ...{ action: "wait", words: "Nothing to be done now.", days: 28, chance: 0.34 },
    ...{ orderValue: "36.00", expected: "12.24", card },
  };
  const given = { preferences, where, today, fewest };
  const { text } = await shown(<PreferencesCard {...given} next={next} />, "/app/customers/1");
  expect(text).toContain("within 28 days with a chance of 34%: $12.24 to be expected, at $36.00");
  expect(text).toContain("of the tenth most likely 68.6% ordered, by the rule of recency");
  expect(text).toContain("62.9% (difference between −1 and 12 points); of all 22.4%");
  const unknown = { ...next, chance: null, expected: null, card: null };
  const few = await shown(<PreferencesCard {...given} next={unknown} />, "/app/customers/1");
  expect(few.text).toContain("Too few of your customers ordered again to tell a chance.");
});

const row: GroupRow = {
  ...{ kind: "region", group: "DE", label: "Germany", productType: "Tea", n: 40, bought: 20 },
  ...{ all: 100, allBought: 25, share: 0.5, allShare: 0.25, lift: 2, interval: [1.5, 2.3] },
  told: "more",
};
const groups = (rows: GroupRow[] | null) =>
  shown(
    <GroupsCard groups={rows && { from: "2025-04-12", to: today, rows }} {...{ where, today }} />,
    "/app/customers",
  );

test("a group's share, that of all, lift with its range; too few tell nothing", async () => {
  const few = { ...row, group: "FR", label: "France", told: "few" as const, interval: null };
  const { text } = await groups([row, few]);
  expect(text).toMatch(/Germany Tea 50% 20 of 40 25% 2 × 1\.5 to 2\.3 More often/);
  expect(text).toMatch(/France Tea 50% 20 of 40 25% \S+ Too few to tell/);
  expect(text).toContain("100 customers who ordered from Apr 12, 2025 to Apr 11");
  expect((await groups([])).text).toContain("Nothing to compare");
  expect((await groups(null)).text).toContain("Not counted yet");
});
