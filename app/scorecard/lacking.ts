// Why numbers of some days may lack orders that the shop has: a page that shows such a number says so.
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { Shop } from "../ledger/shop.server.ts";
import type { Setup } from "./setup.server.ts";

export type Lacking =
  /** Parts of the history that are read, of all. */
  | { why: "reading"; have: number; want: number }
  /** Shopify gives nothing from before this day. */
  | { why: "sixty-days"; from: Day };

/** Days of orders that an app without the scope read_all_orders is given, from its installation back. */
const givenDays = 60;

/**
 * Null when nothing is lacking that is known of; a shop whose history no one reads from Shopify (files
 * only) lacks nothing. Older orders that came by file lift the limit of 60 days.
 */
export function lackingOf(
  { steps, historyFrom }: Pick<Setup, "steps" | "historyFrom">,
  shop: Pick<Shop, "scopes" | "installedAt" | "timeZone">,
  period: { from: Day },
): Lacking | null {
  const { have, want } = steps.find(({ id }) => id === "data") ?? { have: 0, want: 0 };
  const isFromShopify = want > 1;
  // The last part is the first order, for which a new shop may wait long after all of it was read.
  const isRead = have === want || (have === want - 1 && historyFrom === null);
  if (isFromShopify && !isRead) return { why: "reading", have, want };
  const isAllGiven = shop.scopes.split(",").includes("read_all_orders");
  if (!isFromShopify || isAllGiven || !shop.installedAt || !historyFrom) return null;
  const from = addDays(dayIn(shop.installedAt, shop.timeZone), -givenDays);
  return period.from < from && historyFrom >= from ? { why: "sixty-days", from } : null;
}
