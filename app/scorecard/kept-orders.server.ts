// Questions over customers, answered from what is kept of each day's orders. A day is kept until one of
// its orders or the one before it changes; days that are not are read from the orders.
import { createHash } from "node:crypto";
import type { Client, Db } from "../db.server.ts";
import { addDays, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { customersOfPeriod } from "../kpis/queries/customers.ts";
import { retention90, windowDays } from "../kpis/queries/retention.ts";
import type { PeriodQuery } from "../kpis/query.ts";
import { daysOf } from "../measures/as-of.server.ts";
import { keepBlocks } from "./blocks.server.ts";
import { marketOf, marketSql } from "./markets.ts";
import { mostDaysBack, noneBefore, OrderChains } from "./order-chains.ts";
import type { KeyOf, OrderDay, Place, Row } from "./order-chains.ts";
import { stateSql } from "./state-sql.ts";

const sixBytes = (id: string) => `decode(left(md5(${id}), 12), 'hex')`;

/** $1 shop, $2 days. One row a day with orders (order-chains.ts). */
const orderDays = `
with placed as (
  select o.sale_day as day, o.processed_at, o.id, o.previous_id, o.channel, o.region,
    case when o.previous_day is not null
        then least(o.sale_day - o.previous_day, ${mostDaysBack})
      when o.customer_kind = 'new' then ${noneBefore.new} else ${noneBefore.returning} end as back,
    dense_rank() over (partition by o.sale_day order by o.channel, o.region) - 1 as place
  from orders o
  where o.shop_id = $1 and o.sale_day = any($2::date[])
    and o.counted and o.customer_id is not null)
select day, jsonb_object_agg(place, jsonb_build_array(channel, region)) as places,
  translate(encode(string_agg(
    ${sixBytes("id")} || ${sixBytes("coalesce(previous_id, '')")}
      || int2send(back::int2) || substr(int4send(place::int), 3),
    ''::bytea order by processed_at, id), 'base64'), E'\\n', '') as orders
from placed group by day order by day`;

type Packed = { day: Day; places: Record<string, Place>; orders: string };
const unpacked = ({ day, places, orders }: Packed): OrderDay => ({
  day,
  // Whole numbers as names stand in their order.
  places: Object.values(places),
  orders: Buffer.from(orders, "base64"),
});

/** Two lines: large text is not worth reading as JSON. Empty for a day without such orders. */
const closed = (packed: Packed | undefined) =>
  packed ? `${JSON.stringify(packed.places)}\n${packed.orders}` : "";

function opened(day: Day, value: string): Packed | null {
  if (value === "") return null;
  const end = value.indexOf("\n");
  const places = JSON.parse(value.slice(0, end)) as Packed["places"];
  return { day, places, orders: value.slice(end + 1) };
}

/** Other SQL, other name; and another one for another way of writing it. */
const name = `orders 2 ${createHash("sha256").update(orderDays).digest("hex").slice(0, 12)}`;

/** So many days that are not kept are read in a moment; of more the question itself is asked. */
const mostFresh = (days: number) => Math.max(3, days / 10);

/** The days with orders; null where too few of them are kept. */
async function readOrderDays(
  client: Client,
  shop: ShopContext,
  days: readonly Day[],
): Promise<Map<Day, OrderDay> | null> {
  const least = Math.ceil(Math.max(1, days.length - mostFresh(days.length)));
  const { rows } = await client.query<{ day: Day; value: string }>({
    name: "orders-kept",
    text: `select s.from_day as day, s.value from snapshot s
      where s.shop_id = $1 and s.name = $2 and s.from_day = any($3::date[])
        and s.state = ${stateSql("s.from_day", "s.to_day")}
        and (select count(*) from snapshot
          where shop_id = $1 and name = $2 and from_day = any($3::date[])) >= $4`,
    values: [shop.id, name, days, least],
  });
  if (rows.length < least) return null;
  const kept = new Set(rows.map(({ day }) => day));
  const lacking = days.filter((day) => !kept.has(day));
  const fresh =
    lacking.length > 0 ? (await client.query<Packed>(orderDays, [shop.id, lacking])).rows : [];
  const stored = rows.flatMap(({ day, value }) => opened(day, value) ?? []);
  return new Map([...stored, ...fresh].map((packed) => [packed.day, unpacked(packed)]));
}

/** What rows are keyed by, by the SQL that says so. */
const keyOfs = new Map<string, KeyOf>([
  ["'all'", () => "all"],
  ["o.channel", ({ place: [channel] }) => channel],
  ["o.region", ({ place: [, region] }) => region],
  ["o.customer_kind", ({ isNew }) => (isNew ? "new" : "returning")],
  [marketSql("o.region"), ({ place: [, region] }) => marketOf(region)],
]);

type Asked = { query: PeriodQuery; days: Period };

/** The days whose orders tell the answer; null: they do not. */
function reachOf({ query, days }: Asked): Period | null {
  if (query === customersOfPeriod) return days;
  return query === retention90 ? { ...days, from: addDays(days.from, -windowDays) } : null;
}

/** Rows of a query over customers by the SQL of a key; null where it must be asked of the database. */
export type KeptRows = (asked: Asked & { key: string; today: Day }) => Row[] | null;

/** Reads what is kept of the days of some questions, each day once. */
export async function keptRows(
  client: Client,
  shop: ShopContext,
  all: readonly Asked[],
): Promise<KeptRows> {
  const days = new Set(all.flatMap((asked) => daysOf(reachOf(asked) ?? noDays)));
  const orders = days.size > 0 ? await readOrderDays(client, shop, [...days]) : null;
  return ({ key, today, ...asked }) => {
    const keyOf = keyOfs.get(key);
    const reach = reachOf(asked);
    if (!orders || !keyOf || !reach) return null;
    const chains = new OrderChains(daysOf(reach).flatMap((day) => orders.get(day) ?? []));
    return asked.query === retention90
      ? chains.retention(asked.days, today, keyOf)
      : chains.customers(asked.days, keyOf);
  };
}

const noDays: Period = { from: "1970-01-01", to: "1970-01-01" };

/**
 * Keeps the orders of the finished days of a period, and of those whose customers may come back in it.
 * @returns how many days
 */
export function keepOrders(
  db: Db,
  shop: ShopContext,
  { period, now }: { period: Period; now: () => Date },
): Promise<number> {
  const wide = { from: addDays(period.from, -windowDays), to: period.to };
  return keepBlocks(db, shop, {
    ...{ name, period: wide, now, blocks: "days" },
    async read(client, { from }) {
      const { rows } = await client.query<Packed>(orderDays, [shop.id, [from]]);
      return closed(rows[0]);
    },
  });
}
