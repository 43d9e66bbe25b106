// Glossary.
//
// effect   one kind of cause: more units, higher prices, more discount
// cell     one key of a split, such as a channel, in both periods
// chain    how a cell's amount comes about: units → merchandise → merchandise after discounts. Each
//          amount over the one before is a factor: price, what discounts leave. The first amount over
//          that of all cells is the mix, that of all cells the level.
// sum      an amount of a cell that stands for itself, such as money that went back

/** In the order they are shown. */
export const effects = [
  "volume",
  "availability",
  "units-per-order",
  "mix",
  "price",
  "discount",
  "currency",
  "cost",
  "returns",
  "fees",
  "shipping",
  "return-cost",
  "rate",
  "asked",
] as const;
export type Effect = (typeof effects)[number];

export type Chain = {
  /** What more or less of the first amount in all is called; null: a ratio is taken over it. */
  level: Effect | null;
  /** The first amount. */
  base: bigint;
  steps: readonly { effect: Effect; amount: bigint }[];
  /** −1: the last amount is taken off. */
  sign: 1 | -1;
  /** Units → merchandise → after discounts: what buyers paid, who may pay in other money. */
  isPaid?: true;
};
export type Sum = { effect: Effect; amount: bigint };

export const isSum = (part: Chain | Sum): part is Sum => "effect" in part;

/** A cell in both periods, chains and sums in the same order. */
export type Cell = {
  key: string;
  before: readonly (Chain | Sum)[];
  after: readonly (Chain | Sum)[];
};

/** What an effect in a cell did, in the value's unit. */
export type Cause = { effect: Effect; key: string; amount: number };
