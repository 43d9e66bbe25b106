// What regions and channels are called.
import type { Channel } from "../ledger/facts.ts";
import { ownRegion } from "../ledger/regions.ts";
import type { AlertPart } from "../ledger/tasks.server.ts";
import { otherMarket } from "./markets.ts";

const channels: Record<Channel, string> = {
  online: "Online store",
  pos: "Point of sale",
  draft: "Draft orders",
  marketplace: "Marketplaces",
  subscription: "Subscriptions",
  other: "Other channels",
  unknown: "Unknown channel",
};

export const channelName = (key: string): string => channels[key as Channel] ?? key;

/** "US-CA" → "United States, CA": names of countries are known everywhere, of provinces not. */
export function regionName(key: string): string {
  if (key.startsWith(ownRegion)) return key.slice(ownRegion.length);
  const [country = "", ...province] = key.split("-");
  if (!/^[A-Z]{2}$/.test(country)) return "Unknown region";
  const name = new Intl.DisplayNames(["en"], { type: "region" }).of(country) ?? country;
  return [name, ...province].join(", ");
}

/** A part that may have a target of its own; a campaign's name is its alert's, this is its key. */
export function partName({ by, key }: AlertPart): string {
  if (by === "campaign") return key;
  if (by === "channel") return channelName(key);
  return key === otherMarket ? "Other markets" : regionName(key);
}
