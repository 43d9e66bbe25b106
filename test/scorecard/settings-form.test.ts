import { expect, test } from "vitest";
import { kpis } from "../../app/kpis/index.ts";
import { always, type Target } from "../../app/ledger/shop.server.ts";
import { ourHeadline } from "../../app/scorecard/headline.ts";
import {
  readSettings,
  SettingsShape,
  showPromise,
  type SettingsForm,
} from "../../app/scorecard/settings-form.ts";
import { boundsOf, showTarget } from "../../app/scorecard/settings-form-targets.ts";

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
const target = (kpi: string, value: string, first = "", last = "") => ({
  ...{ kpi, value, first, last },
  ...{ kind: "level" as const, high: "", part: "" },
});

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
  const may = { kpi: "orders", from: "2026-01-01", to: "2026-02-01" };
  const shown = [
    { kpi: "nps", ...always, part: "" },
    { ...may, part: "" },
  ];
  const read = readSettings(form({ shown, targets: [target("nps", "40")] }), known);
  expect(read).toMatchObject({ settings: { gone: [may] } });
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

test("changes and bands are read and shown, of all of the shop or of one part", () => {
  const markets = ["set:DACH", "other"];
  const typed = [
    { ...target("net-sales", "+5 %"), kind: "percent" as const },
    { ...target("orders", "-2.5"), kind: "month" as const, part: "region:set:DACH" },
    { ...target("average-order-value", "70"), kind: "band" as const, high: "90.50" },
    { ...target("gross-margin", "40"), part: "channel:pos" },
    { ...target("gross-margin", "45"), part: "region:other" },
  ];
  const read = readSettings(form({ targets: typed }), { ...known, markets });
  const stored: Target[] = [
    { kpi: "net-sales", ...always, value: "0.05", kind: "percent" },
    {
      ...{ kpi: "orders", part: { by: "region", key: "set:DACH" }, ...always },
      ...{ value: "-0.025", kind: "month" },
    },
    { kpi: "average-order-value", ...always, value: "70", kind: "band", high: "90.50" },
    { kpi: "gross-margin", part: { by: "channel", key: "pos" }, ...always, value: "0.4" },
    { kpi: "gross-margin", part: { by: "region", key: "other" }, ...always, value: "0.45" },
  ];
  expect("settings" in read && read.settings.targets).toEqual(stored);
  expect(showTarget(stored[1]!, "count")).toEqual({
    ...target("orders", "-2.5"),
    ...{ kind: "month", part: "region:set:DACH" },
  });
  expect(showTarget(stored[2]!, "money")).toMatchObject({
    value: "70",
    high: "90.5",
    kind: "band",
  });
  // What was shown and is not sent again goes, part by part.
  const shown = [
    { kpi: "gross-margin", from: always.from, to: always.to, part: "channel:pos" },
    { kpi: "gross-margin", from: always.from, to: always.to, part: "channel:online" },
  ];
  const again = readSettings(form({ targets: typed, shown }), { ...known, markets });
  expect("settings" in again && again.settings.gone).toEqual([
    { kpi: "gross-margin", ...always, part: { by: "channel", key: "online" } },
  ]);
});

test("faults of changes, bands and parts stand beside their field", () => {
  const faults = (changes: object) => {
    const row = { ...target("average-order-value", "70"), ...changes };
    const read = readSettings(form({ targets: [row] }), {
      ...known,
      markets: ["set:DACH", "other"],
    });
    return "errors" in read ? read.errors : {};
  };
  expect(faults({ kind: "band", high: "70" })).toEqual({ "targets.0.high": { code: "band" } });
  expect(faults({ kind: "band", high: "" })).toHaveProperty(["targets.0.high", "code"], "number");
  expect(faults({ kind: "percent", value: "1001" })).toHaveProperty(
    ["targets.0.value", "code"],
    "most",
  );
  expect(faults({ kind: "month", value: "soon" })).toHaveProperty(["targets.0.value", "values"], {
    example: "5",
  });
  for (const part of ["region:set:Mars", "channel:moon", "product:P", "region:"]) {
    expect(faults({ part }), part).toEqual({ "targets.0.part": { code: "part" } });
  }
  expect(faults({ part: "region:DE-BE" })).toEqual({});
  // Growth has no parts.
  expect(faults({ kpi: "marketing-roi", value: "5", part: "channel:pos" })).toEqual({
    "targets.0.part": { code: "part" },
  });
});

test("a share ends at the whole, growth and a return on spend do not", () => {
  const level = {};
  const of = (id: string) =>
    boundsOf(
      kpis.find((kpi) => kpi.id === id)!,
      level,
    );
  expect(of("on-time-shipping")).toEqual([-1, 1]);
  expect(of("marketing-roi")).toEqual([-1, 10]);
  expect(of("month-growth")).toEqual([-1, 10]);
});
