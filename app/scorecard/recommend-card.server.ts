// The report card that was kept when lists were learned last: a page shows it, and computes nothing.
import type { Report } from "../analysis/recommend/report.ts";
import type { SubstituteCard } from "../analysis/recommend/substitutes.ts";
import { inShop, type Db } from "../db.server.ts";
import { dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readCard } from "../ledger/recommend/learned.server.ts";

/**
 * Reported on the days [cut, until). A card that was kept before what is bought again was measured apart
 * lacks it until the shop's next night.
 */
export type Card = Omit<Report, "lists" | "differences" | "servedAgain"> & {
  lists: Late<Report["lists"]>;
  differences: Late<Report["differences"]>;
  servedAgain?: Report["servedAgain"];
  cut: Day;
  until: Day;
  substitutes: SubstituteCard | null;
};
type Late<Of extends { again: unknown }> = Omit<Of, "again"> & Partial<Pick<Of, "again">>;

export type KeptCard = {
  /** Null while nobody came back who could be foretold. */
  card: Card | null;
  /** The shop's day. */
  learnedOn: Day;
};

/** Null while nothing was learned. One row by its key. */
export async function keptCard(db: Db, shop: ShopContext): Promise<KeptCard | null> {
  const kept = await inShop(db, shop.id, (client) => readCard<Card>(client, shop));
  return kept && { card: kept.card, learnedOn: dayIn(kept.learnedAt, shop.timeZone) };
}
