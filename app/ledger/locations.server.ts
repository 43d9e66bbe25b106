import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import type { NamedLocation } from "./location.ts";
import { run } from "./writers/rows.server.ts";

/** Where the shop sells and sends from, closed ones too, by name. */
export function readLocations(client: Client, shop: ShopContext): Promise<NamedLocation[]> {
  const text = "select id, name from location where shop_id = $1 order by name, id";
  return run<NamedLocation>(client, text, [shop.id]);
}
