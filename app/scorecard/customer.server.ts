// One person: how they may be reached, what they bought, how it went.
import { inShop, type Client, type Db } from "../db.server.ts";
import { readContact } from "../ledger/contacts.server.ts";
import { daysBetween, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { divideHalfEven, formatMinor } from "../ledger/money.ts";
import { readCustomerOrders, type CustomerOrder } from "./customer-orders.server.ts";
import type { Place } from "./lists.ts";
import { customerMargins } from "./margins.server.ts";
import type { Margin } from "./margins.ts";

export type Customer = {
  id: string;
  contact: { name: string | null; email: string | null; phone: string | null } | null;
  isErased: boolean;
  /** They forbade that their data is sold or shared. */
  saleOptOut: boolean;
  /** Counted orders ever. */
  orders: number;
  /** Merchandise − discounts of these, what went back of them, and their average; major units. */
  spent: string;
  returned: string;
  average: string | null;
  /** Mean days from one order to the next; null below two orders. */
  daysBetween: number | null;
  first: Day | null;
  last: Day | null;
};

export type CustomerPage = {
  customer: Customer;
  /** Newest first, orders that do not count included. */
  orders: (CustomerOrder & { margin?: Margin | null })[];
  /** What the counted ones left. Default nothing is known of it. */
  margin?: Margin;
  next: string | null;
};

type Totals = {
  orders: number;
  spent: string;
  returned: string;
  first: Day | null;
  last: Day | null;
  erased: boolean | null;
  known: boolean;
  sale_opt_out: boolean;
};

/** The id a customer goes by now: the one that was kept, if they were merged. */
async function currentId(client: Client, shop: ShopContext, id: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    "select to_id as id from customer_alias where shop_id = $1 and from_id = $2",
    [shop.id, id],
  );
  return rows[0]?.id ?? id;
}

async function totals(client: Client, shop: ShopContext, id: string): Promise<Totals> {
  const { rows } = await client.query<Totals>(
    `select count(*) filter (where counted)::int as orders,
       coalesce(sum(gross - discounts) filter (where counted), 0)::text as spent,
       (select coalesce(sum(r.amount), 0) from orders o
        join refund r on r.shop_id = $1 and r.order_id = o.id
        where o.shop_id = $1 and o.customer_id = $2 and o.counted)::text as returned,
       min(sale_day) filter (where counted) as first, max(sale_day) filter (where counted) as last,
       bool_or(redacted) as erased,
       exists (select from customer
         where shop_id = $1 and id = $2 and sale_opt_out) as sale_opt_out,
       count(*) > 0
         or exists (select from customer where shop_id = $1 and id = $2)
         or exists (select from contact where shop_id = $1 and customer_id = $2) as known
     from orders where shop_id = $1 and customer_id = $2`,
    [shop.id, id],
  );
  return rows[0]!;
}

async function contactOf(client: Client, shop: ShopContext, id: string) {
  const contact = await readContact(client, shop, id);
  if (!contact) return null;
  const name = [contact.firstName, contact.lastName].filter(Boolean).join(" ").trim();
  return { name: name || null, email: contact.email, phone: contact.phone };
}

/**
 * A customer of the shop with a page of their orders; null for an id the shop does not know, another
 * shop's included. Promises are judged as of `asOf`.
 */
export function customerPage(
  db: Db,
  shop: ShopContext,
  { id: given, after, asOf }: { id: string; after: Place | null; asOf: Date },
): Promise<CustomerPage | null> {
  return inShop(db, shop.id, async (client) => {
    const id = await currentId(client, shop, given);
    const found = await totals(client, shop, id);
    if (!found.known) return null;
    const { orders, first, last } = found;
    const money = (minor: bigint) => formatMinor(minor, shop.currency);
    const spent = BigInt(found.spent);
    const isErased = found.erased ?? false;
    const margins = await customerMargins(client, shop, id);
    const customer: Customer = {
      id,
      contact: isErased ? null : await contactOf(client, shop, id),
      isErased,
      saleOptOut: found.sale_opt_out,
      orders,
      spent: money(spent),
      returned: money(BigInt(found.returned)),
      average: orders > 0 ? money(divideHalfEven(spent, BigInt(orders))) : null,
      daysBetween: orders > 1 && first && last ? daysBetween(first, last) / (orders - 1) : null,
      first,
      last,
    };
    const page = await readCustomerOrders(client, shop, { id, after, asOf });
    const withMargin = page.orders.map((order) => ({
      ...order,
      margin: margins.byOrder.get(order.id) ?? null,
    }));
    return { customer, orders: withMargin, margin: margins.whole, next: page.next };
  });
}
