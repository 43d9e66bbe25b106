import { inShop } from "../../app/db.server.ts";
import type { Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";

/** An installed shop in UTC and USD. */
export async function benchShop(db: Db, domain: string): Promise<ShopContext> {
  const { rows } = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
  const id = rows[0]!.id;
  await inShop(db, id, (client) =>
    client.query("update shop set state = 'installed', installed_at = now(), configured = true"),
  );
  return { id, domain, timeZone: "UTC", currency: "USD" };
}
