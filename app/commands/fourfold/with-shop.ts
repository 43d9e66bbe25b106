import type { Db } from "../../db.server.ts";
import { firstContact } from "../../ledger/first-contact.server.ts";
import { findShop, type Shop } from "../../ledger/shop.server.ts";
import { Refused, UsageError, type Terminal } from "./command.ts";

/** Opens the database for one command and leaves it whatever happens. */
export async function withDatabase<T>(terminal: Terminal, run: (db: Db) => Promise<T>): Promise<T> {
  const db = await terminal.open();
  try {
    return await run(db);
  } finally {
    await db.close();
  }
}

/** @throws Refused when nothing is known of the shop */
export async function knownShop(db: Db, domain: string): Promise<Shop> {
  const shop = await findShop(db, domain);
  if (shop) return shop;
  throw new Refused(
    `got the shop ${domain}, of which nothing is known; import a file for it first`,
  );
}

type Wanted = { timeZone?: string | undefined; currency?: string | undefined };

/**
 * The shop, made if unknown. The same zone and currency as it has are fine.
 * @param fileCurrency what the shop's currency becomes while nothing has fixed it
 * @throws UsageError when a zone or currency differs from the shop's
 */
export async function shopFor(
  db: Db,
  domain: string,
  { timeZone, currency }: Wanted,
  fileCurrency: string | null,
): Promise<Shop> {
  const shop = await findShop(db, domain);
  // An unconfigured shop's zone is the default unless somebody named one.
  const zoneIsFixed = shop !== null && (shop.configured || shop.timeZone !== "UTC");
  if (zoneIsFixed && timeZone !== undefined && timeZone !== shop.timeZone) {
    const expected = `expected ${shop.timeZone}, the shop's`;
    throw new UsageError(`got --time-zone ${timeZone}, ${expected}; leave the option out`);
  }
  if (shop?.configured) {
    if (currency !== undefined && currency !== shop.currency) {
      const expected = `expected ${shop.currency}, the shop's`;
      throw new UsageError(`got --currency ${currency}, ${expected}; leave the option out`);
    }
    return shop;
  }
  return firstContact(db, domain, {
    timeZone: timeZone ?? shop?.timeZone ?? "UTC",
    currency: currency ?? fileCurrency,
  });
}
