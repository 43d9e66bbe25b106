// Lists as somebody chose them, kept under a name for everybody in the shop.
import { randomUUID } from "node:crypto";
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";

export type ListView = {
  id: string;
  name: string;
  /** Parameters of the list's address; those that are not chosen are left out. */
  chosen: Readonly<Record<string, string>>;
};

type Of = Pick<ShopContext, "id">;

export async function listViews(client: Client, shop: Of, list: string): Promise<ListView[]> {
  const { rows } = await client.query<ListView>(
    "select id, name, chosen from list_view where shop_id = $1 and list = $2 order by name, id",
    [shop.id, list],
  );
  return rows;
}

/**
 * A name that is there already gets the new choice.
 * @returns false when the list has `most` others
 */
export async function saveView(
  client: Client,
  shop: Of,
  { list, name, chosen, most }: Omit<ListView, "id"> & { list: string; most: number },
): Promise<boolean> {
  // One at a time: of two that come together, the second sees the first.
  await client.query("select pg_advisory_xact_lock(hashtextextended('list views', $1))", [shop.id]);
  const value = JSON.stringify(chosen);
  const replaced = await client.query(
    "update list_view set chosen = $4 where shop_id = $1 and list = $2 and name = $3",
    [shop.id, list, name, value],
  );
  if (replaced.rowCount) return true;
  const added = await client.query(
    `insert into list_view (shop_id, list, name, chosen, id)
     select $1, $2, $3, $4, $5
     where (select count(*) from list_view where shop_id = $1 and list = $2) < $6`,
    [shop.id, list, name, value, randomUUID(), most],
  );
  return added.rowCount === 1;
}

export async function removeView(client: Client, shop: Of, id: string): Promise<void> {
  await client.query("delete from list_view where shop_id = $1 and id = $2", [shop.id, id]);
}
