// What the merchant wants shown first, or never.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import { run } from "../writers/rows.server.ts";

export type Rule = "pin" | "ban";
/** The list of one product, by its key; empty for every list. */
export type RuleWish = { list: string; item: string; rule: Rule | null };

export const everyList = "";

/** Sets, or with null takes away, what holds for an item in a list. */
export async function setRule(
  client: Client,
  shop: ShopContext,
  { list, item, rule }: RuleWish,
): Promise<void> {
  if (rule === null) {
    await run(client, "delete from recommend_rule where shop_id = $1 and list = $2 and item = $3", [
      shop.id,
      list,
      item,
    ]);
    return;
  }
  await run(
    client,
    `insert into recommend_rule (shop_id, list, item, rule, made_at) values ($1, $2, $3, $4, now())
     on conflict (shop_id, list, item) do update
     set rule = excluded.rule, made_at = excluded.made_at`,
    [shop.id, list, item, rule],
  );
}

export type SetRule = { list: string; item: string; rule: Rule };

/** The rules that hold in a list, in the order they were made; its own stand before those for all. */
export async function listRules(
  client: Client,
  shop: ShopContext,
  list: string,
): Promise<SetRule[]> {
  return run<SetRule>(
    client,
    `select list, item, rule from (
       select distinct on (item) list, item, rule, made_at from recommend_rule
       where shop_id = $1 and list in ('', $2) order by item, list desc) as holding
     order by made_at, item`,
    [shop.id, list],
  );
}

export type Rules = { pins: string[]; bans: Set<string> };

/** What holds in a list: pins in the order they were made, and what is never shown. */
export async function readRules(client: Client, shop: ShopContext, list: string): Promise<Rules> {
  const set = await listRules(client, shop, list);
  const of = (wanted: Rule) => set.filter(({ rule }) => rule === wanted).map(({ item }) => item);
  return { pins: of("pin"), bans: new Set(of("ban")) };
}
