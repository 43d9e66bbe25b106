// Open orders added up: by age with their money, by state, location and carrier. Read from the index of the
// open orders alone; by all at once, so that what a filter holds follows without asking again.
import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import {
  ageClasses,
  lookBackDays,
  noLocation,
  sendStates,
  type AgeClass,
  type OpenOrdersFilter,
  type OpenPart,
  type OpenSums,
  type SendState,
} from "./open-orders.ts";
import { readTypical } from "./open-typical.server.ts";
import { ageOf, carrierOf } from "./open-sql.ts";

// $1 shop, $2 the instant, $3 due since, $4 sold since. Only of orders that a parcel may have left of more than
// the index tells is looked up.
const text = `
  with o as (
    select id, to_send, send_from, due_at, gross - discounts as net from orders
    where shop_id = $1 and to_send is not null and due_at >= $3
    union all
    select id, to_send, send_from, null, gross - discounts from orders
    where shop_id = $1 and to_send is not null and due_at is null and sale_day >= $4),
  told as (
    select o.*, parcel.carrier from o
    left join orders w on o.to_send <> 'open' and w.shop_id = $1 and w.id = o.id
    ${carrierOf.replace("o.shipped_at", "w.shipped_at")})
  select ${ageOf} as age, to_send as state, coalesce(send_from, '${noLocation}') as location, carrier,
    coalesce((select name from location where shop_id = $1 and id = send_from), send_from) as name,
    count(*)::int as orders, sum(net)::text as net
  from told o group by 1, 2, send_from, carrier`;

type Group = {
  age: AgeClass;
  state: SendState;
  location: string;
  name: string | null;
  carrier: string | null;
  orders: number;
  net: string;
};

const ordersOf = (groups: readonly Group[]) => groups.reduce((sum, { orders }) => sum + orders, 0);

function partsBy(
  groups: readonly Group[],
  keyOf: (group: Group) => Omit<OpenPart, "orders"> | null,
) {
  const parts = new Map<string, OpenPart>();
  for (const group of groups) {
    const part = keyOf(group);
    if (!part) continue;
    parts.set(part.key, { ...part, orders: (parts.get(part.key)?.orders ?? 0) + group.orders });
  }
  return [...parts.values()].sort((a, b) => b.orders - a.orders || (a.key < b.key ? -1 : 1));
}

export async function readOpenSums(
  client: Client,
  shop: ShopContext,
  { filter, asOf, soldSince }: { filter: OpenOrdersFilter; asOf: Date; soldSince: Day },
): Promise<OpenSums> {
  // The index of what is open, however little else the shop has.
  await client.query("select set_config('enable_seqscan', 'off', true)");
  const dueSince = new Date(asOf.getTime() - lookBackDays * 24 * 3_600_000);
  const { rows } = await client.query<Group>(text, [shop.id, asOf, dueSince, soldSince]);
  const typical = await readTypical(client, shop, asOf);
  const { age, state, location, carrier } = filter;
  const found = rows.filter(
    (group) =>
      (age === null || group.age === age) &&
      (state === null || group.state === state) &&
      (location === null || group.location === location) &&
      (carrier === null || group.carrier === carrier),
  );
  return {
    typical,
    found: ordersOf(found),
    totals: ageClasses.map((each) => {
      const groups = rows.filter((group) => group.age === each);
      const net = groups.reduce((sum, group) => sum + BigInt(group.net), 0n);
      return { age: each, orders: ordersOf(groups), net: formatMinor(net, shop.currency) };
    }),
    states: sendStates.map((each) => ({
      state: each,
      orders: ordersOf(rows.filter((group) => group.state === each)),
    })),
    locations: partsBy(rows, ({ location: key, name }) => ({ key, name })),
    carriers: partsBy(rows, ({ carrier }) =>
      carrier === null ? null : { key: carrier, name: carrier },
    ),
  };
}
