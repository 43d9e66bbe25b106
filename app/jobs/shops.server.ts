import type { Db } from "../db.server.ts";

/** Every shop's id. */
export async function allShops(db: Db): Promise<bigint[]> {
  const { rows } = await db.app.query<{ id: bigint }>("select id from shops_all() order by id");
  return rows.map((row) => row.id);
}

/** Shops with deliveries due. */
export async function shopsWithInbox(db: Db): Promise<bigint[]> {
  const { rows } = await db.app.query<{ id: bigint }>("select id from shops_with_inbox() as id");
  return rows.map((row) => row.id);
}
