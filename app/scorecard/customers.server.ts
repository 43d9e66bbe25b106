// The people who bought in a period. Ranked over the period's orders by the index on their sale day;
// everything else is read by customer, for the rows of one page.
import { inShop, type Client, type Db } from "../db.server.ts";
import { readContact } from "../ledger/contacts.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import type { Period } from "../ledger/period.ts";
import { searchCustomers } from "./customers-search.server.ts";
import { keyset, nothing, pageSize, roomForSums, writePlace, type ListWish } from "./lists.ts";
import { marginsByCustomer } from "./margins.server.ts";
import { marginCell, type MarginCell } from "./margins.ts";

export const customerSorts = ["spend", "orders", "cm1", "last"] as const;
export type CustomerSort = (typeof customerSorts)[number];

/** Its margin is of the period's orders, as `returns` is. */
export type CustomerRow = MarginCell & {
  id: string;
  /** Name, else e-mail, else phone, opened from the sealed contact; null when none is kept. */
  name: string | null;
  /** The person asked to be forgotten; the orders stay under a pseudonym. */
  isErased: boolean;
  /** They forbade that their data is sold or shared. */
  saleOptOut: boolean;
  /** Counted orders of the period, and ever. */
  orders: number;
  ordersEver: number;
  /** Merchandise − discounts of the period's orders, major units. */
  spend: string;
  /** What went back of these orders until now, major units. */
  returns: string;
  /** Of all counted orders; null without one. */
  first: Day | null;
  last: Day | null;
  /** As the KPIs tell: whether the first counted order falls in the period. Null without an order in it. */
  kind: "new" | "returning" | null;
};

