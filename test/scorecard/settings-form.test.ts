import { expect, test } from "vitest";
import { kpis } from "../../app/kpis/index.ts";
import { always } from "../../app/ledger/shop.server.ts";
import { ourHeadline } from "../../app/scorecard/headline.ts";
import {
  readSettings,
  SettingsShape,
  showPromise,
  showTarget,
  type SettingsForm,
} from "../../app/scorecard/settings-form.ts";

const known = { kpis, currency: "EUR" };
const form = (given: Partial<SettingsForm> = {}): SettingsForm =>
  SettingsShape.parse({
    locale: "en",
    weekStart: "mon",
    ship: { value: "", unit: "hours" },
    deliver: { value: "", unit: "days" },
    targets: [],
    shown: [],
    headline: [...ourHeadline],
    regions: [],
    ...given,
  });
const target = (kpi: string, value: string, first = "", last = "") => ({ kpi, value, first, last });

test("a right form becomes what is stored: percent as fractions, days as hours, ends half open", () => {
  const given = form({
    weekStart: "sun",
    ship: { value: "36", unit: "hours" },
    deliver: { value: "2.5", unit: "days" },
    targets: [
      target("on-time-shipping", "93.5 %"),
      target("net-sales", "48,210.50", "2026-01-01", "2026-01-31"),
      target("orders", "400"),
      target("nps", "-5"),
    ],
  });
  expect(readSettings(given, known)).toEqual({
    settings: {
      weekStart: "sun",
      shipPromiseHours: "36",
      deliverPromiseHours: "60",
      targets: [
        { kpi: "on-time-shipping", ...always, value: "0.935" },
        { kpi: "net-sales", from: "2026-01-01", to: "2026-02-01", value: "48210.50" },
        { kpi: "orders", ...always, value: "400" },
        { kpi: "nps", ...always, value: "-5" },
      ],
      gone: [],
      headline: null,
      regions: [],
    },
  });
});

test("five other numbers at the top are kept; one that stands twice is told beside its place", () => {
  const swapped = ["orders", ...ourHeadline.slice(1)];
  expect(readSettings(form({ headline: swapped }), known)).toMatchObject({
    settings: { headline: swapped },
  });
  const wrong = ["nps", "nps", "no-number", "orders", "csat"];
  expect(readSettings(form({ headline: wrong }), known)).toEqual({
    errors: { "headline.1": { code: "sameNumber" }, "headline.2": { code: "choose" } },
  });
  expect(SettingsShape.safeParse({ ...form(), headline: ["nps"] }).success).toBe(false);
});

test("what was shown and is not sent again goes", () => {
  const shown = [
    { kpi: "nps", ...always },
    { kpi: "orders", from: "2026-01-01", to: "2026-02-01" },
  ];
  const read = readSettings(form({ shown, targets: [target("nps", "40")] }), known);
  expect(read).toMatchObject({ settings: { gone: [shown[1]] } });
});

test("every fault is named beside its field, all at once", () => {
  const given = form({
    ship: { value: "soon", unit: "hours" },
    deliver: { value: "400", unit: "days" },
    targets: [
      target("nothing", "1"),
      target("nps", "101"),
      target("orders", "1.5"),
      target("net-sales", "1.234"),
      target("hours-to-ship", "-1"),
      target("csat", "many"),
      target("csat", "80", "2026-02-30"),
      target("csat", "80", "2026-02-01", "2026-01-31"),
      target("return-rate", "8"),
      target("return-rate", "9"),
    ],
  });
  const read = readSettings(given, known);
  expect("errors" in read && read.errors).toEqual({
    ship: { code: "promise" },
    deliver: { code: "year" },
    "targets.0.kpi": { code: "choose" },
    "targets.1.value": { code: "most", values: { most: 100 } },
    "targets.2.value": { code: "whole", values: { digits: 0 } },
    "targets.3.value": { code: "digits", values: { digits: 2 } },
    "targets.4.value": { code: "least", values: { least: 0 } },
    "targets.5.value": { code: "number", values: { example: "95" } },
    "targets.6.first": { code: "day" },
    "targets.7.last": { code: "order" },
    "targets.9.kpi": { code: "twice" },
  });
});

test("a promise of nothing, zero or less is none or a fault", () => {
  const ship = (value: string) => readSettings(form({ ship: { value, unit: "hours" } }), known);
  expect(ship("  ")).toMatchObject({ settings: { shipPromiseHours: null } });
  for (const value of ["0", "-4"]) {
    expect(ship(value)).toEqual({ errors: { ship: { code: "promise" } } });
  }
});

test("what is stored is shown as it was typed", () => {
  expect(showTarget({ kpi: "csat", ...always, value: "0.855" }, "ratio")).toEqual(
    target("csat", "85.5"),
  );
  const january = { from: "2026-01-01", to: "2026-02-01" };
  expect(showTarget({ kpi: "net-sales", ...january, value: "50000" }, "money")).toEqual(
    target("net-sales", "50000", "2026-01-01", "2026-01-31"),
  );
  expect([null, "36", "48", "60", "120"].map(showPromise)).toEqual([
    { value: "", unit: "hours" },
    { value: "36", unit: "hours" },
    { value: "2", unit: "days" },
    { value: "60", unit: "hours" },
    { value: "5", unit: "days" },
  ]);
});
