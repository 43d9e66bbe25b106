// What cannot add up over days is a query over indexed facts: its SQL stands in kpis/queries as text
// and the scorecard runs it inside the shop's transaction.

/** The ways a number can be split. */
export type Split =
  | "channel"
  | "region"
  | "customer-kind"
  | "product"
  | "location"
  | "carrier"
  | "weekday"
  | "lateness";
export const splits: readonly Split[] = [
  "channel",
  "region",
  "customer-kind",
  "product",
  "location",
  "carrier",
  "weekday",
  "lateness",
];

/** $1 is always the shop; these follow from $2 in the query's own order. today: the shop's day. */
export type Parameter = "from" | "to" | "today";

export type PeriodQuery = {
  name: string;
  parameters: readonly Parameter[];
  /** The columns of a split's rows sum to those of the whole. Default: nobody says so. */
  addsUp?: true;
  /** How far outside its days a fact can lie and still change the answer. */
  reach: { daysBefore: number; daysAfter: number };
  /**
   * @param key SQL of a row's key over the alias `o` of `orders`: a column, or a constant.
   * @returns text whose rows are `key` and int8 columns, one row per key.
   */
  text(key: string): string;
};
