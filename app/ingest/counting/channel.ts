// Where an order was sold, from Shopify's `source_name`. The only such table.
// Shopify protects the names web, pos, shopify_draft_order, iphone and android; an app that creates
// orders without naming a source gets its numeric id there.
import type { Channel } from "../../ledger/facts.ts";

const channels: ReadonlyMap<string, Channel> = new Map([
  ["web", "online"],
  ["pos", "pos"],
  ["iphone", "pos"],
  ["android", "pos"],
  ["shopify_draft_order", "draft"],
  ["subscription_contract", "subscription"],
  ["subscription_contract_checkout_one", "subscription"],
]);

/** The channel of a source name: unknown when there is none, other when it is in no table. */
export function channelOf(sourceName: string | null): Channel {
  const name = (sourceName ?? "").trim().toLowerCase();
  if (name === "") return "unknown";
  if (/^\d+$/.test(name)) return "marketplace";
  return channels.get(name) ?? "other";
}
