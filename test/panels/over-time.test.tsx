// What panels say of alerts, tasks, the month's end and restated days.
import { expect, test } from "vitest";
import { MonthEnd } from "../../app/panels/kpi/month-end.tsx";
import { Restated } from "../../app/panels/kpi/restated.tsx";
import { Needs } from "../../app/panels/needs.tsx";
import { alertPlace, evidenceAddress, taskWords } from "../../app/panels/task-words.ts";
import { smallestWords, WatchedTable } from "../../app/panels/watched.tsx";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import type { MonthEnd as MonthEndData } from "../../app/scorecard/month-end.server.ts";
import type { ShownAlert, ShownTask } from "../../app/scorecard/tasks.ts";
import { shown } from "./shown.tsx";

const where = { locale: "en", currency: "EUR" };
const today = "2026-11-22";
const alert: ShownAlert = {
  ...{ kind: "change", side: "down", first: "2026-11-21", last: "2026-11-21" },
  ...{ came: 61, expected: 100, ordinary: [84, 118], isWorse: true, part: null, move: null },
  flow: { state: "none", words: null },
};
const task = (given: Partial<ShownTask> = {}): ShownTask => ({
  ...{ id: "1", kpi: { id: "orders", name: "Orders", unit: "count" }, words: "", owner: "" },
  ...{ note: "", cause: null, createdAt: "2026-11-22T00:05:00.000Z", doneAt: null, alert },
  ...given,
});
const say = (given: Partial<ShownTask>) => taskWords(task(given), { where, today });

test("a campaign that loses money says what to do, and leads to its evidence", () => {
  const losing: ShownAlert = {
    ...{ ...alert, kind: "campaign", first: "2026-10-25", came: "128.00", expected: "280.00" },
    ...{ ordinary: ["59.79", "196.21"], part: { by: "campaign", key: "k", label: "Coats" } },
  };
  const cost = "Campaign Coats cost €280.00 from Oct 25 to Nov 21 and brought back €128.00";
  const range = "(€59.79 to €196.21, 19 times in 20): it loses money.";
  expect(say({ alert: losing })).toBe(`${cost} ${range} Draft: pause it.`);
  expect(say({ alert: { ...losing, move: { to: "Brand", aDay: "3.00" } } })).toBe(
    `${cost} ${range} Draft: pause it, or move €3.00 a day to Brand.`,
  );
  const search = new URLSearchParams("market=eu");
  const address = evidenceAddress(task({ alert: losing }), search, { by: "campaign" });
  const [path, query] = address.split("?");
  expect(path).toBe("/app/marketing");
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
    ...{ period: "custom", first: "2026-10-25", last: "2026-11-21", versus: "previous" },
  });
});

test("an alert says what came, when, and what would be ordinary", () => {
  expect(say({})).toBe("Orders fell on Nov 21: 61, where 84 or more would be ordinary.");
  const days = { ...alert, side: "up" as const, first: "2026-11-19", came: 400 };
  expect(say({ alert: days })).toBe(
    "Orders rose over Nov 19 to Nov 21: 400, where up to 118 would be ordinary.",
  );
  const missed = { kind: "target" as const, first: "2026-10-01", last: "2026-10-31" };
  expect(say({ alert: { ...alert, ...missed, ordinary: null } })).toBe(
    "Orders missed the target in Oct 2026: 61, the target was 100.",
  );
  const part = { by: "channel", key: "pos", label: "Point of sale" } as const;
  expect(say({ alert: { ...alert, ...missed, ordinary: null, part } })).toBe(
    "Orders, Point of sale, missed the target in Oct 2026: 61, the target was 100.",
  );
  expect(say({ alert: null, words: "Call the carrier" })).toBe("Call the carrier");
});

test("a change is looked at over the week that ends with it, a target over its month", () => {
  expect(alertPlace(alert)).toMatchObject({ first: "2026-11-15", last: "2026-11-21" });
  const month = { ...alert, kind: "target" as const, first: "2026-10-01", last: "2026-10-31" };
  expect(alertPlace(month)).toMatchObject({ first: "2026-10-01", last: "2026-10-31" });
  const of = (by: "region" | "channel", key: string) =>
    alertPlace({ ...month, part: { by, key, label: key } });
  // The page of all of the shop, of a market, of a row of a split.
  expect(alertPlace(month)).toMatchObject({ market: null });
  expect(of("region", "set:Nordics")).toMatchObject({ market: "set:Nordics" });
  expect(of("region", "other")).toMatchObject({ market: "other" });
  expect(of("region", "US-CA")).toMatchObject({ market: null, by: "region", part: "US-CA" });
  expect(of("channel", "pos")).toMatchObject({ market: null, by: "channel", part: "pos" });
});

