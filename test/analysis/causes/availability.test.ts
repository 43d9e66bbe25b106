import fc from "fast-check";
import { expect, test } from "vitest";
import { carveAvailability, type Lost } from "../../../app/analysis/causes/availability.ts";
import type { Cause, Cell, Chain } from "../../../app/analysis/causes/chain.ts";
import { explain } from "../../../app/analysis/causes/explain.ts";
import { addUp } from "../../../app/scorecard/causes.ts";

type Sold = { units: number; gross: number; discounts: number };
type Sides = { before: Sold; after: Sold };
const none: Sold = { units: 0, gross: 0, discounts: 0 };

const chain = ({ units, gross, discounts }: Sold): Chain => ({
  ...{ level: "volume", sign: 1, base: BigInt(units), isPaid: true },
  steps: [
    { effect: "price", amount: BigInt(gross) },
    { effect: "discount", amount: BigInt(gross - discounts) },
  ],
});
const cellsOf = (sales: Record<string, Sides>): Cell[] =>
  Object.entries(sales).map(([key, { before, after }]) => ({
    key,
    before: [chain(before)],
    after: [chain(after)],
  }));
const plain = (cells: readonly Cell[]) =>
  explain(cells, { per: { before: 1, after: 1 }, isPer: false });
const carved = (sales: Record<string, Sides>, lost: readonly Lost[], isByProduct = false) => {
  const cells = cellsOf(sales);
  return carveAvailability(plain(cells), { lost, cells, isByProduct });
};
const rounded = (causes: readonly Cause[]) =>
  Object.fromEntries(
    causes.map(({ effect, key, amount }) => [`${effect}:${key}`, Number(amount.toFixed(6))]),
  );

const sock = { item: "1", product: "socks", perDay: 2, price: 1000 };

test("what was lost to empty shelves is taken out of volume, at the price less discounts", () => {
  // 10 and then 4 pairs at 10.00 less a tenth: 54.00 less, all of it volume. Three days out now at 2 pairs
  // a day are 6 pairs of 9.00, 54.00: nothing is left of volume. One day out before gives 18.00 back.
  const sales = {
    socks: {
      before: { units: 10, gross: 10_000, discounts: 1000 },
      after: { units: 4, gross: 4000, discounts: 400 },
    },
  };
  expect(rounded(carved(sales, []))).toEqual({ "volume:socks": -5400 });
  expect(rounded(carved(sales, [{ ...sock, before: 0, after: 3 }], true))).toEqual({
    "availability:socks": -5400,
  });
  expect(rounded(carved(sales, [{ ...sock, before: 1, after: 3 }], true))).toEqual({
    "volume:socks": -1800,
    "availability:socks": -3600,
  });
});

test("a loss is spread over channels as each period's units are", () => {
  const sold = (units: number) => ({ units, gross: units * 1000, discounts: 0 });
  const sales = {
    online: { before: sold(10), after: sold(6) },
    pos: { before: none, after: sold(2) },
  };
  // Before one day, 20.00, all online; after two days, 40.00, three quarters of it online.
  const causes = carved(sales, [{ ...sock, before: 1, after: 2 }]);
  const lost = causes.filter(({ effect }) => effect === "availability");
  expect(rounded(lost)).toEqual({ "availability:online": -1000, "availability:pos": -1000 });
});

test("out in both periods alike is no cause; a product sold in neither loses what volume gains", () => {
  const sales = { mugs: { before: { ...none, units: 1, gross: 500 }, after: none } };
  const hat = { item: "2", product: "hats", perDay: 1, price: 100 };
  expect(rounded(carved(sales, [{ ...hat, before: 7, after: 7 }], true))).toEqual({
    "volume:mugs": -500,
  });
  expect(rounded(carved(sales, [{ ...hat, before: 0, after: 7 }], true))).toEqual({
    "volume:mugs": -500,
    "volume:hats": 700,
    "availability:hats": -700,
  });
  // Nothing sold in either period: no channel it could have been lost in.
  expect(carved({ online: { before: none, after: none } }, [{ ...hat, before: 0, after: 7 }])).toEqual([]); // prettier-ignore
  expect(carved({}, [{ ...hat, before: 0, after: 7 }])).toEqual([]);
});

const sold = fc
  .record({
    units: fc.integer({ min: 0, max: 500 }),
    gross: fc.integer({ min: 0, max: 900_000 }),
    discounts: fc.integer({ min: -50, max: 400_000 }),
  })
  .map((each): Sold => (each.units === 0 ? none : { ...each, gross: each.gross + 1 }));
const shop = fc.dictionary(
  fc.constantFrom("a", "b", "c", "d"),
  fc.record({ before: sold, after: sold }),
);
const days = fc.integer({ min: 0, max: 31 });
const losses = fc.uniqueArray(
  fc.record({
    item: fc.string({ maxLength: 4 }),
    product: fc.constantFrom("a", "b", "sold never"),
    perDay: fc.double({ min: 0, max: 40, noNaN: true }),
    price: fc.integer({ min: 0, max: 90_000 }),
    before: days,
    after: days,
  }),
  { selector: ({ item }) => item, maxLength: 6 },
);

test("parts sum to the gap in its last decimal and no order changes them, whatever was out", () => {
  fc.assert(
    fc.property(shop, losses, fc.boolean(), (sales, lost, isByProduct) => {
      const net = ({ gross, discounts }: Sold) => gross - discounts;
      const gap = Object.values(sales).reduce((sum, { before, after }) => sum + net(after) - net(before), 0); // prettier-ignore
      const causes = carved(sales, lost, isByProduct);
      const grain = { gap: BigInt(gap), show: String };
      const told = addUp(causes, { gap, grain });
      expect(Number(told.unexplained)).toBe(0);
      for (const parts of [told.effects, told.keys, told.cells]) {
        expect(parts.reduce((sum, { amount }) => sum + Number(amount), 0)).toBe(gap);
      }
      // By key nothing moved but between volume and availability.
      const byKey = (some: readonly Cause[]) => (key: string) =>
        some.reduce((sum, cause) => sum + (cause.key === key ? cause.amount : 0), 0);
      const then = byKey(plain(cellsOf(sales)));
      for (const key of Object.keys(sales)) expect(byKey(causes)(key)).toBeCloseTo(then(key), 3);
      const turned = Object.fromEntries(Object.entries(sales).reverse());
      const other = new Map(Object.entries(rounded(carved(turned, [...lost].reverse(), isByProduct)))); // prettier-ignore
      for (const [part, amount] of Object.entries(rounded(causes))) {
        expect(other.get(part) ?? 0).toBeCloseTo(amount, 3);
      }
    }),
  );
});
