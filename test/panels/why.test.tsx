import { expect, test } from "vitest";
import { placeSteps } from "../../app/panels/charts/waterfall.ts";
import { signed } from "../../app/panels/kpi/why-words.ts";
import { Why } from "../../app/panels/kpi/why.tsx";
import { noCauses, type Causes } from "../../app/scorecard/causes.ts";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import type { KpiPage } from "../../app/scorecard/kpi-page.ts";
import { kpi } from "../fakes/scorecard.ts";
import { shown } from "./shown.tsx";

const where = { locale: "en", currency: "USD" };
const today = "2026-11-14";
const time = {
  chosen: chosenPeriod(new URLSearchParams("period=7"), today),
  today,
  asOf: "2026-11-14T12:00:00.000Z",
  timeZone: "UTC",
  historyFrom: "2025-01-01",
  locale: "en",
};
const causes: Causes = {
  by: "channel",
  from: "80.00",
  to: "100.00",
  gap: "20.00",
  effects: [
    { effect: "volume", amount: "31.50" },
    { effect: "returns", amount: "-10.00" },
  ],
  keys: [
    { key: "pos", label: "Point of sale", amount: "25.00" },
    { key: "online", label: "Online store", amount: "-3.50" },
  ],
  cells: [],
  unexplained: "-1.50",
  availability: null,
};
const page = (given: Partial<KpiPage> = {}): KpiPage => ({
  kpi: kpi(),
  about: { objective: "", words: "", excludes: [], source: "", versions: [] },
  by: "channel",
  splits: ["channel"],
  parts: [],
  causes,
  toTarget: false,
  marks: [],
  pace: null,
  suggestion: null,
  benchmark: null,
  trend: { size: "day", sizes: [], points: [], target: null, isTotal: true, historyFrom: null },
  behind: { entries: [], next: null },
  narrowed: null,
  leftOut: { test: 0, voided: 0, zero: 0, otherCurrency: 0 },
  ...given,
});
const at = "/app/kpis/net-sales?period=7";
const render = (given: Partial<KpiPage> = {}) =>
  shown(<Why page={page(given)} time={time} where={where} />, at);

