// What advertising cost, and what led to orders: the facts of marketing.
import type { Day } from "./day.ts";
import type { MarketingChannel, Touch } from "./marketing-channel.ts";

/** Whose file told of spend; `file`: a plain one. */
export type SpendPlatform = "google-ads" | "meta-ads" | "tiktok-ads" | "microsoft-ads" | "file";

/** What a campaign cost on a day. A later file about the same day replaces it. */
export type SpendFact = {
  kind: "spend";
  day: Day;
  platform: SpendPlatform;
  channel: MarketingChannel;
  /** `id:<the platform's id>`, else `name:<its name>`: an id outlives a new name. */
  campaign: string;
  name: string;
  currency: string;
  /** Minor units of `currency`; below 0 is a credit. */
  original: bigint;
  /** Shop currency for one unit, as decimal text; null: the day rates say, or none is needed. */
  rate: string | null;
  toldAt: Date;
};

/** What one unit of a currency was worth in the shop's on a day, as decimal text. */
export type RateFact = { kind: "rate"; currency: string; day: Day; rate: string; toldAt: Date };

export type TouchGrade = 1 | 2 | 3;

/** The marketing channels that led to an order. */
export type OrderTouchFact = {
  kind: "order-touch";
  orderId: string;
  /**
   * How sure it is: the buyer's whole journey 3, the one visit that a webhook tells of 2, a journey
   * that is not ready 1. The surest wins, whenever it was told; of two alike the greater hash.
   */
  grade: TouchGrade;
  hash: string;
  first: Touch;
  /** The last that is not direct, if any is not. */
  last: Touch;
};
