// Real costs of labels. Which order a label belongs to is found where it is asked for, so an order that
// comes later, or under another id, takes its labels without being written for them.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { orderOfLabel, type LabelCostFact } from "../label-cost.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Touched } from "./touched.server.ts";

const label: Columns<LabelCostFact> = {
  order_ref: ["text", (fact) => fact.orderRef],
  label: ["text", (fact) => fact.label],
  day: ["date", (fact) => fact.day],
  carrier: ["text", (fact) => fact.carrier],
  tracking: ["text", (fact) => fact.tracking],
  amount: ["numeric", (fact) => fact.amount],
  told_at: ["timestamptz", (fact) => fact.toldAt],
};
const names = Object.keys(label).join(", ");

// All else of a label is in its key.
const upsert = `
  insert into label_cost as l (shop_id, ${names})
  select $1, i.* from ${unnest(label, "i", 2)}
  on conflict (shop_id, order_ref, label) do update
  set amount = excluded.amount, told_at = excluded.told_at
  where excluded.told_at >= l.told_at and excluded.amount <> l.amount
  returning order_ref as ref`;

/** Orders that any of the refs $2 may mean. */
const ordersNamed = `
  select id, name, sale_day from orders where shop_id = $1 and id = any($2::text[])
  union
  select id, name, sale_day from orders where shop_id = $1 and name = any($3::text[])`;
const named = (refs: readonly string[]) => [
  arrayLiteral(refs),
  arrayLiteral(refs.flatMap((ref) => [ref, `#${ref}`])),
];

export async function writeLabelCosts(
  client: Client,
  shop: ShopContext,
  facts: readonly LabelCostFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const last = new Map(facts.map((fact) => [`${fact.orderRef}\n${fact.label}`, fact] as const));
  const cells = cellsOf(label, [...last.values()]);
  const rows = await run<{ ref: string }>(client, upsert, [shop.id, ...cells]);
  touched.changed += rows.length;
  if (rows.length === 0) return;
  const refs = named([...new Set(rows.map(({ ref }) => ref))]);
  const days = await run<{ sale_day: Day }>(client, ordersNamed, [shop.id, ...refs]);
  for (const { sale_day } of days) touched.days.add(sale_day);
}

/** Of a file's labels those that stand there alike. */
export async function knownLabelCosts(
  client: Client,
  shop: ShopContext,
  facts: readonly LabelCostFact[],
): Promise<LabelCostFact[]> {
  if (facts.length === 0) return [];
  const rows = await run<{ at: bigint }>(
    client,
    `select i.at from unnest($2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::numeric[],
         $8::timestamptz[]) with ordinality as i (${names}, at)
     join label_cost l using (order_ref, label, amount) where l.shop_id = $1`,
    [shop.id, ...cellsOf(label, facts)],
  );
  return rows.flatMap(({ at }) => facts[Number(at) - 1] ?? []);
}

/** Refs of these labels that no order is known for. */
export async function unknownRefs(
  client: Client,
  shop: ShopContext,
  facts: readonly LabelCostFact[],
): Promise<Set<string>> {
  const refs = new Set(facts.map(({ orderRef }) => orderRef));
  if (refs.size === 0) return refs;
  const values = [shop.id, ...named([...refs])];
  for (const { id, name } of await run<{ id: string; name: string }>(client, ordersNamed, values)) {
    refs.delete(id);
    refs.delete(name);
    refs.delete(name.replace(/^#/, ""));
  }
  return refs;
}

export type LabelSums = {
  labels: number;
  /** Orders that have any. */
  orders: number;
  /** Minor units: of all labels, and of those whose order is not known. */
  amount: bigint;
  notFound: bigint;
};

/** All labels of the shop: every one is read. */
export async function readLabelSums(client: Client, shop: ShopContext): Promise<LabelSums | null> {
  const [sums] = await run<LabelSums>(
    client,
    `select count(*)::int as labels, count(distinct found)::int as orders,
       coalesce(round(sum(amount)), 0)::bigint as amount,
       coalesce(round(sum(amount) filter (where found is null)), 0)::bigint as "notFound"
     from (select l.amount, ${orderOfLabel} as found from label_cost l where l.shop_id = $1) labels`,
    [shop.id],
  );
  return sums && sums.labels > 0 ? sums : null;
}
