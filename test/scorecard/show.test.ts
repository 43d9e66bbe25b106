import { expect, test } from "vitest";
import { exact } from "../../app/kpis/formula.ts";
import { difference, exactOf, show } from "../../app/scorecard/show.ts";

const money = (currency: string, isTotal: boolean) =>
  ({ unit: "money", currency, isTotal }) as const;

test("money totals have exactly the currency's decimals, quotients four more", () => {
  expect(show(exact(123456n), money("EUR", true))).toBe("1234.56");
  expect(show(exact(1234n), money("JPY", true))).toBe("1234");
  expect(show(exact(-5n), money("KWD", true))).toBe("-0.005");
  // online-retail: 6,304,826.06 over 12,495 orders
  expect(show(exact(630482606n, 12495n), money("GBP", false))).toBe("504.587920");
  expect(show(exact(10n, 3n), money("JPY", false))).toBe("3.3333");
  expect(show(exact(10n, 3n), money("KWD", false))).toBe("0.0033333");
});

test("quotients are rounded half to even and never through floats", () => {
  // 0.00005 and 0.00015 of a yen
  expect(show(exact(1n, 20000n), money("JPY", false))).toBe("0.0000");
  expect(show(exact(3n, 20000n), money("JPY", false))).toBe("0.0002");
  expect(show(exact(2n ** 70n + 1n, 2n), money("USD", false))).toBe("5902958103587056517.125000");
});

test("what is no money is a number", () => {
  expect(show(exact(1n, 3n), { unit: "ratio", currency: "USD", isTotal: false })).toBe(1 / 3);
  expect(show(54.352, { unit: "hours", currency: "USD", isTotal: false })).toBe(54.352);
  expect(show(exact(7n), { unit: "count", currency: "USD", isTotal: true })).toBe(7);
});

test("differences of exact quantities are exact", () => {
  expect(difference(exact(1n, 3n), exact(1n, 4n))).toEqual({ top: 1n, bottom: 12n });
  expect(difference(2.5, exact(1n, 2n))).toBe(2);
});

test("a target's decimals are read exactly", () => {
  expect(exactOf("48210.5", money("EUR", true))).toEqual({ top: 48210500n, bottom: 10n });
  expect(exactOf("-0.05", { unit: "ratio", currency: "EUR", isTotal: false })).toEqual({
    top: -5n,
    bottom: 100n,
  });
});
