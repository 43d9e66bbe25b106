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
    `insert into recommend_rule (shop_id, list, item, rule) values ($1, $2, $3, $4)
     on conflict (shop_id, list, item) do update set rule = excluded.rule, made_at = now()`,
    [shop.id, list, item, rule],
  );
}

export type Rules = { pins: string[]; bans: Set<string> };

/** What holds in a list: its own rules before those for every list, pins in the order they were set. */
export async function readRules(client: Client, shop: ShopContext, list: string): Promise<Rules> {
  const set = await run<{ item: string; rule: Rule; at: Date }>(
    client,
    `select distinct on (item) item, rule, made_at as at from recommend_rule
     where shop_id = $1 and list in ('', $2) order by item, list desc`,
    [shop.id, list],
  );
  return {
    pins: set
      .filter(({ rule }) => rule === "pin")
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .map(({ item }) => item),
    bans: new Set(set.filter(({ rule }) => rule === "ban").map(({ item }) => item)),
  };
}
