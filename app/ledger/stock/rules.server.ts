// How long suppliers take, how often stock is looked at, how long an order should last: told for a SKU, a
// vendor or the shop, else the defaults.
import type { Client } from "../../db.server.ts";
import type { ShopContext, StockRuleFact } from "../facts.ts";
import { run } from "../writers/rows.server.ts";

/** Until somebody tells: two weeks from order to shelf, a look a week, orders for four weeks. */
export const defaultDays = { lead: 14, review: 7, cover: 28 } as const;
export type StockRule = Pick<StockRuleFact, "rule" | "name"> & { days: number };

export type LeadRule = "sku" | "vendor" | "shop" | "default";
export type StockRules = {
  review: number;
  cover: number;
  /** The shop's own; null where only the default is known. */
  lead: number | null;
  /** Whose lead time holds for an item. */
  leadOf(item: { sku: string | null; vendor: string }): { days: number; rule: LeadRule };
  all: readonly StockRule[];
};

const key = (text: string) => text.trim().toLowerCase();

export async function readStockRules(client: Client, shop: ShopContext): Promise<StockRules> {
  const all = await run<StockRule>(
    client,
    "select rule, name, days from stock_rule where shop_id = $1 order by rule, name",
    [shop.id],
  );
  const of = (rule: StockRule["rule"]) =>
    new Map(all.filter((each) => each.rule === rule).map(({ name, days }) => [key(name), days]));
  const bySku = of("lead-sku");
  const byVendor = of("lead-vendor");
  const [lead, review, cover] = (["lead-shop", "review", "cover"] as const).map((rule) =>
    of(rule).get(""),
  );
  return {
    all,
    lead: lead ?? null,
    review: review ?? defaultDays.review,
    cover: cover ?? defaultDays.cover,
    leadOf({ sku, vendor }) {
      const own = sku === null ? undefined : bySku.get(key(sku));
      if (own !== undefined) return { days: own, rule: "sku" };
      const theirs = byVendor.get(key(vendor));
      if (theirs !== undefined && vendor !== "") return { days: theirs, rule: "vendor" };
      return lead === undefined
        ? { days: defaultDays.lead, rule: "default" }
        : { days: lead, rule: "shop" };
    },
  };
}

/** How many lead times of vendors and SKUs a page shows; a file may tell as many as there are SKUs. */
const mostShown = 20;

/** What holds for the whole shop, and the first lead times of its own. */
export async function readRulesShown(client: Client, shop: ShopContext) {
  const ofShop = await run<StockRule>(
    client,
    `select rule, name, days from stock_rule
     where shop_id = $1 and rule in ('lead-shop', 'review', 'cover') and name = ''`,
    [shop.id],
  );
  const own = await run<StockRule>(
    client,
    `select rule, name, days from stock_rule
     where shop_id = $1 and rule in ('lead-vendor', 'lead-sku') order by rule, name limit ${mostShown}`,
    [shop.id],
  );
  const days = (rule: StockRule["rule"]) => ofShop.find((each) => each.rule === rule)?.days;
  const lead = days("lead-shop");
  return {
    lead: lead ?? defaultDays.lead,
    isDefaultLead: lead === undefined,
    review: days("review") ?? defaultDays.review,
    cover: days("cover") ?? defaultDays.cover,
    own,
  };
}
