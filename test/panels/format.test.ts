import { expect, test } from "vitest";
import {
  duration,
  formatChange,
  formatInterval,
  formatValue,
  invitation,
  type Locale,
} from "../../app/panels/format.ts";
import { kpi } from "../fakes/scorecard.ts";

const us: Locale = { locale: "en", currency: "USD" };

test("money keeps its minor units below a thousand and drops them from there on", () => {
  expect(formatValue("74.12", "money", us)).toBe("$74.12");
  expect(formatValue("48210.37", "money", us)).toBe("$48,210");
  expect(formatValue("-1500.50", "money", us)).toBe("−$1,501");
});

test("money follows its currency's decimals and the merchant's locale", () => {
  expect(formatValue("980", "money", { locale: "en", currency: "JPY" })).toBe("¥980");
  expect(formatValue("12.345", "money", { locale: "en", currency: "KWD" })).toContain("12.345");
  // Intl puts a no-break space before the sign.
  expect(formatValue("74.12", "money", { locale: "de", currency: "EUR" })).toBe("74,12\u00a0€");
});

test("a sum beyond a double's precision is printed digit by digit", () => {
  expect(formatValue("90071992547409931.00", "money", us)).toBe("$90,071,992,547,409,931");
});

test("ratios are percent, points are whole, counts have no decimals", () => {
  expect(formatValue(0.9336, "ratio", us)).toBe("93.4%");
  expect(formatValue(41.4, "points", us)).toBe("41");
  expect(formatValue(12495, "count", us)).toBe("12,495");
  expect(formatValue(1.0344, "per", us)).toBe("1.03");
});

test("what rounds to nothing has no sign", () => {
  expect(formatValue(-0.3, "points", us)).toBe("0");
  expect(formatValue(-0.0001, "ratio", us)).toBe("0%");
  expect(formatValue("-0.00", "money", us)).toBe("$0.00");
  expect(formatValue(-0.6, "points", us)).toBe("−1");
});

test("durations read as days, hours, minutes", () => {
  expect(duration(28)).toBe("1 d 4 h");
  expect(duration(54.352)).toBe("2 d 6 h");
  expect(duration(47.9)).toBe("2 d");
  expect(duration(5.5)).toBe("5 h 30 min");
  expect(duration(0.2)).toBe("12 min");
  expect(duration(0)).toBe("0 min");
  expect(duration(-3)).toBe("−3 h");
});

test("percent points are called points, never percent", () => {
  const change = { absolute: -0.021, relative: -0.0219 };
  expect(formatChange(change, "ratio", "up", us)).toEqual({
    words: "2.1 pts",
    way: "down",
    tone: "critical",
  });
  expect(formatChange({ absolute: 1, relative: null }, "points", "up", us)?.words).toBe("1 pt");
});

test("up is good or bad by the KPI's direction", () => {
  const more = { absolute: 5, relative: 0.2 };
  expect(formatChange(more, "hours", "down", us)).toMatchObject({ words: "5 h", tone: "critical" });
  expect(formatChange(more, "count", "up", us)).toMatchObject({ words: "20%", tone: "success" });
});

test("without an earlier value above zero money tells its change as money", () => {
  const change = { absolute: "120.00", relative: null };
  expect(formatChange(change, "money", "up", us)?.words).toBe("$120.00");
  expect(formatChange({ absolute: null, relative: null }, "money", "up", us)).toBeNull();
});

test("a change that shows as zero is no change", () => {
  expect(formatChange({ absolute: 0.0001, relative: 0.0001 }, "ratio", "up", us)).toEqual({
    words: "no change",
    way: "same",
    tone: undefined,
  });
});

test("an interval reads between two values; one that closes on a value is not shown", () => {
  const nps = kpi({ unit: "points", value: 41, interval: [28, 54] });
  expect(formatInterval(nps, us)).toBe("between 28 and 54");
  expect(formatInterval(kpi({ unit: "points", interval: [41.1, 41.2] }), us)).toBeNull();
  expect(formatInterval(kpi({ interval: null }), us)).toBeNull();
});

test("a KPI without a value says what it needs", () => {
  const needs = "Needs ten answers of one touchpoint: add the survey to your thank-you page";
  expect(invitation(kpi({ value: null, reason: "no-data", beside: { needs } }))).toBe(needs);
  expect(invitation(kpi({ value: null, reason: "not-connected" }))).toBe("Not connected yet");
});
