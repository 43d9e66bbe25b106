import { expect, test } from "vitest";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";

test("the chosen period ends with today and is one of the choices", () => {
  expect(chosenPeriod(new URLSearchParams("days=7"), "2026-11-22")).toEqual({
    days: 7,
    period: { from: "2026-11-16", to: "2026-11-23" },
  });
  for (const odd of ["", "days=31", "days=-7", "days=x"]) {
    expect(chosenPeriod(new URLSearchParams(odd), "2026-11-22").days).toBe(30);
  }
});
