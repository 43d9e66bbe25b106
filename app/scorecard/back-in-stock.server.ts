// A product that is sold out, and the task to bring it back.
import { inShop, type Db } from "../db.server.ts";
import { stockoutRate } from "../kpis/process/stockout-rate.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readOffers } from "../ledger/recommend/offers.server.ts";
import { hasOpenTask } from "../ledger/tasks.server.ts";

export type BackInStock = {
  /** The task as it would be added, and whether it stands open already. */
  task: { kpi: string; words: string };
  hasTask: boolean;
};

/** Titles are cut, so that the words stay within what a task may hold (200 characters). */
const mostTitle = 100;
const mostSku = 60;

const taskWords = (title: string, sku: string | null) =>
  `Back in stock: ${title.slice(0, mostTitle)}${sku ? ` (${sku.slice(0, mostSku)})` : ""}`;

/** Null for what can be bought, or is not on offer for another reason. Two reads by key. */
export function backInStock(
  db: Db,
  shop: ShopContext,
  product: string,
): Promise<BackInStock | null> {
  return inShop(db, shop.id, async (client) => {
    const [offer] = await readOffers(client, shop, { keys: [product] });
    if (offer?.withheld !== "sold-out") return null;
    const task = { kpi: stockoutRate.id, words: taskWords(offer.title, offer.sku) };
    return { task, hasTask: await hasOpenTask(client, shop, task) };
  });
}
