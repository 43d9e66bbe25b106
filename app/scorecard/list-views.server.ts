import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { listViews } from "../ledger/list-views.server.ts";
import { shownView, type ShownView, type ViewedList } from "./list-views.ts";

/** A list's views, by name. */
export async function readViews(
  db: Db,
  shop: Pick<ShopContext, "id">,
  of: { list: ViewedList; search: URLSearchParams },
): Promise<ShownView[]> {
  const views = await inShop(db, shop.id, (client) => listViews(client, shop, of.list));
  return views.map((view) => shownView(view, of));
}
