// What is told of suppliers' times and of how stock is kept; the last word holds.
import type { Client } from "../../db.server.ts";
import type { ShopContext, StockRuleFact } from "../facts.ts";
import { cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";

const rule: Columns<StockRuleFact> = {
  rule: ["text", (fact) => fact.rule],
  name: ["text", (fact) => fact.name],
  days: ["int", (fact) => fact.days],
  told_at: ["timestamptz", (fact) => fact.toldAt],
};

/** Forecasts are due once a rule changed; days of stock are not. */
const put = `
  with input as materialized (select * from ${unnest(rule, "i", 2)}),
  kept as (
    insert into stock_rule as r (shop_id, rule, name, days, told_at)
    select $1, rule, name, days, told_at from input where days is not null
    on conflict (shop_id, rule, name) do update set days = excluded.days, told_at = excluded.told_at
    where r.days <> excluded.days and r.told_at <= excluded.told_at
    returning name),
  gone as (
    delete from stock_rule r using input i
    where r.shop_id = $1 and r.rule = i.rule and r.name = i.name and i.days is null
      and r.told_at <= i.told_at
    returning r.name),
  changed as (select name from kept union all select name from gone),
  due as (
    insert into stock_due as d (shop_id, since, mark)
    select $1, current_date, nextval('dirty_mark') from changed having count(*) > 0
    on conflict (shop_id) do update set mark = excluded.mark)
  select name from changed`;

export async function writeStockRules(
  client: Client,
  shop: ShopContext,
  facts: readonly StockRuleFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  // The last of several copies within a batch: a file's rows come one after the other.
  const last = new Map(facts.map((fact) => [`${fact.rule} ${fact.name}`, fact]));
  const changed = await run(client, put, [shop.id, ...cellsOf(rule, [...last.values()])]);
  touched.changed += changed.length;
}

/** Of a file's rules those that hold already. */
export async function knownStockRules(
  client: Client,
  shop: ShopContext,
  facts: readonly StockRuleFact[],
): Promise<StockRuleFact[]> {
  if (facts.length === 0) return [];
  const rows = await run<{ at: bigint }>(
    client,
    `select i.at from unnest($2::text[], $3::text[], $4::int[], $5::timestamptz[])
       with ordinality as i (rule, name, days, told_at, at)
     join stock_rule r using (rule, name, days) where r.shop_id = $1`,
    [shop.id, ...cellsOf(rule, facts)],
  );
  return rows.flatMap(({ at }) => facts[Number(at) - 1] ?? []);
}
