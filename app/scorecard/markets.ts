// Markets: the regions a merchant defines, side by side. Every order is in exactly one: its own region, or
// `other` where no own region names its place.
import { ownRegion } from "../ledger/regions.ts";
import type { TargetPart } from "../ledger/shop.server.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { CostToServe } from "./market-supply.ts";
import type { ScorecardKpi } from "./types.ts";

/** Of all orders that are in no region of the merchant's own. */
export const otherMarket = "other";

/** The market of an order's region. */
export const marketOf = (region: string) => (region.startsWith(ownRegion) ? region : otherMarket);

/** SQL of the market of a column that holds a region. */
export const marketSql = (region: string) =>
  `case when starts_with(${region}, '${ownRegion}') then ${region} else '${otherMarket}' end`;

/** An own region's name; null of `other`, which panels name. */
export const marketName = (market: string) =>
  market === otherMarket ? null : market.slice(ownRegion.length);

/** Markets of the regions of these names, `other` last; none where there are no regions. */
export function marketsOf(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [...names.map((name) => ownRegion + name), otherMarket];
}

/** Whose targets a market is held against. */
export const partOf = (market: string | null): TargetPart | null =>
  market === null ? null : { by: "region", key: market };

/** Regions that a market is the sum of; all where it is null. */
export const isIn = (market: string | null, region: string) =>
  market === null || marketOf(region) === market;

/** Its parts by region add up to it, or make it. */
export const isByMarket = ({ causes }: Pick<Kpi, "causes">) => causes.includes("region");

/** `?market=`, where it is one of the shop's; null: all of the shop. */
export const chosenMarket = (search: URLSearchParams, markets: readonly string[]) =>
  markets.find((market) => market === search.get("market")) ?? null;

/** What a page says of its markets. */
export type MarketChoice = {
  /** Of the shop, `other` last. */
  markets: readonly string[];
  /** Null: all of them. */
  market: string | null;
};

/** KPIs that stand side by side: what is sold, what is earned, how long it takes. */
export const marketKpis = [
  "orders",
  "net-sales",
  "average-order-value",
  "contribution-margin",
  "return-rate",
  "hours-to-ship",
  "on-time-shipping",
  "hours-to-deliver",
  "on-time-delivery",
] as const;

/** Units in stock at the locations in a market, at cost where it is known. */
export type MarketStock = {
  units: number;
  value: string;
  knownUnits: number;
  /** Days they last at what the market's customers bought a day of the period; null: nobody can say. */
  coverDays: number | null;
};

export type MarketColumn = {
  /** Null: all of the shop. */
  market: string | null;
  kpis: ScorecardKpi[];
  /** Null while no stock is told. */
  stock: MarketStock | null;
  /** Null while no cost rule holds, and without orders. */
  serve: CostToServe | null;
};

export type Markets = {
  columns: MarketColumn[];
  /** Regions were changed and their orders are still being assigned. */
  isRecounting: boolean;
};