test("what needs somebody leads to why and to the task; nothing is said when nothing does", async () => {
  const waiting = { tasks: [task(), task({ id: "2", owner: "Ana" })], all: 7 };
  const { html, text } = await shown(<Needs waiting={waiting} where={where} today={today} />);
  expect(text).toContain("Needs you");
  expect(text).toContain("With nobody yet.");
  expect(text).toContain("With Ana.");
  expect(text).toContain("All 7 open tasks");
  expect(html).toContain("/app/kpis/orders?period=custom&amp;first=2026-11-15");
  const none = { tasks: [], all: 0 };
  const empty = await shown(<Needs waiting={none} where={where} today={today} />);
  expect(empty.text).not.toContain("Needs you");
});

test("the smallest change is a share, or a plain word where none would show", async () => {
  const drop = (smallest: number | null, isDownWorse = true) =>
    smallestWords({ smallest, isDownWorse }, where);
  expect(drop(0.214)).toBe("A drop of 21.4% or more");
  expect(drop(1.3, false)).toBe("A rise of 130% or more");
  expect(drop(1.02)).toContain("differ too much");
  expect(drop(70, false)).toContain("differ too much");
  expect(drop(null)).toContain("nine weeks");
  const row = {
    id: "orders",
    name: "Orders",
    smallest: 0.2,
    isDownWorse: true,
    days: 300,
    raised: 4,
  };
  const { text } = await shown(<WatchedTable watched={[row]} where={where} />);
  expect(text).toContain("4 times in 300 days");
  const fresh = { ...row, days: 0, raised: 0 };
  expect((await shown(<WatchedTable watched={[fresh]} where={where} />)).text).toContain(
    "no days yet",
  );
  const empty = await shown(<WatchedTable watched={[]} where={where} />);
  expect(empty.text).toContain("after the next midnight");
});

const end: MonthEndData = {
  ...{ month: { from: "2026-11-01", to: "2026-12-01" }, today, daysLeft: 9 },
  ...{ soFar: "31000.00", expected: "42000.00", interval: ["39000.00", "45000.00"] },
  ...{ coverage: 0.8, method: "weekdays", target: "50000.00" },
  backTest: { origins: 182, missed: 0.06, otherMissed: 0.09, inside: 0.83 },
};

test("the month's end stands beside how such forecasts did, and who did better", async () => {
  const kpi = { unit: "money" as const };
  const { text } = await shown(<MonthEnd end={end} kpi={kpi} where={where} />);
  for (const words of ["about €42,000", "€39,000 to €45,000", "80% of such ranges", "€50,000"])
    expect(text).toContain(words);
  expect(text).toContain("9 days are left, today included.");
  expect(text).toContain("Tried from 182 past days as far ahead: off by 6% of what came");
  expect(text).toContain("83% of the ranges held what came, 80% should.");
  const naive = { ...end, method: "same-day-last-week" as const, interval: null, backTest: null };
  const poor = await shown(<MonthEnd end={naive} kpi={kpi} where={where} />);
  expect(poor.text).toContain("the same weekdays of last week, which came closer");
  expect(poor.text).toContain("Too short a past to say");
  expect(poor.text).toContain("too short to try it on");
});

test("a restated day says what it was, what it is, why and when", async () => {
  const row = {
    ...{ day: "2026-11-19", revision: 2, at: new Date("2026-11-21T00:15:00Z") },
    ...{ was: "1500.00", is: "1200.00" },
    why: { more: { refunds: 1 }, changed: ["#a"], changedCount: 3, isRedefined: false },
  };
  const time = {
    chosen: chosenPeriod(new URLSearchParams("period=30"), today),
    ...{ today, asOf: `${today}T12:00:00.000Z`, timeZone: "UTC", historyFrom: "2025-01-01" },
    locale: "en",
  };
  const given = { kpi: { unit: "money" as const, name: "Net sales" }, time, where };
  const restated = { closedTo: today, days: 1, rows: [row] };
  const { text } = await shown(<Restated restated={restated} {...given} />);
  for (const words of [
    "€1,500.00",
    "€1,200.00",
    "1 more refund · changed: #a and 2 more",
    "Nov 21",
  ])
    expect(text).toContain(words);
  const none = await shown(
    <Restated restated={{ closedTo: today, days: 0, rows: [] }} {...given} />,
  );
  expect(none.text).toContain("No day of this period changed.");
  const new_ = await shown(
    <Restated restated={{ closedTo: null, days: 0, rows: [] }} {...given} />,
  );
  expect(new_.text).toContain("after the next midnight");
});
