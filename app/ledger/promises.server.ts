// A promise changes when every order was due, which takes seconds on a large shop: it is asked for
// first, then counted in the background, all orders and days in one transaction.
import { inShop, type Db } from "../db.server.ts";
import { updateBoundShop, type Shop } from "./shop.server.ts";

/** Decimal text; null: no promise. */
export type Promises = { shipPromiseHours: string | null; deliverPromiseHours: string | null };

/** Keeps what is asked for until `keepPromises`; a second wish replaces the first. */
export function askPromises(
  db: Db,
  shopId: bigint,
  { shipPromiseHours, deliverPromiseHours }: Promises,
  now: Date,
): Promise<void> {
  return inShop(db, shopId, async (client) => {
    await client.query(
      `insert into promise_change (shop_id, asked_at, ship_promise_hours, deliver_promise_hours)
       values ($1, $2, $3, $4)
       on conflict (shop_id) do update set asked_at = excluded.asked_at,
         ship_promise_hours = excluded.ship_promise_hours,
         deliver_promise_hours = excluded.deliver_promise_hours`,
      [shopId, now, shipPromiseHours, deliverPromiseHours],
    );
  });
}

/** What waits to be counted; null when nothing does. */
export function readAskedPromises(db: Db, shopId: bigint): Promise<Promises | null> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<Promises>(
      `select ship_promise_hours as "shipPromiseHours",
              deliver_promise_hours as "deliverPromiseHours"
         from promise_change where shop_id = $1`,
      [shopId],
    );
    return rows[0] ?? null;
  });
}

/**
 * Sets what was asked for and derives every order by it; the days that change are dirty afterwards.
 * Null when nothing waits. The wish stays until `forgetAsked`: it is what panels call "being recounted".
 */
export function keepPromises(
  db: Db,
  shop: Pick<Shop, "id" | "domain">,
): Promise<{ shop: Shop; askedAt: Date } | null> {
  return inShop(db, shop.id, async (client) => {
    const { rows } = await client.query<Promises & { askedAt: Date }>(
      `select ship_promise_hours as "shipPromiseHours",
              deliver_promise_hours as "deliverPromiseHours", asked_at as "askedAt"
         from promise_change where shop_id = $1`,
      [shop.id],
    );
    if (!rows[0]) return null;
    const { askedAt, ...promises } = rows[0];
    return { shop: await updateBoundShop(client, shop, promises), askedAt };
  });
}

/** Takes the wish away once its numbers are there, unless another came meanwhile. */
export function forgetAsked(db: Db, shopId: bigint, askedAt: Date): Promise<void> {
  return inShop(db, shopId, async (client) => {
    await client.query("delete from promise_change where shop_id = $1 and asked_at = $2", [
      shopId,
      askedAt,
    ]);
  });
}
