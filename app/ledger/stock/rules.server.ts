// How long suppliers take, how often stock is looked at, how long an order should last: told for a SKU, a
// vendor or the shop, else the defaults.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, run } from "../writers/rows.server.ts";

/** Until somebody tells: two weeks from order to shelf, a look a week, orders for four weeks. */
export const defaultDays = { lead: 14, review: 7, cover: 28 } as const;
/** A year: longer times are mistyped. */
export const mostDays = 365;

export const stockRules = ["lead-shop", "lead-vendor", "lead-sku", "review", "cover"] as const;
export type StockRuleName = (typeof stockRules)[number];
export type StockRule = { rule: StockRuleName; name: string; days: number };

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
  const of = (rule: StockRuleName) =>
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

/** Keeps rules; without days one is forgotten. The forecast is due afterwards. */
export async function putStockRules(
  client: Client,
  shop: ShopContext,
  rules: readonly (Omit<StockRule, "days"> & { days: number | null })[],
  now: Date,
): Promise<number> {
  const told = rules.filter(({ days }) => days !== null);
  const forgotten = rules.filter(({ days }) => days === null);
  const put = await run(
    client,
    `insert into stock_rule as r (shop_id, rule, name, days, told_at)
     select $1, i.rule, i.name, i.days, $5::timestamptz
     from unnest($2::text[], $3::text[], $4::int[]) i (rule, name, days)
     on conflict (shop_id, rule, name) do update set days = excluded.days, told_at = excluded.told_at
     where r.days <> excluded.days and r.told_at <= excluded.told_at returning name`,
    [
      shop.id,
      arrayLiteral(told.map(({ rule }) => rule)),
      arrayLiteral(told.map(({ name }) => name)),
      arrayLiteral(told.map(({ days }) => days)),
      now,
    ],
  );
  const gone = await run(
    client,
    `delete from stock_rule r using unnest($2::text[], $3::text[]) i (rule, name)
     where r.shop_id = $1 and r.rule = i.rule and r.name = i.name returning r.name`,
    [
      shop.id,
      arrayLiteral(forgotten.map(({ rule }) => rule)),
      arrayLiteral(forgotten.map(({ name }) => name)),
    ],
  );
  return put.length + gone.length;
}
