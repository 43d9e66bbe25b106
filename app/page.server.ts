// What every page inside the admin begins with.
import { ensureShop } from "./install.server.ts";
import { dayIn, type Day } from "./ledger/day.ts";
import type { Shop } from "./ledger/shop.server.ts";
import type { Db } from "./db.server.ts";
import { runtime } from "./runtime.server.ts";
import { authenticate } from "./shopify.server.ts";
import { noteVisit } from "./visit.server.ts";

export type OpenPage = {
  db: Db;
  shop: Shop;
  /** The instant the page's numbers are of. */
  asOf: Date;
  /** The shop's day then. */
  today: Day;
  /**
   * A loader that hands this to its page has the page reload whenever the shop's numbers change. It is
   * read before the numbers: what changes while they are read shows up at the next wait.
   */
  version: string;
  search: URLSearchParams;
};

/** The signed-in shop. Throws Shopify's own responses (sign in again, leave the frame). */
export async function openPage(request: Request): Promise<OpenPage> {
  const { session, admin, sessionToken } = await authenticate.admin(request);
  const { db } = runtime();
  const shop = await ensureShop(db, session.shop, (query) => admin.graphql(query));
  const asOf = new Date();
  noteVisit(db, shop, { what: "scorecard", who: sessionToken.sub }, asOf);
  return {
    db,
    shop,
    asOf,
    today: dayIn(asOf, shop.timeZone),
    version: shop.version.toString(),
    search: new URL(request.url).searchParams,
  };
}
