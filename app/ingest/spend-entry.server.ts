// Spend that somebody types instead of importing a file: read by the rules of a plain file's row.
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { spend } from "./sources/spend.ts";
import { takeTyped } from "./typed-row.ts";

export type SpendEntry = { day: string; channel: string; campaign: string; amount: string };

/**
 * Writes one day's spend of a campaign in the shop's currency; what stood there before is replaced.
 * @returns what is wrong by field, empty when it was written
 */
export async function enterSpend(
  db: Db,
  shop: ShopContext,
  { day, channel, campaign, amount }: SpendEntry,
  now: Date,
): Promise<Partial<Record<keyof SpendEntry, string>>> {
  const taken = takeTyped(spend, { day, channel, campaign, amount }, { shop, now });
  if ("reason" in taken) return { [taken.field ?? "amount"]: taken.reason };
  await inShop(db, shop.id, (client) => writeFacts(client, shop, taken.facts));
  await recompute(db, shop, { asOf: now });
  return {};
}
