// Spend that somebody types instead of importing a file: read by the rules of a plain file's row.
import { inShop, type Db } from "../db.server.ts";
import { dayIn, startOfDay } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { spend } from "./sources/spend.ts";
import type { Scope } from "./sources/source.ts";

export type SpendEntry = { day: string; channel: string; campaign: string; amount: string };

const fields = ["day", "channel", "campaign", "amount"] as const;
const places = Object.fromEntries(fields.map((field, at) => [field, at]));

function scopeOf(shop: ShopContext, now: Date): Scope {
  const version = () => ({ updatedAt: new Date(0), triggeredAt: now, hash: "" });
  return {
    shop,
    today: startOfDay(dayIn(now, shop.timeZone), shop.timeZone),
    person: (contact) => contact,
    place: () => 0,
    version,
    versionOfText: version,
  };
}

/**
 * Writes one day's spend of a campaign in the shop's currency; what stood there before is replaced.
 * @returns what is wrong by field, empty when it was written
 */
export async function enterSpend(
  db: Db,
  shop: ShopContext,
  entry: SpendEntry,
  now: Date,
): Promise<Partial<Record<keyof SpendEntry, string>>> {
  const row = { line: 1, cells: fields.map((field) => entry[field]) };
  const source = spend.forFile?.(fields, [row], places) ?? spend;
  const taken = source.take([row], places, scopeOf(shop, now));
  const problem = "problems" in taken ? taken.problems[0] : taken.apart?.[0];
  if (problem) {
    const field = fields.find((name) => problem.reason.startsWith(`${name}:`)) ?? "amount";
    return { [field]: problem.reason.replace(/^\w+: /, "") };
  }
  if (!("facts" in taken)) throw new Error("got neither facts nor a problem, expected one of them");
  await inShop(db, shop.id, (client) => writeFacts(client, shop, taken.facts));
  await recompute(db, shop, { asOf: now });
  return {};
}
