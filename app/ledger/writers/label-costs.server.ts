// Real costs of labels. Which order a label belongs to is found where it is asked for, so an order or a
// parcel that comes later, or under another id, takes its labels without being written for them.
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
  parcel_key: ["int8", (fact) => fact.parcelKey ?? null],
  amount: ["numeric", (fact) => fact.amount],
  told_at: ["timestamptz", (fact) => fact.toldAt],
};
const names = Object.keys(label).join(", ");

// All else of a label is told by its key.
const upsert = `
  insert into label_cost as l (shop_id, ${names})
  select $1, i.* from ${unnest(label, "i", 2)}
  on conflict (shop_id, order_ref, label) do update
  set amount = excluded.amount, told_at = excluded.told_at
  where excluded.told_at >= l.told_at and excluded.amount <> l.amount
  returning order_ref as ref, parcel_key as key`;

/** Orders that any of the refs $2 may mean, and those with a parcel of the keys $4. */
const ordersNamed = `
  select id, name, sale_day, null::int8 as key from orders where shop_id = $1 and id = any($2::text[])
  union
  select id, name, sale_day, null from orders where shop_id = $1 and name = any($3::text[])
  union
  select o.id, o.name, o.sale_day, f.parcel_key
  from fulfillment f join orders o on o.shop_id = $1 and o.id = f.order_id
  where f.shop_id = $1 and f.parcel_key = any($4::int8[])`;

type Mark = { ref: string; key: bigint | null };
type Named = { id: string; name: string; sale_day: Day; key: bigint | null };

function findNamed(client: Client, shop: ShopContext, marks: readonly Mark[]): Promise<Named[]> {
  const refs = [...new Set(marks.flatMap(({ ref }) => (ref === "" ? [] : [ref])))];
  const keys = new Set(marks.flatMap(({ ref, key }) => (ref === "" && key !== null ? [key] : [])));
  return run<Named>(client, ordersNamed, [
    shop.id,
    arrayLiteral(refs),
    arrayLiteral(refs.flatMap((ref) => [ref, `#${ref}`])),
    arrayLiteral([...keys]),
  ]);
}

export async function writeLabelCosts(
  client: Client,
  shop: ShopContext,
  facts: readonly LabelCostFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const last = new Map(facts.map((fact) => [`${fact.orderRef}\n${fact.label}`, fact] as const));
  const cells = cellsOf(label, [...last.values()]);
  const rows = await run<Mark>(client, upsert, [shop.id, ...cells]);
  touched.changed += rows.length;
  if (rows.length === 0) return;
  for (const { sale_day } of await findNamed(client, shop, rows)) touched.days.add(sale_day);
}

/** A parcel as it was and is; null where it had, or has, no such thing. */
export type Parcel = {
  order_id: string | null;
  old_order_id: string | null;
  parcel_key: bigint | null;
  old_parcel_key: bigint | null;
};

/**
 * Days of orders that cost something else once parcels changed: labels may be of another order then, and
 * rules for a location may hold for an order that was sent from there.
 */
export async function daysOfParcels(
  client: Client,
  shop: ShopContext,
  parcels: readonly Parcel[],
): Promise<Day[]> {
  const all = <T>(of: (parcel: Parcel) => (T | null)[]) => [
    ...new Set(parcels.flatMap(of).filter((each) => each !== null)),
  ];
  const orders = all(({ order_id, old_order_id }) => [order_id, old_order_id]);
  const keys = all(({ parcel_key, old_parcel_key }) => [parcel_key, old_parcel_key]);
  if (orders.length === 0) return [];
  const rows = await run<{ day: Day }>(
    client,
    `select sale_day as day from orders where shop_id = $1 and id = any($2::text[])
       and (select exists (select from cost_rule where shop_id = $1 and location <> ''))
     union
     select refund_day from refund where shop_id = $1 and order_id = any($2::text[])
       and (select exists (select from cost_rule where shop_id = $1 and location <> ''))
     union
     select o.sale_day from label_cost l
     join fulfillment f on f.shop_id = $1 and f.parcel_key = l.parcel_key
     join orders o on o.shop_id = $1 and o.id = f.order_id
     where l.shop_id = $1 and l.parcel_key = any($3::int8[]) and l.order_ref = ''
     union
     select o.sale_day from label_cost l join orders o on o.shop_id = $1 and o.id = any($2::text[])
     where l.shop_id = $1 and l.parcel_key = any($3::int8[]) and l.order_ref = ''`,
    [shop.id, arrayLiteral(orders), arrayLiteral(keys)],
  );
  return rows.map(({ day }) => day);
}

