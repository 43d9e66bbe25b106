// The ageing list of open orders. Read by the due instant, and by the sale day where nothing was promised,
// of so many days back: what is older costs nothing, however many orders the shop has.
import { inShop, type Db } from "../db.server.ts";
import { exact } from "../kpis/formula.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { keyset, writePlace } from "./lists.ts";
import { show } from "./show.ts";
import {
  ageClasses,
  lookBackDays,
  type AgeClass,
  type OpenOrder,
  type OpenOrders,
  type OpenOrdersWish,
} from "./open-orders.ts";
import { regionName } from "./part-names.ts";

/**
 * As for hours to ship, an order is on its way with its first parcel: what fulfillment orders say is read
 * when the order is placed, so nobody can tell of a rest. One wholly paid back is sent by nobody.
 */
const isOpen = `counted and ship_eligible and cancelled_at is null and shipped_at is null
  and financial_status <> 'refunded'`;
const columns = `id, name, source, sale_day, processed_at, due_at, promised_at, channel, region,
  gross - discounts as net`;

/** Behind every due instant; with it a place in the list has 18 digits, as many as an address takes. */
const afterAllDue = "100000000000000000";

// $1 shop, $2 the instant, $3 due since, $4 sold since, $5 class or null, $6 and $7 place of the last row
// seen or nulls, $8 how many. The list's order is that of milliseconds.
const { where, order } = keyset("ascending", ["$6", "$7"]);
const text = `
  with open as (
    select ${columns} from orders where shop_id = $1 and due_at >= $3 and ${isOpen}
    union all
    select ${columns} from orders
    where shop_id = $1 and due_at is null and sale_day >= $4 and ${isOpen}),
  aged as materialized (
    select *, (extract(epoch from coalesce(due_at, processed_at)) * 1000)::bigint
        + case when due_at is null then ${afterAllDue} else 0 end as value,
      case when due_at is null then 'no-promise' when due_at >= $2 then 'within'
        when due_at > $2::timestamptz - interval '24 hours' then 'late-1'
        when due_at >= $2::timestamptz - interval '72 hours' then 'late-3'
        else 'late-more' end as age
    from open),
  totals as (select age, count(*)::int as orders, sum(net)::text as net from aged group by age),
  page as (
    select id, name, source, sale_day::text as day, processed_at, due_at, promised_at, channel, region,
      net::text as net, value::text as place, value, age
    from aged where ($5::text is null or age = $5) and ${where}
    order by ${order} limit $8)
  select coalesce((select json_agg(t) from totals t), '[]') as totals,
    coalesce((select json_agg(p order by ${order}) from page p), '[]') as rows`;

type Found = {
  totals: { age: AgeClass; orders: number; net: string }[];
  /** Instants as JSON has them. */
  rows: {
    id: string;
    name: string;
    source: string;
    day: Day;
    processed_at: string;
    due_at: string | null;
    promised_at: string | null;
    channel: string;
    region: string;
    net: string;
    place: string;
    age: AgeClass;
  }[];
};

const hourMs = 3_600_000;

/**
 * A page of the counted orders that are to be shipped and have not left, the most overdue first, then
 * those without a promise, oldest first; orders and money of each class beside. Due or, without a
 * promise, sold in the last 90 days. Money in major units of the shop.
 */
export async function openOrders(
  db: Db,
  shop: ShopContext,
  { age, after, size, asOf }: OpenOrdersWish,
): Promise<OpenOrders> {
  const dueSince = new Date(asOf.getTime() - lookBackDays * 24 * hourMs);
  const soldSince = addDays(dayIn(asOf, shop.timeZone), -lookBackDays);
  const found = await inShop(db, shop.id, async (client) => {
    // Planned each time: a plan made while a shop was small would read all of its orders later.
    const { rows } = await client.query<Found>(text, [
      ...[shop.id, asOf, dueSince, soldSince, age],
      ...[after?.value ?? null, after?.id ?? null, size + 1],
    ]);
    return rows[0]!;
  });
  const money = (minor: string) =>
    show(exact(BigInt(minor)), { unit: "money", currency: shop.currency, isTotal: true });
  const totals = ageClasses.map((each) => {
    const total = found.totals.find((one) => one.age === each);
    return { age: each, orders: total?.orders ?? 0, net: money(total?.net ?? "0") };
  });
  const page = found.rows.slice(0, size);
  const last = found.rows.length > size ? page.at(-1) : undefined;
  const since = (instant: string) => (asOf.getTime() - Date.parse(instant)) / hourMs;
  const instant = (given: string | null) => given && new Date(given).toISOString();
  return {
    rows: page.map((row): OpenOrder => ({
      ...{ id: row.id, name: row.name, day: row.day, age: row.age },
      // Ids of a file are names of the merchant's own.
      adminPath: row.source === "api" && /^\d+$/.test(row.id) ? `orders/${row.id}` : null,
      waitHours: since(row.processed_at),
      lateHours: row.due_at === null ? null : since(row.due_at),
      dueAt: instant(row.due_at),
      promisedAt: instant(row.promised_at),
      ...{ channel: row.channel, region: row.region, regionName: regionName(row.region) },
      net: money(row.net),
    })),
    next: last ? writePlace({ value: BigInt(last.place), id: last.id }) : null,
    found: totals
      .filter((total) => age === null || total.age === age)
      .reduce((sum, { orders }) => sum + orders, 0),
    totals,
  };
}
