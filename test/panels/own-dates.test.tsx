import { expect, test } from "vitest";
import { faultOf } from "../../app/panels/own-dates.ts";
import { PeriodPicker } from "../../app/panels/period-picker.tsx";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import { shown } from "./shown.tsx";

const today = "2026-11-24";
const asked = (first: string, last: string) => `period=custom&first=${first}&last=${last}`;
const chosen = (first: string, last: string) =>
  chosenPeriod(new URLSearchParams(asked(first, last)), today);

test("own dates that are missing, turned round or too far apart say what is wrong where it is", () => {
  expect(faultOf("", "2026-11-24")).toEqual({ at: "first", words: "Choose a day" });
  expect(faultOf("2026-11-01", "")).toEqual({ at: "last", words: "Choose a day" });
  const words = "The last day must not lie before the first";
  expect(faultOf("2026-11-24", "2026-11-23")).toEqual({ at: "last", words });
  expect(faultOf("2026-11-24", "2026-11-24")).toBeNull();
  // 366 + 5 × 365 + 1 day of 2024 = 2,192 to the end of 2025, and 328 of 2026.
  expect(faultOf("2020-01-01", "2026-11-24")).toEqual({
    at: "last",
    words: "Got 2520 days, expected at most three years, 1098 days",
  });
});

test("the picker takes the longest period that the page shows, and no longer one", () => {
  const last = "2026-11-24";
  // 1,098 days up to it, and 1,099.
  for (const [first, isShown] of [
    ["2023-11-23", true],
    ["2023-11-22", false],
  ] as const) {
    expect(faultOf(first, last) === null, first).toBe(isShown);
    expect(chosen(first, last).choice === "custom", first).toBe(isShown);
  }
});

test("an address with too long a period keeps its dates and says why they are not shown", async () => {
  const [first, last] = ["2020-01-01", "2026-11-24"] as const;
  const { html, text } = await shown(
    <PeriodPicker chosen={chosen(first, last)} isCompared={false} />,
    `/app?${asked(first, last)}`,
  );
  expect(html).toContain(`value="${first}"`);
  expect(text).toContain("Got 2520 days, expected at most three years, 1098 days");
});
