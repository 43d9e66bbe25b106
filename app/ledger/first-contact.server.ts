import { inShop, type Db } from "../db.server.ts";
import { createShop, readShop, type Shop } from "./shop.server.ts";

/**
 * Makes a shop that nobody has told the currency of yet: it counts in USD until the first file that
 * names one (or an install, or --currency) fixes it. With a currency both are fixed.
 */
export async function firstContact(
  db: Db,
  domain: string,
  { timeZone, currency }: { timeZone: string; currency: string | null },
): Promise<Shop> {
  if (currency !== null) return createShop(db, domain, { timeZone, currency });
  const { rows } = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`shop ${domain} was not there after it was made`);
  await inShop(db, id, (client) =>
    client.query("update shop set time_zone = $2 where id = $1 and not configured", [id, timeZone]),
  );
  const shop = await readShop(db, id);
  if (!shop) throw new Error(`shop ${domain} was not there after it was made`);
  return shop;
}
