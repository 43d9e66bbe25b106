// 9,835 baskets of a German grocery (Hahsler, arules, data Groceries); values of reference.json.
import { expect, test } from "vitest";
import { groupBuilder, groupsPerItem, rowsOf } from "../../../app/analysis/recommend/groups.ts";
import { lift, logLikelihoodRatio } from "../../../app/analysis/recommend/llr.ts";
import { nearest } from "../../../app/analysis/recommend/neighbours.ts";
import { hasData, numbered, readReference, readRows } from "./data.ts";

type Pair = {
  a: string;
  b: string;
  both: number;
  support: number;
  conf_a_b: number;
  conf_b_a: number;
  lift: number;
  llr: number;
};
type Reference = {
  baskets: number;
  items: number;
  lines: number;
  top_items: Record<string, number>;
  rule_liquor_and_red_wine_to_bottled_beer: { support: number; confidence: number; lift: number };
  top20_pairs_by_llr_min10: Pair[];
  "pair_rules_support_ge_0.001_confidence_ge_0.5": number;
};

function readGroceries() {
  const rows = readRows("groceries/baskets.csv");
  const { names, numberOf } = numbered(rows.map((row) => row.item!));
  const baskets = new Map<string, Set<number>>();
  for (const { basket, item } of rows) {
    const things = baskets.get(basket!) ?? new Set();
    baskets.set(basket!, things.add(numberOf.get(item!)!));
  }
  const builder = groupBuilder();
  for (const things of baskets.values()) builder.add(things);
  return { names, numberOf, baskets: [...baskets.values()], groups: builder.build() };
}

const digits8 = (value: number) => Number(value.toFixed(8));

test.skipIf(!hasData)(
  "groceries: counts, and the twenty strongest pairs with all their figures",
  () => {
    const known = readReference<Reference>("groceries");
    const { names, groups } = readGroceries();
    expect([groups.count, groups.itemCount, groups.items.length]).toEqual([
      known.baskets,
      known.items,
      known.lines,
    ]);
    const held = groupsPerItem(groups);
    for (const [name, count] of Object.entries(known.top_items)) {
      expect([name, held[names.indexOf(name)]]).toEqual([name, count]);
    }
    const pairs = [...rowsOf(groups)].flatMap((row) =>
      nearest(row, (item) => held[item]!, groups.count)
        .filter(({ item, both }) => item > row.item && both >= 10)
        .map(({ item, both, llr }): Pair => {
          const [a, b] = [row.groups, held[item]!];
          return {
            a: names[row.item]!,
            b: names[item]!,
            both,
            support: digits8(both / groups.count),
            conf_a_b: digits8(both / a),
            conf_b_a: digits8(both / b),
            lift: digits8(lift(both, a, b, groups.count)),
            llr: digits8(llr),
          };
        }),
    );
    const top = pairs.sort((x, y) => y.llr - x.llr).slice(0, 20);
    expect(top).toEqual(known.top20_pairs_by_llr_min10);
  },
);

test.skipIf(!hasData)("groceries: published rules", () => {
  const known = readReference<Reference>("groceries");
  const { numberOf, baskets, groups } = readGroceries();
  const holding = (...names: string[]) =>
    baskets.filter((basket) => names.every((name) => basket.has(numberOf.get(name)!))).length;
  const rule = known.rule_liquor_and_red_wine_to_bottled_beer;
  const wine = holding("liquor", "red/blush wine");
  const all = holding("liquor", "red/blush wine", "bottled beer");
  expect(all / groups.count).toBeCloseTo(rule.support, 12);
  expect(all / wine).toBeCloseTo(rule.confidence, 12);
  expect(lift(all, wine, holding("bottled beer"), groups.count)).toBeCloseTo(rule.lift, 10);

  const rules = [...rowsOf(groups)].flatMap((row) =>
    [...row.counts].filter((both) => both / groups.count >= 0.001 && both / row.groups >= 0.5),
  );
  expect(rules).toHaveLength(known["pair_rules_support_ge_0.001_confidence_ge_0.5"]);
});

test("the log-likelihood ratio of Dunning's table", () => {
  // Dunning 1993, table 2, "the swiss": 110, 2442, 111, 29114 → 270.72.
  const [both, a, b, neither] = [110, 2442, 111, 29114];
  const ratio = logLikelihoodRatio(both, both + a, both + b, both + a + b + neither);
  expect(ratio).toBeCloseTo(270.72, 2);
  // Independent: both = a·b/n.
  expect(logLikelihoodRatio(20, 100, 200, 1000)).toBeCloseTo(0, 9);
});