export type CustomerList = {
  rows: CustomerRow[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
  /** Identified customers of the period. */
  customers: number;
  /** Counted orders of the period that name no customer. */
  guestOrders: number;
};

const values: Record<CustomerSort, string> = {
  spend: "sum(gross - discounts)",
  orders: "count(*)",
  // No unit cost known: no margin, so last.
  cm1: `case when sum(cost) = 0 and sum(exact_net) = 0 then ${nothing}
    else sum(gross - discounts - cost) - coalesce(sum(r.returned), 0) end`,
  last: "(extract(epoch from max(processed_at)) * 1000)::bigint",
};
/** What went back of an order until now: a shop has far fewer refunds than orders. */
const returned = `left join (
    select order_id, sum(amount) as returned from refund where shop_id = $1 group by order_id) r
  on r.order_id = orders.id`;

type Ranked = { id: string; value: string };
export type Rank = { rows: Ranked[]; customers: number; guestOrders: number };

/** SQL of the period's customers and their sorted value; guests are the row without an id. */
export const boughtSql = (sort: CustomerSort) => `
  select customer_id as id, count(*) as orders, ${values[sort]}::numeric as value
  from orders ${sort === "cm1" ? returned : ""}
  where shop_id = $1 and sale_day >= $2 and sale_day < $3 and counted group by customer_id`;

/** The first so many behind a place, from all of the period's orders. */
export async function rankCustomers(
  client: Client,
  shop: ShopContext,
  wish: ListWish<CustomerSort>,
  rowCount: number,
): Promise<Rank> {
  const { period, sort, direction, after } = wish;
  await client.query(roomForSums);
  const { where, order } = keyset(direction, ["$4", "$5"]);
  const { rows } = await client.query<{
    rows: Ranked[] | null;
    customers: number;
    guests: number;
  }>(
    `with bought as materialized (${boughtSql(sort)})
     select (select json_agg(json_build_object('id', id, 'value', value::text) order by ${order}) from (
         select id, value from bought where id is not null and ${where}
         order by ${order} limit ${rowCount}) page) as rows,
       (select count(*)::int from bought where id is not null) as customers,
       coalesce((select orders::int from bought where id is null), 0) as guests`,
    [shop.id, period.from, period.to, after?.value ?? null, after?.id ?? null],
  );
  const [found] = rows;
  return {
    rows: found?.rows ?? [],
    customers: found?.customers ?? 0,
    guestOrders: found?.guests ?? 0,
  };
}

type Figures = {
  id: string;
  orders: number;
  orders_ever: number;
  spend: string;
  returns: string;
  first: Day | null;
  last: Day | null;
  is_new: boolean | null;
  erased: boolean | null;
  sale_opt_out: boolean;
};

/** The given customers' figures, in the given order. */
async function figures(
  client: Client,
  shop: ShopContext,
  { ids, period }: { ids: readonly string[]; period: Period },
): Promise<Figures[]> {
  const { rows } = await client.query<Figures>(
    `select wanted.id, f.*,
       exists (select from customer c
         where c.shop_id = $1 and c.id = wanted.id and c.sale_opt_out) as sale_opt_out,
       (select coalesce(sum(r.amount), 0) from orders o
        join refund r on r.shop_id = $1 and r.order_id = o.id
        where o.shop_id = $1 and o.customer_id = wanted.id and o.counted
          and o.sale_day >= $2 and o.sale_day < $3)::text as returns
     from unnest($4::text[]) with ordinality as wanted (id, place)
     cross join lateral (
       select count(*) filter (where o.counted and inside.yes)::int as orders,
         count(*) filter (where o.counted)::int as orders_ever,
         coalesce(sum(o.gross - o.discounts) filter (where o.counted and inside.yes), 0)::text as spend,
         min(o.sale_day) filter (where o.counted) as first,
         max(o.sale_day) filter (where o.counted) as last,
         bool_or(o.customer_kind = 'new') filter (where o.counted and inside.yes) as is_new,
         bool_or(o.redacted) as erased
       from orders o, lateral (select o.sale_day >= $2 and o.sale_day < $3) as inside (yes)
       where o.shop_id = $1 and o.customer_id = wanted.id) f
     order by wanted.place`,
    [shop.id, period.from, period.to, ids],
  );
  return rows;
}

/** What a person is called in a list; null when nothing is kept of them. */
export async function nameOf(
  client: Client,
  shop: ShopContext,
  customerId: string,
): Promise<string | null> {
  const contact = await readContact(client, shop, customerId);
  if (!contact) return null;
  const name = [contact.firstName, contact.lastName].filter(Boolean).join(" ").trim();
  return name || contact.email || contact.phone || null;
}

/** Rows of the given customers as a list shows them. Opens their contacts. */
export async function customerRows(
  client: Client,
  shop: ShopContext,
  wanted: { ids: readonly string[]; period: Period },
): Promise<CustomerRow[]> {
  if (wanted.ids.length === 0) return [];
  const money = (minor: string) => formatMinor(BigInt(minor), shop.currency);
  const margins = await marginsByCustomer(client, shop, wanted);
  const rows: CustomerRow[] = [];
  for (const [at, row] of (await figures(client, shop, wanted)).entries()) {
    rows.push({
      id: row.id,
      name: row.erased ? null : await nameOf(client, shop, row.id),
      isErased: row.erased ?? false,
      saleOptOut: row.sale_opt_out,
      orders: row.orders,
      ordersEver: row.orders_ever,
      spend: money(row.spend),
      returns: money(row.returns),
      ...marginCell(margins[at]!),
      first: row.first,
      last: row.last,
      kind: row.is_new === null ? null : row.is_new ? "new" : "returning",
    });
  }
  return rows;
}

/** One page of the period's customers, ranked by their orders. Reads only; throws what the database throws. */
export function customerList(
  db: Db,
  shop: ShopContext,
  wish: ListWish<CustomerSort>,
): Promise<CustomerList> {
  return listOf(db, shop, wish, (client) => rankCustomers(client, shop, wish, pageSize + 1));
}

/** The same of any ranking, with what else that tells. */
export function listOf<R extends Rank>(
  db: Db,
  shop: ShopContext,
  wish: ListWish<CustomerSort>,
  rank: (client: Client) => Promise<R>,
): Promise<CustomerList & Omit<R, keyof Rank>> {
  return inShop(db, shop.id, async (client) => {
    const { rows, customers, guestOrders, ...more } = await rank(client);
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    const ids = page.map(({ id }) => id);
    return {
      rows: await customerRows(client, shop, { ids, period: wish.period }),
      next: last ? writePlace({ value: BigInt(last.value), id: last.id }) : null,
      customers,
      guestOrders,
      ...more,
    };
  });
}

export type FoundCustomers = {
  rows: CustomerRow[];
  /** The search names an order that no customer stands behind. */
  isGuestOrder: boolean;
};

/**
 * Customers by exact e-mail or phone, by customer id, or by the name or id of one of their orders,
 * whether they bought in the period or not; at most a page.
 */
export function findCustomerRows(
  db: Db,
  shop: ShopContext,
  { text, period }: { text: string; period: Period },
): Promise<FoundCustomers> {
  return inShop(db, shop.id, async (client) => {
    const { ids, isGuestOrder } = await searchCustomers(client, shop, text);
    return { rows: await customerRows(client, shop, { ids, period }), isGuestOrder };
  });
}
