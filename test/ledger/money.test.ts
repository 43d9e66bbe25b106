import { expect, test } from "vitest";
import {
  divideHalfEven,
  formatMinor,
  formatScaled,
  isDecimal,
  spread,
  toMinor,
} from "../../app/ledger/money.ts";

test("a price becomes minor units by its currency's exponent", () => {
  expect(toMinor("12.5", "EUR")).toBe(1250n);
  expect(toMinor("1200", "JPY")).toBe(1200n);
  expect(toMinor("1.2345", "KWD")).toBe(1234n);
  expect(toMinor("-0.01", "USD")).toBe(-1n);
});

test("a line total is rounded once, half to even", () => {
  // 0.335 × 1 = 33.5 cents → 34 (even); 0.345 → 34.5 → 34 (even); × 3 = 103.5 → 104
  expect(toMinor("0.335", "USD")).toBe(34n);
  expect(toMinor("0.345", "USD")).toBe(34n);
  expect(toMinor("0.345", "USD", 3)).toBe(104n);
});

test("a text that is no decimal is refused", () => {
  expect(() => toMinor("1,200.00", "USD")).toThrow('got "1,200.00"');
  expect(() => toMinor("", "USD")).toThrow("expected a decimal");
});

test("what no column holds is no decimal; zeros in front do not count", () => {
  expect(isDecimal("999999999999.99")).toBe(true);
  expect(isDecimal("1000000000000")).toBe(false);
  expect(isDecimal("-00000000000000000012.50")).toBe(true);
});

test("amounts print with exactly the currency's decimals", () => {
  expect(formatMinor(-5n, "EUR")).toBe("-0.05");
  expect(formatMinor(7n, "JPY")).toBe("7");
  expect(formatMinor(1234n, "KWD")).toBe("1.234");
  expect(formatScaled(504587920n, 6)).toBe("504.587920");
});

test("division rounds ties to even on both sides of zero", () => {
  expect([5n, 15n, -5n, -15n, 14n].map((n) => divideHalfEven(n, 10n))).toEqual([
    0n,
    2n,
    0n,
    -2n,
    1n,
  ]);
});

test("a spread sums to its total with the largest remainders first", () => {
  // 10 over 1:1:1 → 3.33 each, one cent left for the first
  expect(spread(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
  // 7 over 2:3 → 2.8 and 4.2: floors 2 + 4, the cent goes to .8
  expect(spread(7n, [2n, 3n])).toEqual([3n, 4n]);
  expect(spread(-7n, [2n, 3n])).toEqual([-3n, -4n]);
  expect(spread(5n, [0n, 0n])).toEqual([5n, 0n]);
});
