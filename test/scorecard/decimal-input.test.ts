import fc from "fast-check";
import { expect, test } from "vitest";
import { moveDecimal, readDecimal } from "../../app/scorecard/decimal-input.ts";

test("a number is read as its language writes it, and as other keyboards do", () => {
  const cases: [string, string, string | null][] = [
    ["1,234.5", "en", "1234.5"],
    ["1.234,5", "de", "1234.5"],
    ["1 234,5", "fr", "1234.5"],
    ["1’234.5", "de-CH", "1234.5"],
    ["1,500", "en", "1500"],
    ["1.500", "de", "1500"],
    // Three digits after the other language's separator are a fraction, not a group.
    ["1.500", "en", "1.500"],
    ["1,5", "en", "1.5"],
    ["12.5", "de", "12.5"],
    [" 93 ", "en", "93"],
    ["−3", "en", "-3"],
    [".5", "en", "0.5"],
    ["5.", "en", "5"],
  ];
  for (const [typed, locale, read] of cases) {
    expect(readDecimal(typed, locale), `${typed} in ${locale}`).toBe(read);
  }
  for (const typed of ["", "abc", "1e5", "1,2,3", "1.2.3", "--1", "0x10", "1/2", "NaN"]) {
    expect(readDecimal(typed, "en"), typed).toBeNull();
  }
});

test("moving the point is exact and comes back", () => {
  expect(moveDecimal("93.5", -2)).toBe("0.935");
  expect(moveDecimal("-7", -2)).toBe("-0.07");
  expect(moveDecimal("0.935", 2)).toBe("93.5");
  expect(moveDecimal("100", -2)).toBe("1");
  expect(moveDecimal("0.1", 2)).toBe("10");
  expect(moveDecimal("1.50", 0)).toBe("1.5");
  expect(moveDecimal("-0.0", 2)).toBe("0");
  fc.assert(
    fc.property(
      fc.bigInt(-(10n ** 12n), 10n ** 12n),
      fc.integer({ min: 0, max: 6 }),
      (n, places) => {
        const text = n.toString();
        expect(moveDecimal(moveDecimal(text, -places), places)).toBe(text);
      },
    ),
  );
});
