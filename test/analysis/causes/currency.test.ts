import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cause, Cell, Chain } from "../../../app/analysis/causes/chain.ts";
import { byCurrency, overCurrencies, type Abroad } from "../../../app/analysis/causes/currency.ts";
import { explain } from "../../../app/analysis/causes/explain.ts";

type Sold = { units: number; gross: number; discounts: number };
type Side = { whole: Sold; abroad: Abroad[] };

const chain = ({ units, gross, discounts }: Sold): Chain => ({
  ...{ level: "volume", sign: 1, base: BigInt(units), isPaid: true },
  steps: [
    { effect: "price", amount: BigInt(gross) },
    { effect: "discount", amount: BigInt(gross - discounts) },
  ],
});

function causesOf(cells: Record<string, { before: Side; after: Side }>): Cause[] {
  const plain = Object.entries(cells).map(([key, { before, after }]): Cell => ({
    key,
    before: [chain(before.whole)],
    after: [chain(after.whole)],
  }));
  const split = byCurrency(plain, 0, (key) => ({
    before: cells[key]!.before.abroad,
    after: cells[key]!.after.abroad,
  }));
  return overCurrencies(explain(split, { per: { before: 1, after: 1 }, isPer: false }));
}

const byEffect = (causes: readonly Cause[]) =>
  Object.fromEntries(
    [...Map.groupBy(causes, ({ effect }) => effect)].map(([effect, some]) => [
      effect,
      Number(some.reduce((sum, { amount }) => sum + amount, 0).toFixed(4)),
    ]),
  );

/** Units at a list price in euros less a part of it, at dollars for a euro; minor units. */
function euros(units: number, price: number, off: number, rate: number): Side {
  const paid = units * price * (1 - off);
  const [gross, net] = [units * price * rate, paid * rate].map(Math.round) as [number, number];
  const sold = { currency: "EUR", units: BigInt(units), gross: BigInt(gross), net: BigInt(net) };
  return {
    whole: { units, gross, discounts: gross - net },
    abroad: [{ ...sold, paid: BigInt(Math.round(paid)) }],
  };
}

test("the same sales in euros at another rate are the currency's doing alone", () => {
  // 10 × €20.00 less a tenth are €180.00: at 1.10 $198.00, at 1.20 $216.00.
  const causes = causesOf({ DE: { before: euros(10, 2000, 0.1, 1.1), after: euros(10, 2000, 0.1, 1.2) } }); // prettier-ignore
  expect(byEffect(causes)).toEqual({ currency: 1800 });
});

test("a dearer list price in euros at the same rate is price, not currency", () => {
  const causes = causesOf({ DE: { before: euros(10, 2000, 0, 1.25), after: euros(10, 2200, 0, 1.25) } }); // prettier-ignore
  expect(byEffect(causes)).toEqual({ price: 2500 });
});

test("price and rate that move together share their common part", () => {
  // 10 × (22 × 1.2 − 20 × 1) = 64.00 more; price 10 × 2 × 1.1, rate 10 × 21 × 0.2 (Shapley of a product).
  const causes = causesOf({ DE: { before: euros(10, 2000, 0, 1), after: euros(10, 2200, 0, 1.2) } }); // prettier-ignore
  expect(byEffect(causes)).toEqual({ price: 2200, currency: 4200 });
});

test("a currency that is sold in one period only has no rate effect: its coming is mix and volume", () => {
  const home: Side = { whole: { units: 10, gross: 10_000, discounts: 0 }, abroad: [] };
  const both = euros(10, 2000, 0, 1.5);
  const after: Side = {
    whole: { units: 20, gross: 40_000, discounts: 0 },
    abroad: both.abroad,
  };
  // 10 at $10.00 and then 10 at $30.00 beside them: twice as many at a mean of $20.00.
  expect(byEffect(causesOf({ DE: { before: home, after } }))).toEqual({
    volume: 15_000,
    mix: 15_000,
  });
});

const amounts = fc.record({
  units: fc.integer({ min: 0, max: 500 }),
  gross: fc.integer({ min: 0, max: 900_000 }),
  off: fc.integer({ min: -50, max: 400_000 }),
  paid: fc.integer({ min: -20, max: 900_000 }),
});
const side = fc.tuple(amounts, fc.array(amounts, { maxLength: 2 })).map(([home, others]): Side => {
  const real = ({ units, gross, off }: typeof home) => ({
    units,
    gross: units === 0 ? 0 : gross + 1,
    discounts: units === 0 ? 0 : off,
  });
  const abroad = others.map((each, at): Abroad => {
    const { units, gross, discounts } = real(each);
    const net = BigInt(gross - discounts);
    const sold = { units: BigInt(units), gross: BigInt(gross), net, paid: BigInt(each.paid) };
    return { currency: ["EUR", "GBP"][at]!, ...sold };
  });
  const sum = (of: (sold: Sold) => number) => [home, ...others].reduce((all, each) => all + of(real(each)), 0); // prettier-ignore
  const whole = { units: sum((s) => s.units), gross: sum((s) => s.gross), discounts: sum((s) => s.discounts) }; // prettier-ignore
  return { whole, abroad };
});
const shop = fc.dictionary(fc.string({ maxLength: 3 }), fc.record({ before: side, after: side }), {
  maxKeys: 6,
});

test("causes sum to the gap of each key, currencies that come and go and negative money included", () => {
  fc.assert(
    fc.property(shop, (cells) => {
      const causes = causesOf(cells);
      for (const [key, { before, after }] of Object.entries(cells)) {
        const gap = after.whole.gross - after.whole.discounts - before.whole.gross + before.whole.discounts; // prettier-ignore
        const own = causes.filter((cause) => cause.key === key);
        const sum = own.reduce((all, { amount }) => all + amount, 0);
        const size = own.reduce((all, { amount }) => all + Math.abs(amount), 1e6);
        expect(Math.abs(sum - gap)).toBeLessThan(1e-9 * size);
      }
    }),
  );
});

test("without other currencies nothing is said of them", () => {
  const home = (units: number, gross: number, discounts: number): Side => ({
    whole: { units, gross, discounts },
    abroad: [],
  });
  const cells = { a: { before: home(3, 3000, 100), after: home(5, 6000, 900) } };
  const plain: Cell = { key: "a", before: [chain(cells.a.before.whole)], after: [chain(cells.a.after.whole)] }; // prettier-ignore
  expect(byEffect(causesOf(cells))).toEqual(byEffect(explain([plain], { per: { before: 1, after: 1 }, isPer: false }))); // prettier-ignore
});
