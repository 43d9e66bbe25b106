// What advertising brings back, for the Marketing panel: shapes and arithmetic.
//
// The orders that an advertisement leads to come by chance, how many as well as how large. Their sum
// over a period is then a compound Poisson sum, whose variance is the sum of the squares of the orders'
// amounts (e.g. Ross, Introduction to Probability Models, 5.4.2). The KPI's interval takes the number
// of orders as given; where channels are weighed against each other that would find differences that
// are none. Spend is taken as exact.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Interval } from "../analysis/stats/interval.ts";
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import type { Period } from "../ledger/period.ts";
import type { SpendPlatform } from "../ledger/marketing-facts.ts";
import type { Brought } from "./brought-days.ts";
import type { ScorecardKpi, Shown } from "./types.ts";

export const touchRules = ["last", "first", "said"] as const;
/** last: the last touch that is not direct · said: how the buyer says to have heard of the shop. */
export type TouchRule = (typeof touchRules)[number];

/** Fewer orders say too little about their own spread (as the delta intervals of definitions.md). */
export const fewestOrders = 10;

/** Amounts in minor units of some orders, and Σ of their squares. */
export type Amounts = { orders: number; sum: bigint; squares: number };

/** Σ ÷ spend with its 95 % interval; null without spend. */
export function perSpend(
  { orders, sum, squares }: Amounts,
  spend: bigint,
): { value: number; interval: Interval | null } | null {
  if (spend <= 0n) return null;
  const value = Number(sum) / Number(spend);
  if (orders < fewestOrders || squares <= 0) return { value, interval: null };
  const reach = (tQuantile(0.975, orders - 1) * Math.sqrt(squares)) / Number(spend);
  return { value, interval: [value - reach, value + reach] };
}

/** What is taken off net sales: unit costs, or what orders cost by rules as well. */
export type Contribution = "cm1" | "cm2";

/** Orders added up: of a channel, or of a campaign's names within one. */
export function addUp(brought: readonly Brought[], contribution: Contribution) {
  const total = (of: (each: Brought) => bigint) =>
    brought.reduce((sum, each) => sum + of(each), 0n);
  const units = Number(total((each) => each.units));
  const squares = (of: `${"net" | Contribution}Squares`) => Number(total((each) => each[of]));
  return {
    orders: Number(total((each) => each.orders)),
    firsts: Number(total((each) => each.firsts)),
    costed: total((each) => each.costed),
    net: { orders: units, sum: total((each) => each.net), squares: squares("netSquares") },
    contribution: {
      orders: units,
      sum: total((each) => each[contribution]),
      squares: squares(`${contribution}Squares`),
    },
  };
}

export type Return = { value: number; interval: Interval | null };

export type MarketingRow = {
  key: string;
  channel: MarketingChannel;
  /** Of a campaign: its name as the latest file has it. */
  campaign: string | null;
  platform: SpendPlatform | null;
  /** Money as decimal text; null: none is known. */
  spend: Shown | null;
  orders: number;
  newCustomers: number;
  /** Net sales under the chosen rule, and under the other one. */
  net: Shown;
  netFirst: Shown;
  netLast: Shown;
  /** And by what buyers say. */
  netSaid: Shown;
  /** Net sales ÷ spend. */
  roas: Return | null;
  /** (contribution − spend) ÷ spend; null while no unit cost is known. */
  roi: Return | null;
  /** CM1 or CM2 of its orders, and what spend leaves of it: CM3. Null while no unit cost is known. */
  contribution: Shown | null;
  left: Shown | null;
};

/** What the ranking says: which rows bring back more than which others. */
export type Evidence =
  /** Fewer than two rows have an interval. */
  | { kind: "too-few" }
  /** The intervals overlap: no evidence to prefer one over the other. */
  | { kind: "tied"; among: string[] }
  | { kind: "ahead"; best: string; behind: string[]; level: string[] };

type Weighed = { key: string; value: Return | null };

/**
 * Weighs rows by their returns. One is ahead of another only where the intervals lie apart.
 * @param rows any order
 */
export function weigh(rows: readonly Weighed[]): Evidence {
  const known = rows
    .flatMap(({ key, value }) =>
      value?.interval ? [{ key, value: value.value, interval: value.interval }] : [],
    )
    .sort((a, b) => b.value - a.value);
  const [best, ...others] = known;
  if (!best || others.length === 0) return { kind: "too-few" };
  const isBehind = ({ interval }: (typeof known)[number]) => interval[1] < best.interval[0];
  const behind = others.filter(isBehind).map(({ key }) => key);
  if (behind.length === 0) return { kind: "tied", among: known.map(({ key }) => key) };
  const level = others.filter((other) => !isBehind(other)).map(({ key }) => key);
  return { kind: "ahead", best: best.key, behind, level };
}

/** What a channel has been seen to spend a day, in minor units. */
export type SpendRange = {
  /** On average over the days of the period that have begun. */
  now: bigint;
  /** In the dearest seven days of the last year. */
  most: bigint;
};

/** How much more a day lies within what was seen; 0n where nothing does. */
export function roomOf({ now, most }: SpendRange): bigint {
  return most > now ? most - now : 0n;
}

/** Customers that a channel won, a year after: money a customer, and how often the cost came back. */
export type WonChannel = {
  channel: MarketingChannel;
  customers: number;
  /** Contribution of twelve months from the first order on; null while no unit cost of theirs is known. */
  value: Shown | null;
  /** Null: no spend of these days is known. */
  cost: Shown | null;
  ratio: number | null;
};
/** Won in [from, to), the same days a year earlier. */
export type WonCustomers = Period & { channels: WonChannel[] };

export type Marketing = {
  rule: TouchRule;
  /** Orders whose buyers said how they heard of the shop. */
  said: number;
  /** roi where unit costs are known, else roas. */
  rankedBy: "roi" | "roas";
  kpis: ScorecardKpi[];
  /** Ranked: those with spend first, best return first; then by net sales. */
  channels: MarketingRow[];
  campaigns: MarketingRow[];
  evidence: Evidence;
  /** Among campaigns. */
  campaignEvidence: Evidence;
  /** What is taken off net sales: unit costs, or what orders cost by rules as well. */
  contribution: "CM1" | "CM2";
  /** Of the best channel, where one is ahead: money as decimal text. */
  room: { channel: MarketingChannel; now: Shown; most: Shown; more: Shown | null } | null;
  /** All spend of the period, and the store's net sales, which the channels add up to. */
  spend: Shown | null;
  net: Shown;
  /** Spend of the period that no order has met within 30 days, or not yet; null without any spend. */
  unattributedSpend: Shown | null;
  /** Net sales of orders of which no channel is known, under the chosen rule. */
  unattributed: Shown;
  /** First and last day of the period with spend; null without any. */
  spentDays: { days: number; of: number } | null;
  won: WonCustomers;
  /** Money in other currencies that waits for a rate. */
  waiting: { currency: string; days: number }[];
};
