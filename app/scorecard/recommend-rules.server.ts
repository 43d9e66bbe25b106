// The merchant's word on a product's list: what stands first in it, what never does.
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { findItem, readOffers } from "../ledger/recommend/offers.server.ts";
import { markAllUnplaced, markUnplaced } from "../ledger/recommend/placement.server.ts";
import { everyList, listRules, setRule, type Rule } from "../ledger/recommend/rules.server.ts";

export type ShownRule = { product: string; title: string; rule: Rule; isEverywhere: boolean };

/** The rules that hold in a product's list. */
export function productRules(db: Db, shop: ShopContext, product: string): Promise<ShownRule[]> {
  return inShop(db, shop.id, async (client) => {
    const rules = await listRules(client, shop, product);
    const keys = rules.map(({ item }) => item);
    const offers = await readOffers(client, shop, { keys });
    const titles = new Map(offers.map(({ key, title }) => [key, title]));
    return rules.map(({ list, item, rule }) => ({
      product: item,
      title: titles.get(item) ?? item,
      rule,
      isEverywhere: list === everyList,
    }));
  });
}

export type RuleChange = {
  /** The list of this product, and of no other unless `isEverywhere`. */
  list: string;
  isEverywhere: boolean;
  /** Product id, SKU, or the name it was sold under. */
  named: string;
  rule: Rule | null;
};

/** False when the shop knows no such product. */
export function changeRule(db: Db, shop: ShopContext, change: RuleChange): Promise<boolean> {
  return inShop(db, shop.id, async (client) => {
    const { list, isEverywhere, named, rule } = change;
    // A rule can be taken away of a product that is gone since.
    const item = rule === null ? named : (await findItem(client, shop, named))?.key;
    if (item === undefined) return false;
    await setRule(client, shop, { list: isEverywhere ? everyList : list, item, rule });
    if (isEverywhere) await markAllUnplaced(client, shop);
    else await markUnplaced(client, shop, list);
    return true;
  });
}