test("the gap is said, drawn and listed, with what nobody can explain", async () => {
  const { text, html } = await render();
  expect(text).toContain(
    "From $80.00 to $100.00: +$20.00. The largest cause is Volume with +$31.50.",
  );
  expect(text).toContain("Returns −$10.00 Unexplained −$1.50");
  expect(html).toMatch(/role="img" aria-label="From \$80\.00 to \$100\.00/);
  expect(html.match(/View as table/g)).toHaveLength(2);
  expect(html).toContain("ff-fall-up");
  expect(html).toContain("ff-fall-down");
});

test("a rate is said to be what changed within each part, and of hours is a pace", async () => {
  const rated: Causes = { ...causes, effects: [{ effect: "rate", amount: "20.00" }] };
  expect((await render({ causes: rated })).text).toContain(
    "Mix: more or less of each channel. Rate: what changed within each.",
  );
  const hours = kpi({ id: "hours-to-ship", unit: "hours" });
  const { text } = await render({ kpi: hours, causes: rated });
  expect(text).toContain("Pace: what changed within each.");
  expect(text).not.toContain("Rate");
});

test("each cause leads to the orders behind it and keeps the period", async () => {
  const { html } = await render();
  expect(html).toContain(
    'href="/app/kpis/net-sales?period=7&amp;by=channel&amp;effect=returns#behind"',
  );
  expect(html).toContain('href="/app/kpis/net-sales?period=7&amp;by=channel&amp;part=pos#behind"');
});

test("the gap to the target can be chosen where there is one, and what it asked leads to it", async () => {
  expect((await render()).html).not.toContain("gap=target");
  const effects = [...causes.effects, { effect: "asked", amount: "-5.00" } as const];
  const { html, text } = await render({
    kpi: kpi({ target: "105.00" }),
    toTarget: true,
    causes: { ...causes, from: "105.00", gap: "-5.00", effects },
  });
  expect(text).toContain("Asked by the target −$5.00");
  expect(html).toContain('href="/app/settings?period=7"');
  expect(html).toContain('href="/app/kpis/net-sales?period=7&amp;gap=target"');
});

test("many keys end in one row, and without an earlier value there is nothing to explain", async () => {
  const keys = Array.from({ length: 11 }, (_, n) => ({ key: `k${n}`, label: `K${n}`, amount: 1 }));
  const { text } = await render({ causes: { ...causes, keys } });
  expect(text).toContain("K7 +$1.00 3 more +$3.00");
  expect((await render({ causes: noCauses("channel", null, "1.00") })).text).toContain(
    "There is nothing to compare with",
  );
});

test("what empty shelves cost is said to be an estimate, leads to Stock, and else why it is not told", async () => {
  const of = (availability: Causes["availability"], effects = causes.effects) =>
    render({ causes: { ...causes, effects, availability } });
  const counts = { before: 1200, after: 31, unpriced: 2 };
  const { text, html } = await of({ status: "estimated", knownFrom: "2026-01-05", ...counts }, [
    ...causes.effects,
    { effect: "availability", amount: "-4.00" },
  ]);
  expect(text).toContain("Out of stock (estimated) −$4.00");
  expect(text).toContain("1,200 variant-days without stock before and 31 in this period");
  expect(text).toContain("2 variant-days have no known price and are left out.");
  expect(text).toContain("Visits are not connected");
  expect(html).toContain('href="/app/stock?period=7"');
  const none = { before: 0, after: 0, unpriced: 0 };
  const late = await of({ status: "not-connected", knownFrom: "2026-11-05", ...none });
  expect(late.text).toContain("not connected: stock levels are known from Nov 5.");
  const never = await of({ status: "not-connected", knownFrom: null, ...none });
  expect(never.text).toContain("not connected: no stock levels are known.");
  const market = await of({ status: "not-by-market", knownFrom: null, ...none });
  expect(market.text).toContain("known of the whole shop only");
  expect((await of(null, [{ effect: "rate", amount: "1.00" }])).text).not.toContain(
    "not connected",
  );
});

test("bars begin where the one before ended, between the least and greatest value passed", () => {
  const { start, bars } = placeSteps(100, [{ amount: 50 }, { amount: -100 }, { amount: 25 }]);
  // From 50 to 150 over 98 of 100.
  expect(start).toBe(50);
  expect(bars).toEqual([
    { from: 50, to: 99 },
    { from: 99, to: 1 },
    { from: 1, to: 25.5 },
  ]);
  expect(placeSteps(0, [])).toEqual({ start: 50, bars: [] });
});

test("amounts have a sign, ratios and scores are points", () => {
  expect(signed("-1234.50", "money", where)).toBe("−$1,234.50");
  expect(signed(0.0123, "ratio", where)).toBe("+1.23 pts");
  expect(signed(-3, "points", where)).toBe("−3 pts");
  expect(signed(-1.5, "hours", where)).toBe("−1 h 30 min");
  expect(signed(0, "count", where)).toBe("0");
});

test("a number that no order is part of says why it has no causes, and where to look", async () => {
  const spent = { ...causes, by: null, effects: [], keys: [], unexplained: "20.00" };
  const of = async (perspective: "financial" | "process" | "learning") =>
    render({ kpi: kpi({ perspective }), by: null, splits: [], causes: spent });
  const marketing = await of("financial");
  expect(marketing.text).toContain("Money is spent on channels and days, not on single orders");
  expect(marketing.html).toContain('href="/app/marketing?period=7"');
  expect((await of("process")).html).toContain('href="/app/stock?period=7"');
  expect((await of("learning")).html).toContain('href="/app/team?period=7"');
  // The gap is said all the same.
  expect(marketing.text).toContain("From $80.00 to $100.00: +$20.00.");
  expect((await render()).text).not.toContain("cannot be split by orders");
});
