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
import { keepBlocks, nameOfPart } from "./blocks.server.ts";
import { firstDayOf, FirstOrders, type FirstDay } from "./first-orders.ts";
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

type OfDay = { day: Day; places: readonly Place[] };
type Part<Kept extends OfDay> = {
  name: string;
  of(orders: OrderDay): Kept;
  /** What stands behind the places, in the order that `open` takes it. */
  bytes(kept: Kept): Uint8Array[];
  open(day: Day, places: Place[], bytes: Uint8Array[]): Kept;
};

const everyOrder: Part<OrderDay> = {
  name: "every",
  of: (orders) => orders,
  bytes: ({ orders }) => [orders],
  open: (day, places, [orders]) => ({ day, places, orders: orders! }),
};
const firstOrders: Part<FirstDay> = {
  name: "firsts",
  of: firstDayOf,
  bytes: ({ firsts, followers }) => [firsts, followers],
  open: (day, places, [firsts, followers]) => ({
    ...{ day, places, firsts: firsts!, followers: followers! },
  }),
};

/** Lines: large text is not worth reading as JSON. Empty for a day without such orders. */
function closed<Kept extends OfDay>(part: Part<Kept>, packed: Packed | undefined): string {
  if (!packed) return "";
  const kept = part.of(unpacked(packed));
  const lines = part.bytes(kept).map((bytes) => Buffer.from(bytes).toString("base64"));
  return [JSON.stringify(kept.places), ...lines].join("\n");
}

/** Other SQL, other name; and another one for another way of writing it. */
const name = `orders 3 ${createHash("sha256").update(orderDays).digest("hex").slice(0, 12)}`;

/** So many days that are not kept are read in a moment; of more the question itself is asked. */
const mostFresh = (days: number) => Math.max(3, days / 10);

/** The days with orders, in their order; null where too few of them are kept. */
async function readDays<Kept extends OfDay>(
  client: Client,
  shop: ShopContext,
  { part, days }: { part: Part<Kept>; days: readonly Day[] },
): Promise<Map<Day, Kept> | null> {
  if (days.length === 0) return new Map();
  const least = Math.ceil(Math.max(1, days.length - mostFresh(days.length)));
  const { rows } = await client.query<{ day: Day; value: string }>({
    name: "orders-kept",
    text: `select s.from_day as day, s.value from snapshot s
      where s.shop_id = $1 and s.name = $2 and s.from_day = any($3::date[])
        and s.state = ${stateSql("s.from_day", "s.to_day")}
        and (select count(*) from snapshot
          where shop_id = $1 and name = $2 and from_day = any($3::date[])) >= $4`,
    values: [shop.id, nameOfPart(name, part.name), days, least],
  });
  if (rows.length < least) return null;
  const known = new Set(rows.map(({ day }) => day));
  const lacking = days.filter((day) => !known.has(day));
  const fresh =
    lacking.length > 0 ? (await client.query<Packed>(orderDays, [shop.id, lacking])).rows : [];
  const kept = rows.flatMap(({ day, value }): Kept[] => {
    if (value === "") return [];
    const [places = "", ...lines] = value.split("\n");
    const bytes = lines.map((line) => Buffer.from(line, "base64"));
    return [part.open(day, JSON.parse(places) as Place[], bytes)];
  });
  kept.push(...fresh.map((packed) => part.of(unpacked(packed))));
  return new Map(kept.map((each) => [each.day, each]));
}

/** A key from which each of the others follows. */
export const byPlace = "jsonb_build_array(o.channel, o.region, o.customer_kind)::text";

/** What rows are keyed by, by the SQL that says so. */
export const keyOfs: ReadonlyMap<string, KeyOf> = new Map<string, KeyOf>([
  ["'all'", () => "all"],
  ["o.channel", ({ place: [channel] }) => channel],
  ["o.region", ({ place: [, region] }) => region],
  ["o.customer_kind", ({ isNew }) => (isNew ? "new" : "returning")],
  [marketSql("o.region"), ({ place: [, region] }) => marketOf(region)],
  [byPlace, ({ place, isNew }) => JSON.stringify([...place, isNew ? "new" : "returning"])],
]);

type Asked = { query: PeriodQuery; days: Period };

/** A customer may come back until the period's end. */
const withWindow = ({ from, to }: Period): Period => ({ from: addDays(from, -windowDays), to });

/** Rows of a query over customers by the SQL of a key; null where it must be asked of the database. */
export type KeptRows = (asked: Asked & { key: string; today: Day }) => Row[] | null;

/** Reads what is kept of the days of some questions, each day once. */
export async function keptRows(
  client: Client,
  shop: ShopContext,
  all: readonly Asked[],
): Promise<KeptRows> {
  const daysFor = (query: PeriodQuery, reach: (days: Period) => Period) => {
    const own = all.filter((asked) => asked.query === query);
    return [...new Set(own.flatMap(({ days }) => daysOf(reach(days))))].sort();
  };
  const days = daysFor(customersOfPeriod, (own) => own);
  const orders = await readDays(client, shop, { part: everyOrder, days });
  const wide = daysFor(retention90, withWindow);
  const firstDays = await readDays(client, shop, { part: firstOrders, days: wide });
  const firsts = firstDays && new FirstOrders(wide.flatMap((day) => firstDays.get(day) ?? []));
  return ({ query, days, key, today }) => {
    const keyOf = keyOfs.get(key);
    if (!keyOf) return null;
    if (query === retention90) return firsts && firsts.retention(days, today, keyOf);
    if (query !== customersOfPeriod || !orders) return null;
    const chains = new OrderChains(daysOf(days).flatMap((day) => orders.get(day) ?? []));
    return chains.customers(days, keyOf);
  };
}

/**
 * Keeps the orders of the finished days of a period, and of those whose customers may come back in it.
 * @returns how many days
 */
export function keepOrders(
  db: Db,
  shop: ShopContext,
  { period, now }: { period?: Period; now: () => Date },
): Promise<number> {
  return keepBlocks(db, shop, {
    ...{ name, period: period && withWindow(period), now, blocks: "days" },
    async read(client, { from }) {
      const { rows } = await client.query<Packed>(orderDays, [shop.id, [from]]);
      const every = closed(everyOrder, rows[0]);
      const firsts = closed(firstOrders, rows[0]);
      return {
        value: "",
        parts: new Map([
          [everyOrder.name, every],
          [firstOrders.name, firsts],
        ]),
      };
    },
  });
}
