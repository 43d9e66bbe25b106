// Cost rules. Nothing of an order is derived from them: what an order cost by them is worked out where
// its day is counted, so a rule that changes only makes the days from its first on be counted again.
import type { Client } from "../../db.server.ts";
import type { CostRule, CostRuleFact } from "../cost-rule.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { exponent } from "../money.ts";
import { cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";

const key: Columns<CostRuleFact> = {
  kind: ["text", (fact) => fact.cost],
  match: ["text", (fact) => fact.match],
  location: ["text", (fact) => fact.location],
  valid_from: ["date", (fact) => fact.validFrom],
};
const amounts: Columns<CostRuleFact> = {
  percent: ["numeric", (fact) => fact.percent],
  per_order: ["numeric", (fact) => fact.perOrder],
  per_line: ["numeric", (fact) => fact.perLine],
  per_unit: ["numeric", (fact) => fact.perUnit],
  per_kg: ["numeric", (fact) => fact.perKg],
};
const rule: Columns<CostRuleFact> = {
  ...key,
  ...amounts,
  told_at: ["timestamptz", (fact) => fact.toldAt],
};
const names = Object.keys(rule);
const amountNames = Object.keys(amounts);
const of = (alias: string) => amountNames.map((name) => `${alias}.${name}`).join(", ");

const upsert = `
  insert into cost_rule as r (shop_id, ${names.join(", ")})
  select $1, i.* from ${unnest(rule, "i", 2)}
  on conflict (shop_id, kind, match, location, valid_from) do update
  set ${[...amountNames, "told_at"].map((name) => `${name} = excluded.${name}`).join(", ")}
  where excluded.told_at >= r.told_at and (${of("excluded")}) is distinct from (${of("r")})
  returning valid_from as day`;

const remove = `
  delete from cost_rule r using ${unnest(key, "i", 2)}
  where r.shop_id = $1 and r.kind = i.kind and r.match = i.match and r.location = i.location
    and r.valid_from = i.valid_from
  returning r.valid_from as day`;

const places = [
  ["orders", "sale_day"],
  ["refund", "refund_day"],
] as const;
/** Days from $2 on with a sale or a refund, a probe of the index each. */
const daysSince = places
  .map(
    ([table, day]) => `(with recursive next as (
      select min(${day}) as day from ${table} where shop_id = $1 and ${day} >= $2::date
      union all
      select (select min(${day}) from ${table} where shop_id = $1 and ${day} > next.day)
      from next where next.day is not null)
    select day from next where day is not null)`,
  )
  .join(" union ");

export async function writeCostRules(
  client: Client,
  shop: ShopContext,
  facts: readonly CostRuleFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const last = new Map(facts.map((fact) => [keyOf(fact), fact] as const));
  const told = [...last.values()];
  const days: Day[] = [];
  for (const [text, columns, some] of [
    [remove, key, told.filter(({ isGone }) => isGone)],
    [upsert, rule, told.filter(({ isGone }) => !isGone)],
  ] as const) {
    if (some.length === 0) continue;
    const rows = await run<{ day: Day }>(client, text, [shop.id, ...cellsOf(columns, some)]);
    days.push(...rows.map(({ day }) => day));
  }
  touched.changed += days.length;
  const [first] = days.sort();
  if (first === undefined) return;
  await client.query("update shop set has_cost_rules = true where id = $1 and not has_cost_rules", [
    shop.id,
  ]);
  for (const { day } of await run<{ day: Day }>(client, daysSince, [shop.id, first])) {
    touched.days.add(day);
  }
}

/** In the order in which a person reads them. */
export function readCostRules(client: Client, shop: ShopContext): Promise<CostRule[]> {
  return run<CostRule>(
    client,
    `select kind as cost, match, location, valid_from as "validFrom", percent, per_order as "perOrder",
       per_line as "perLine", per_unit as "perUnit", per_kg as "perKg"
     from cost_rule where shop_id = $1
     order by array_position(array['fee', 'shipping', 'packaging', 'return'], kind), location = '',
       location, match = '', match, valid_from`,
    [shop.id],
  );
}

/** Of a file's rules what stands there already. */
export async function knownCostRules(
  client: Client,
  shop: ShopContext,
  facts: readonly CostRuleFact[],
): Promise<CostRuleFact[]> {
  if (facts.length === 0) return [];
  const known = new Set((await readCostRules(client, shop)).map(textOf));
  return facts.filter((fact) => !fact.isGone && known.has(textOf(fact)));
}

const keyOf = ({ cost, match, location, validFrom }: CostRule): string =>
  [cost, match, location, validFrom].join("\n");
const textOf = (rule: CostRule): string =>
  [
    ...[keyOf(rule), Number(rule.percent), Number(rule.perOrder), Number(rule.perLine)],
    ...[Number(rule.perUnit), Number(rule.perKg)],
  ].join(" ");

/** After another currency of the shop: 4.90 stays 4.90, however many minor units that is now. */
export async function keepFigures(
  client: Client,
  shop: ShopContext,
  before: string,
): Promise<void> {
  const moved = exponent(shop.currency) - exponent(before);
  if (moved === 0) return;
  const money = amountNames.filter((name) => name !== "percent");
  await run(
    client,
    `update cost_rule set ${money.map((name) => `${name} = ${name} * $2::numeric`).join(", ")}
     where shop_id = $1`,
    [shop.id, `1e${moved}`],
  );
  await run(client, "update label_cost set amount = amount * $2::numeric where shop_id = $1", [
    shop.id,
    `1e${moved}`,
  ]);
}
