// What a part of a split is called.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import type { Split } from "../kpis/query.ts";
import { channelName, regionName } from "./part-names.ts";

export const marketingChannelLabels: Record<MarketingChannel, string> = {
  "organic-search": "Organic search",
  "paid-search": "Paid search",
  display: "Display",
  "paid-social": "Paid social",
  "organic-social": "Organic social",
  email: "E-mail",
  messaging: "SMS and WhatsApp",
  affiliate: "Affiliate",
  referral: "Referral",
  offline: "Catalogue and offline",
  pr: "PR",
  direct: "Direct",
  pos: "Point of sale",
  unknown: "Not known",
};
const customerKinds: Record<string, string> = {
  new: "New customers",
  returning: "Returning customers",
  guest: "Guests",
  unknown: "Order not known",
};

const weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

const latenesses: Record<string, string> = {
  late: "Came late",
  "on-time": "Came on time",
  unknown: "Arrival or promise not known",
};

/** Labels of keys that have a name of their own in the facts. */
async function namesOf(
  client: Client,
  shop: ShopContext,
  split: Split,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const text =
    split === "location"
      ? "select id as key, name from location where shop_id = $1 and id = any($2)"
      : `select distinct on (sku) sku as key, title as name from order_line
           where shop_id = $1 and sku = any($2)
         union all select id, title from product where shop_id = $1 and id = any($2)`;
  const { rows } = await client.query<{ key: string; name: string }>(text, [shop.id, keys]);
  return new Map(rows.map(({ key, name }) => [key, name]));
}

/** A label for every key; the key itself where nothing better is known. */
export async function labelsOf(
  client: Client,
  shop: ShopContext,
  split: Split,
  keys: readonly string[],
): Promise<(key: string) => string> {
  if (split === "channel") return channelName;
  if (split === "customer-kind") return (key) => customerKinds[key] ?? key;
  if (split === "weekday") return (key) => weekdays[Number(key) - 1] ?? key;
  if (split === "carrier") return (key) => (key === "unknown" ? "No carrier told" : key);
  if (split === "lateness") return (key) => latenesses[key] ?? key;
  if (split === "region") return regionName;
  const names = await namesOf(client, shop, split, keys);
  const none = split === "location" ? "No location" : "On no line";
  return (key) => names.get(key) ?? (key === "unknown" ? none : key);
}
