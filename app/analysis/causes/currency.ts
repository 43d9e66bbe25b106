// What rates of exchange did to what buyers paid. A key's sales are taken apart by the currency they were
// paid in; in each the chain goes on in that money and is changed into the shop's last. A price that stays
// the same for the buyer is then no price effect, whatever the rate did.
import { isSum, type Cause, type Cell, type Chain, type Sum } from "./chain.ts";

/** Of the orders of one key in one other currency; shop money and that currency in minor units. */
export type Abroad = {
  currency: string;
  units: bigint;
  gross: bigint;
  /** gross − discounts. */
  net: bigint;
  /** The same as `net`, as buyers paid it. */
  paid: bigint;
};

/** So that an amount that is only known by proportion is exact enough. */
const fine = 1_000_000n;

/** Between a key and a currency: no key holds it. */
const mark = "\u0000";

/** `list` and `paid` in the buyer's money, `list` before discounts and `fine` times as large. */
type Amounts = { units: bigint; list: bigint; paid: bigint; net: bigint };

function chainOf(chain: Chain, { units, list, paid, net }: Amounts): Chain {
  const [price, discount] = chain.steps;
  return {
    ...{ level: chain.level, sign: chain.sign, base: units },
    steps: [
      { effect: price!.effect, amount: list },
      { effect: discount!.effect, amount: paid * fine },
      { effect: "currency", amount: net },
    ],
  };
}

/** The rate of the discounted amount holds for the one before, too: both are of the same orders. */
const amountsOf = ({ units, gross, net, paid }: Abroad): Amounts => ({
  ...{ units, paid, net },
  list: (gross * paid * fine) / net,
});

/** Money with a rate: what was given for nothing, or is not known in the buyer's money, has none. */
const isRated = ({ net, paid }: Abroad) => net > 0n && paid > 0n;

function splitChain(chain: Chain, abroad: readonly Abroad[]): Map<string, Chain> {
  const own = abroad.filter(isRated);
  const [price, discount] = chain.steps;
  const less = (whole: bigint, of: (sold: Abroad) => bigint) =>
    own.reduce((rest, sold) => rest - of(sold), whole);
  const net = less(discount!.amount, (sold) => sold.net);
  const home: Amounts = {
    units: less(chain.base, ({ units }) => units),
    list: less(price!.amount, ({ gross }) => gross) * fine,
    ...{ paid: net, net },
  };
  return new Map([
    ["", chainOf(chain, home)],
    ...own.map((sold): [string, Chain] => [sold.currency, chainOf(chain, amountsOf(sold))]),
  ]);
}

const nothing: Amounts = { units: 0n, list: 0n, paid: 0n, net: 0n };

export type AbroadOf = (key: string) => { before: readonly Abroad[]; after: readonly Abroad[] };

/**
 * The cells whose n-th part is what buyers paid, by key and currency, with that part alone; in shop money
 * they sum to the cells they come from.
 */
export function byCurrency(cells: readonly Cell[], at: number, abroad: AbroadOf): Cell[] {
  return cells.flatMap(({ key, before, after }): Cell[] => {
    const [was, is] = [before[at], after[at]];
    if (!was || !is || isSum(was) || isSum(is)) return [];
    const sold = abroad(key);
    const then = splitChain(was, sold.before);
    const now = splitChain(is, sold.after);
    return [...new Set([...then.keys(), ...now.keys()])].map((currency) => ({
      key: `${key}${mark}${currency}`,
      before: [then.get(currency) ?? chainOf(was, nothing)],
      after: [now.get(currency) ?? chainOf(is, nothing)],
    }));
  });
}

/** Causes by key again, one per effect. */
export function overCurrencies(causes: readonly Cause[]): Cause[] {
  const merged = new Map<string, Cause>();
  for (const { effect, key: place, amount } of causes) {
    const key = place.split(mark)[0]!;
    const id = `${effect}${mark}${key}`;
    merged.set(id, { effect, key, amount: (merged.get(id)?.amount ?? 0) + amount });
  }
  return [...merged.values()].filter(({ amount }) => amount !== 0);
}

/** Where in the parts what buyers paid stands; −1: nowhere. */
export const paidAt = (parts: readonly (Chain | Sum)[]): number =>
  parts.findIndex((part) => !isSum(part) && part.isPaid === true);
