// What orders cost by rules, as the Costs page shows it: shapes and which rule holds today.
import type { CostAmount, CostKind, CostRule } from "../ledger/cost-rule.ts";
import type { Day } from "../ledger/day.ts";
import type { ScorecardKpi } from "./types.ts";

/** Which amounts a kind of cost can have, in the order of kinds. */
export type CostAmounts = Readonly<Record<CostKind, readonly CostAmount[]>>;

/** Amounts in major units, as decimal text; percent as it is. */
export type ShownRule = CostRule & {
  /** now: it holds for what it names · later: not yet · over: a later one took its place. */
  holds: "now" | "later" | "over";
  /** What its location is called, by id where it has no name; null: it names none. */
  locationName: string | null;
};

/** Where the shop sells and sends from. */
export type CostLocation = { id: string; name: string };

/** Of the latest orders, by who took the payment; null: not told. */
export type Gateway = { name: string | null; orders: number; hasRule: boolean };

/** Of labels, in major units. */
export type Labels = {
  labels: number;
  /** Orders that have any. */
  orders: number;
  /** Decimal text: of these labels, and of those whose order is not known. */
  amount: string;
  notFound: string;
};

export type Costs = {
  rules: ShownRule[];
  locations: CostLocation[];
  /** The latest that carriers billed; null: no file of labels was ever told. */
  labels: Labels | null;
  /** Most orders first. */
  gateways: Gateway[];
  /** How many orders the gateways are of. */
  orders: number;
  /** Contribution margin by version 2 over the last 30 days. */
  margin: ScorecardKpi;
  /** Days that wait to be counted again. */
  dirtyDays: number;
};

const keyOf = ({ cost, match, location }: CostRule) => `${cost}\n${match}\n${location}`;

/** Whether each rule holds on a day; a later rule for the same thing takes its place. */
export function withState(
  rules: readonly CostRule[],
  today: Day,
  locations: readonly CostLocation[] = [],
): ShownRule[] {
  const nameOf = new Map(locations.map(({ id, name }) => [id, name]));
  const latest = new Map<string, Day>();
  for (const rule of rules) {
    const known = latest.get(keyOf(rule));
    const isBegun = rule.validFrom <= today;
    if (isBegun && (!known || rule.validFrom > known)) latest.set(keyOf(rule), rule.validFrom);
  }
  return rules.map((rule) => {
    const isLater = rule.validFrom > today;
    const isNow = latest.get(keyOf(rule)) === rule.validFrom;
    const { location } = rule;
    const locationName = location === "" ? null : (nameOf.get(location) ?? location);
    return { ...rule, locationName, holds: isLater ? "later" : isNow ? "now" : "over" };
  });
}

/** Whether the fee of a gateway is known by rules that hold: by name, or by one for all others. */
export function hasFeeRule(rules: readonly ShownRule[], gateway: string | null): boolean {
  const fees = rules.filter(
    ({ cost, holds, location }) => cost === "fee" && holds === "now" && location === "",
  );
  const isNamed = fees.some(({ match }) => match === gateway);
  const isElse = fees.some(({ match }) => match === "");
  // Nobody knows what an untold gateway is, unless one rule is for all there are.
  return isNamed || (isElse && (gateway !== null || fees.every(({ match }) => match === "")));
}