/** False while a shop has told of no label by its number alone: then no parcel takes one from another order. */
export async function knowsLooseLabels(client: Client, shop: ShopContext): Promise<boolean> {
  const sql = "select 1 from label_cost where shop_id = $1 and order_ref = '' limit 1";
  return (await run(client, sql, [shop.id])).length > 0;
}

/** The same of orders that nobody told of before: labels of their parcels' numbers may have been others'. */
export async function daysOfNewParcels(
  client: Client,
  shop: ShopContext,
  orders: readonly string[],
): Promise<Day[]> {
  if (orders.length === 0) return [];
  const rows = await run<{ day: Day }>(
    client,
    `select distinct o.sale_day as day from label_cost l
     join fulfillment f on f.shop_id = $1 and f.parcel_key = l.parcel_key
     join orders o on o.shop_id = $1 and o.id = f.order_id
     where l.shop_id = $1 and l.order_ref = '' and l.parcel_key = any(array(
         select parcel_key from fulfillment where shop_id = $1 and order_id = any($2::text[])))`,
    [shop.id, arrayLiteral(orders)],
  );
  return rows.map(({ day }) => day);
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
    `select i.at from unnest($2::text[], $3::text[], $4::date[], $5::text[], $6::int8[],
         $7::numeric[], $8::timestamptz[]) with ordinality as i (${names}, at)
     join label_cost l using (order_ref, label, amount) where l.shop_id = $1`,
    [shop.id, ...cellsOf(label, facts)],
  );
  return rows.flatMap(({ at }) => facts[Number(at) - 1] ?? []);
}

/** Charges of a tracking number that stand there already, to the cent, as another label. */
export async function findBilled(
  client: Client,
  shop: ShopContext,
  facts: readonly LabelCostFact[],
): Promise<Map<LabelCostFact, Day>> {
  const asked = facts.filter(({ parcelKey }) => parcelKey !== undefined);
  if (asked.length === 0) return new Map();
  const rows = await run<{ at: bigint; day: Day }>(
    client,
    `select i.at, min(l.day) as day
     from unnest($2::text[], $3::text[], $4::int8[], $5::numeric[])
       with ordinality as i (order_ref, label, parcel_key, amount, at)
     join label_cost l on l.shop_id = $1 and l.parcel_key = i.parcel_key and l.amount = i.amount
       and (l.order_ref, l.label) <> (i.order_ref, i.label)
     group by i.at`,
    [
      shop.id,
      arrayLiteral(asked.map(({ orderRef }) => orderRef)),
      arrayLiteral(asked.map((fact) => fact.label)),
      arrayLiteral(asked.map(({ parcelKey }) => parcelKey ?? null)),
      arrayLiteral(asked.map(({ amount }) => amount)),
    ],
  );
  return new Map(
    rows.flatMap(({ at, day }) => {
      const fact = asked[Number(at) - 1];
      return fact ? [[fact, day]] : [];
    }),
  );
}

/** Of these labels those that no order is known for. */
export async function unknownLabels(
  client: Client,
  shop: ShopContext,
  facts: readonly LabelCostFact[],
): Promise<Set<LabelCostFact>> {
  if (facts.length === 0) return new Set();
  const marks = facts.map(({ orderRef, parcelKey }) => ({ ref: orderRef, key: parcelKey ?? null }));
  const [refs, keys] = [new Set<string>(), new Set<bigint>()];
  for (const { id, name, key } of await findNamed(client, shop, marks)) {
    for (const ref of [id, name, name.replace(/^#/, "")]) refs.add(ref);
    if (key !== null) keys.add(key);
  }
  const isKnown = ({ orderRef, parcelKey }: LabelCostFact) =>
    orderRef === "" ? parcelKey !== undefined && keys.has(parcelKey) : refs.has(orderRef);
  return new Set(facts.filter((fact) => !isKnown(fact)));
}

export type LabelSums = {
  /** Those that were read. */
  labels: number;
  /** Orders that have any. */
  orders: number;
  /** Minor units: of all labels, and of those whose order is not known. */
  amount: bigint;
  notFound: bigint;
};

/** Labels of the shop, the latest first; null where it was told of none. @param most default: all */
export async function readLabelSums(
  client: Client,
  shop: ShopContext,
  most: number | null = null,
): Promise<LabelSums | null> {
  const [sums] = await run<LabelSums>(
    client,
    `select count(*)::int as labels, count(distinct found)::int as orders,
       coalesce(round(sum(amount)), 0)::bigint as amount,
       coalesce(round(sum(amount) filter (where found is null)), 0)::bigint as "notFound"
     from (
       select l.amount, ${orderOfLabel} as found
       from (select * from label_cost where shop_id = $1 order by day desc limit $2) l) labels`,
    [shop.id, most],
  );
  return sums && sums.labels > 0 ? sums : null;
}
