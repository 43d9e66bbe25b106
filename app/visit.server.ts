// That somebody uses the app, for technology-adoption: one row a person and day, not one a request.
import { inShop, type Db } from "./db.server.ts";
import { dayIn } from "./ledger/day.ts";
import type { ShopContext } from "./ledger/facts.ts";
import type { VisitFact } from "./ledger/team-facts.ts";
import { writeFacts } from "./ledger/write.server.ts";
import { log } from "./log.server.ts";

/** What this process wrote already; emptied before it grows, as a row that is there stays one. */
const written = new Set<string>();
const mostWritten = 50_000;

/**
 * Writes that a part of the app was used today, unless this process did so before. Nobody waits for it:
 * a page is worth more than its being counted, and one that failed is written by the next.
 */
export function noteVisit(
  db: Db,
  shop: ShopContext,
  { what, who }: Pick<VisitFact, "what" | "who">,
  now: Date,
): void {
  const day = dayIn(now, shop.timeZone);
  const key = `${shop.id} ${day} ${what} ${who}`;
  if (written.has(key)) return;
  if (written.size >= mostWritten) written.clear();
  written.add(key);
  inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [{ kind: "visit", what, who, day }]),
  ).catch((error: Error) => {
    written.delete(key);
    log.debug({ error }, "a visit was not written");
  });
}
