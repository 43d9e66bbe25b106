// One declaration per KPI: engine, panels, catalogue, command line and tests read nothing else.
import type { Fact } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Reason } from "../ledger/result.ts";
import type { Formula, Unit } from "./formula.ts";
import type { Split } from "./query.ts";

export type PerspectiveId = "customer" | "financial" | "process" | "learning";
/** In the order a scorecard shows them. */
export const perspectives: readonly PerspectiveId[] = [
  "customer",
  "financial",
  "process",
  "learning",
];

/** What a value may stand on. Sales and returns: of one order, its sale day and each day of a refund. */
export const countable = [
  ...(["orders", "sales-and-returns", "customers", "new-customers", "answers", "steps"] as const),
  ...(["units-sold", "units-in-stock", "variants"] as const),
  ...(["assignments", "checks", "possibilities"] as const),
] as const;
export type Countable = (typeof countable)[number];

/** What is proposed as a target; nothing is on or off before a merchant has set one. */
export type TargetRule =
  /** The previous period's value and a fraction more; less than 0 where down is better. */
  | { rule: "growth"; by: number }
  /** A level in the KPI's unit. */
  | { rule: "level"; at: number };

/** The shop an example happens in is a USD shop in UTC; what differs is said here. */
export type ExampleShop = {
  currency?: string;
  timeZone?: string;
  shipPromiseHours?: number;
  deliverPromiseHours?: number;
};

export type Expected =
  | {
      /** As the scorecard shows it: money as text, everything else a number. */
      value: string | number;
      n?: number;
      coverage?: number;
      beside?: Readonly<Record<string, string | number>>;
    }
  | { reason: Reason };

export type Example = {
  given: readonly Fact[];
  /** Default: March 2026, asked on 1 July 2026. */
  period?: Period;
  asOf?: string;
  shop?: ExampleShop;
  expect: Expected;
};

export type Kpi = {
  id: string;
  /** Grows when the definition changes; old periods stay reproducible under the old one. */
  version: number;
  name: string;
  perspective: PerspectiveId;
  objective: string;
  unit: Unit;
  /** Which way is better. */
  direction: "up" | "down";
  /** What the outcome's `n` is a number of. */
  counts: Countable;
  formula: Formula;
  /** The formula in words a shop owner uses. */
  words: string;
  /** Words of versions by which older periods are counted. Default none. */
  earlier?: Readonly<Record<number, string>>;
  excludes: readonly string[];
  /** Fields of Shopify's Admin API, or the file kind, the number comes from. */
  source: string;
  /** The ways the number can be split to find out why it moved. */
  causes: readonly Split[];
  /** Its channels are those of marketing, which lead to orders: nothing is spent on "draft". Default false. */
  byMarketing?: boolean;
  /**
   * What falling short of a target is in money: itself; times what is below its line, where money is above
   * it; as orders at their mean value. Default nobody can say.
   */
  worth?: "itself" | "base" | "orders";
  /** Its volume holds what could not be bought, each unit at its net price. Default false. */
  needsStock?: true;
  target: TargetRule;
  /** What to do about each reason why there may be no value. */
  missing: Readonly<Partial<Record<Reason, string>>> & { "no-data": string };
  /** One worked by hand, one of a shop where nothing happened. */
  examples: readonly Example[];
};

/** The ways it can be shown in parts, whether or not its changes are told by them. */
export const splitsOf = ({ causes, byMarketing }: Kpi): readonly Split[] =>
  byMarketing ? ["channel"] : causes;

export function defineKpi(kpi: Kpi): Kpi {
  return kpi;
}

/** An example's answer when there is a value. */
export function value(
  shown: string | number,
  more: { n?: number; coverage?: number; beside?: Readonly<Record<string, string | number>> } = {},
): Expected {
  return { value: shown, ...more };
}

/** An example's answer when there is none. */
export function no(reason: Reason): Expected {
  return { reason };
}
