import { expect, test } from "vitest";
import { exact, missing, type Outcome } from "../../app/kpis/formula.ts";
import { chosenHeadline, headlineOf } from "../../app/scorecard/headline.ts";
import { statusOf } from "../../app/scorecard/status.ts";

const outcome = (value: Outcome["value"], interval: Outcome["interval"] = null): Outcome => ({
  value,
  n: 100n,
  interval,
  coverage: null,
  beside: {},
  weight: 1n,
});
const finished = { isRunning: false, direction: "up" } as const;

test("without a value there is no data, without a target no target", () => {
  const none = { ...finished, kind: "total", outcome: missing("too-few") } as const;
  expect(statusOf({ ...none, target: exact(5n) })).toBe("no-data");
  expect(statusOf({ ...none, outcome: outcome(exact(1n)), target: null })).toBe("no-target");
});

test("while the interval holds the target nobody can tell", () => {
  const nps = { ...finished, kind: "quotient", outcome: outcome(exact(41n), [28, 54]) } as const;
  expect(statusOf({ ...nps, target: exact(54n) })).toBe("cannot-tell");
  expect(statusOf({ ...nps, target: exact(28n) })).toBe("cannot-tell");
  expect(statusOf({ ...nps, target: exact(27n) })).toBe("on");
  expect(statusOf({ ...nps, target: exact(55n) })).toBe("off");
  expect(statusOf({ ...nps, target: exact(55n), direction: "down" })).toBe("on");
});

test("a ratio or a median without an interval cannot tell", () => {
  for (const kind of ["quotient", "median"] as const) {
    expect(statusOf({ ...finished, kind, outcome: outcome(0.2), target: exact(1n, 10n) })).toBe(
      "cannot-tell",
    );
  }
});

test("a finished period's total always tells, a running one's never", () => {
  const sales = { ...finished, kind: "total", outcome: outcome(exact(500n)) } as const;
  expect(statusOf({ ...sales, target: exact(500n) })).toBe("on");
  expect(statusOf({ ...sales, target: exact(5001n, 10n) })).toBe("off");
  expect(statusOf({ ...sales, target: exact(1n), isRunning: true })).toBe("cannot-tell");
});

test("a running total is on, or off, once all of its end is on one side of the target", () => {
  const end = { expected: 900, low: 800, high: 1000 };
  const running = { kind: "total", outcome: outcome(exact(500n)), isRunning: true, end } as const;
  const up = (at: bigint) => statusOf({ ...running, direction: "up", target: exact(at) });
  expect([800n, 801n, 1000n, 1001n].map(up)).toEqual(["on", "cannot-tell", "cannot-tell", "off"]);
  const down = (at: bigint) => statusOf({ ...running, direction: "down", target: exact(at) });
  expect([799n, 800n, 999n, 1000n].map(down)).toEqual(["off", "cannot-tell", "cannot-tell", "on"]);
  const band = (low: bigint, high: bigint) =>
    statusOf({ ...running, direction: "up", target: { low: exact(low), high: exact(high) } });
  expect(band(800n, 1000n)).toBe("on");
  expect(band(700n, 900n)).toBe("cannot-tell");
  expect(band(1001n, 1100n)).toBe("off");
});

test("the headline is the five, each replaced by the next stand-in while it has no data", () => {
  expect(headlineOf(() => true)).toEqual([
    "net-sales",
    "contribution-margin",
    "nps",
    "on-time-shipping",
    "automation-coverage",
  ]);
  const known = new Set(["net-sales", "on-time-shipping", "average-order-value", "orders"]);
  expect(headlineOf((id) => known.has(id))).toEqual([
    "net-sales",
    "average-order-value",
    "orders",
    "on-time-shipping",
    "automation-coverage",
  ]);
  expect(headlineOf(() => false)).toHaveLength(5);
});

test("the merchant's five take our places; a stand-in is never one of them twice", () => {
  const five = ["orders", "csat", "nps", "return-rate", "hours-to-ship"];
  expect(chosenHeadline({ headline: five })).toEqual({ ids: five, isOurs: false });
  const known = new Set(["orders", "csat", "hours-to-ship", "average-order-value"]);
  expect(headlineOf((id) => known.has(id), five)).toEqual([
    "orders",
    "csat",
    "average-order-value",
    "return-rate",
    "hours-to-ship",
  ]);
  // Anything but five different KPIs of the catalogue is ours.
  for (const headline of [
    null,
    [],
    five.slice(1),
    [...five.slice(1), "csat"],
    [...five.slice(1), "no"],
  ])
    expect(chosenHeadline({ headline }).isOurs).toBe(true);
});
