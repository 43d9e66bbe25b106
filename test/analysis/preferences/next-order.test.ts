import { expect, test } from "vitest";
import {
  chanceOf,
  featuresAt,
  fitLogistic,
  learnNextOrder,
} from "../../../app/analysis/preferences/next-order.ts";
import { hasData, readRows } from "../recommend/data.ts";

// A saturated model gives each group its own share: 20 of 100, and 60 of 100. Log odds ln(1/4) = −1.386;
// the log odds ratio is ln(1.5 ÷ 0.25) = 1.792. The ridge moves them in the fourth digit.
test("the fit gives each of two groups its own share", () => {
  const group = (x: number, came: number) =>
    Array.from({ length: 100 }, (_, at) => ({ features: [1, x], came: at < came }));
  const weights = fitLogistic([...group(0, 20), ...group(1, 60)]);
  expect(weights[0]).toBeCloseTo(Math.log(0.25), 2);
  expect(weights[1]).toBeCloseTo(Math.log(6), 2);
  expect(chanceOf(weights, [1, 1])).toBeCloseTo(0.6, 3);
});

test("what comes after the cut is not looked at; nobody's first order is foretold", () => {
  const history = [10, 40, 100].map((day) => ({ day, value: 500 }));
  // Two orders, 20 days ago; (30 + 60) ÷ 2 = 45 days of smoothed gap.
  expect(featuresAt(history, 60)).toEqual([
    ...[1, Math.log(2), Math.log(21), Math.log(0.1 + 20 / 45), Math.log(3)],
  ]);
  expect(featuresAt(history, 10)).toBeNull();
  expect(learnNextOrder([history], { end: 130, seed: 1 })).toBeNull();
});

test.skipIf(!hasData)(
  "online-retail: the top tenth comes again at least as often as by the rule",
  () => {
    const byCustomer = new Map<string, Map<string, { day: number; value: number }>>();
    for (const row of readRows("online-retail/transactions_2010-12_2011-08.csv.gz")) {
      const [units, price] = [Number(row["Quantity"]), Number(row["UnitPrice"])];
      const customer = row["CustomerID"] ?? "";
      if (units <= 0 || price <= 0 || customer === "") continue;
      const day = Math.floor(
        Date.parse(`${(row["InvoiceDate"] ?? "").slice(0, 10)}Z`) / 86_400_000,
      );
      const orders = byCustomer.get(customer) ?? new Map<string, { day: number; value: number }>();
      byCustomer.set(customer, orders);
      const order = orders.get(row["InvoiceNo"] ?? "") ?? { day, value: 0 };
      orders.set(row["InvoiceNo"] ?? "", { day, value: order.value + units * price * 100 });
    }
    const histories = [...byCustomer.values()].map((orders) =>
      [...orders.values()].sort((a, b) => a.day - b.day),
    );
    const last = Math.max(...histories.map((history) => history.at(-1)!.day));
    for (const end of [last + 1, last - 20, last - 41]) {
      const { card } = learnNextOrder(histories, { end, seed: 1 })!;
      expect(card.model, `${end}`).toBeGreaterThan(2 * card.base);
      // Not surely worse than the rule, at any of three cuts.
      expect(card.interval![1], `${end} ${JSON.stringify(card)}`).toBeGreaterThan(0);
    }
  },
);
