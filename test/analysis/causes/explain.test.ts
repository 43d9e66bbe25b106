import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cause, Cell, Chain, Sum } from "../../../app/analysis/causes/chain.ts";
import { explain } from "../../../app/analysis/causes/explain.ts";

type Sold = { units: number; gross: number; discounts: number; returns: number };
const none: Sold = { units: 0, gross: 0, discounts: 0, returns: 0 };

function parts({ units, gross, discounts, returns }: Sold): (Chain | Sum)[] {
  return [
    {
      level: "volume",
      sign: 1,
      base: BigInt(units),
      steps: [
        { effect: "price", amount: BigInt(gross) },
        { effect: "discount", amount: BigInt(gross - discounts) },
      ],
    },
    { effect: "returns", amount: BigInt(-returns) },
  ];
}
const sales = (cells: Record<string, [before: Sold, after: Sold]>): Cause[] =>
  explain(
    Object.entries(cells).map(([key, [before, after]]) => ({
      key,
      before: parts(before),
      after: parts(after),
    })),
    { per: { before: 1, after: 1 }, isPer: false },
  );
const byEffect = (causes: readonly Cause[]) =>
  Object.fromEntries(
    [...Map.groupBy(causes, ({ effect }) => effect)].map(([effect, some]) => [
      effect,
      Number(some.reduce((sum, { amount }) => sum + amount, 0).toFixed(6)),
    ]),
  );

test("twice as much of everything is volume alone", () => {
  const a = { units: 10, gross: 1000, discounts: 100, returns: 0 };
  const b = { units: 5, gross: 2000, discounts: 0, returns: 0 };
  const twice = (sold: Sold) => ({
    units: sold.units * 2,
    gross: sold.gross * 2,
    discounts: sold.discounts * 2,
    returns: 0,
  });
  expect(byEffect(sales({ a: [a, twice(a)], b: [b, twice(b)] }))).toEqual({ volume: 2900 });
});

test("each factor that changes alone explains all of the gap", () => {
  const sold = { units: 10, gross: 1000, discounts: 100, returns: 0 };
  const gap = (after: Partial<Sold>) => byEffect(sales({ a: [sold, { ...sold, ...after }] }));
  // A tenth more expensive at the same rate of discount; a discount of 30 % in place of 10 %.
  expect(gap({ gross: 1100, discounts: 110 })).toEqual({ price: 90 });
  expect(gap({ discounts: 300 })).toEqual({ discount: -200 });
  expect(gap({ returns: 70 })).toEqual({ returns: -70 });
});

test("units that move to a dearer product are mix; one that comes or goes has no price effect", () => {
  // 10 units at 100 and 10 at 300 become 5 and 15: the mean of 200 becomes 250.
  const at = (units: number, price: number) => ({ ...none, units, gross: units * price });
  const moved = { a: [at(10, 100), at(5, 100)], b: [at(10, 300), at(15, 300)] } as const;
  expect(byEffect(sales({ a: [...moved.a], b: [...moved.b] }))).toEqual({ mix: 1000 });
  expect(byEffect(sales({ a: [at(10, 100), at(5, 100)], b: [none, at(5, 300)] }))).toEqual({
    mix: 1000,
  });
  expect(byEffect(sales({ a: [none, at(5, 100)] }))).toEqual({ volume: 500 });
});

test("a ratio is rate where each is higher, mix where more is in the higher one", () => {
  const ratio = (cells: Record<string, [[bigint, bigint], [bigint, bigint]]>) => {
    const chain = ([top, base]: [bigint, bigint]): Chain => ({
      ...{ level: null, sign: 1, base },
      steps: [{ effect: "rate", amount: top }],
    });
    const entries = Object.entries(cells);
    const per = (when: 0 | 1) => Number(entries.reduce((sum, [, cell]) => sum + cell[when][1], 0n));
    return explain(
      entries.map(([key, [before, after]]) => ({
        key,
        before: [chain(before)],
        after: [chain(after)],
      })),
      { per: { before: per(0), after: per(1) }, isPer: true },
    );
  };
  // 50 % and 90 % of as many become 50 % and 90 % of 1 to 3: 70 % to 80 %. Against the mean of 75 %
  // the one loses 25 points of share at −25 and the other wins them at +15.
  const mixed = ratio({ a: [[50n, 100n], [25n, 50n]], b: [[90n, 100n], [135n, 150n]] }); // prettier-ignore
  expect(byEffect(mixed)).toEqual({ mix: 0.1 });
  expect(mixed.map(({ key, amount }) => [key, Number(amount.toFixed(6))])).toEqual([
    ["a", 0.0625],
    ["b", 0.0375],
  ]);
  expect(byEffect(ratio({ a: [[50n, 100n], [60n, 100n]] }))).toEqual({ rate: 0.1 }); // prettier-ignore
  // What stands on nothing is left over: 10 of 0.
  expect(ratio({ a: [[50n, 100n], [50n, 100n]], b: [[0n, 0n], [10n, 0n]] })).toEqual([]); // prettier-ignore
});

const sold = fc
  .record({
    units: fc.integer({ min: 0, max: 2000 }),
    price: fc.integer({ min: 1, max: 100_000 }),
    discounts: fc.integer({ min: -10, max: 50_000 }),
    returns: fc.integer({ min: -500, max: 90_000 }),
  })
  .map(({ units, price, discounts, returns }) => ({
    units,
    gross: units * price,
    discounts: units === 0 ? 0 : discounts,
    returns,
  }));
const shop = fc.dictionary(fc.string({ maxLength: 3 }), fc.tuple(sold, sold), { maxKeys: 12 });
const net = ({ gross, discounts, returns }: Sold) => gross - discounts - returns;

test("causes sum to the gap and, key by key, to the key's own change, zero cells included", () => {
  fc.assert(
    fc.property(shop, (cells) => {
      const causes = sales(cells);
      const size = Object.values(cells).reduce(
        (sum, pair) => sum + pair[0].gross + pair[1].gross,
        1,
      );
      let gap = 0;
      for (const [key, [before, after]] of Object.entries(cells)) {
        const own = causes.filter((cause) => cause.key === key);
        const sum = own.reduce((all, { amount }) => all + amount, 0);
        expect(Math.abs(sum - (net(after) - net(before)))).toBeLessThan(1e-9 * size);
        gap += net(after) - net(before);
      }
      const sum = causes.reduce((all, { amount }) => all + amount, 0);
      expect(Math.abs(sum - gap)).toBeLessThan(1e-9 * size);
    }),
  );
});

test("the order of the keys changes nothing, and back is the same with the other sign", () => {
  fc.assert(
    fc.property(shop, (cells) => {
      const reversed = Object.fromEntries(Object.entries(cells).toReversed());
      expect(sales(reversed)).toEqual(sales(cells));
      const swapped = Object.fromEntries(
        Object.entries(cells).map(([key, [before, after]]) => [
          key,
          [after, before] as [Sold, Sold],
        ]),
      );
      const [there, back] = [byEffect(sales(cells)), byEffect(sales(swapped))];
      for (const effect of Object.keys(there)) {
        expect(Math.abs((there[effect] ?? 0) + (back[effect] ?? 0))).toBeLessThan(0.01);
      }
    }),
  );
});

test("money without units has no price: it is left to the unexplained", () => {
  const cell: Cell = {
    key: "a",
    before: parts(none),
    after: parts({ ...none, gross: 500, returns: 20 }),
  };
  expect(explain([cell], { per: { before: 1, after: 1 }, isPer: false })).toEqual([
    { effect: "returns", key: "a", amount: -20 },
  ]);
});
