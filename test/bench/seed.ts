// Shops with a history, made by the owner in a few statements: going through the front door would
// take an hour for what a bench only needs to be there. Derived columns follow by a rebuild.
import { inShop } from "../../app/db.server.ts";
import type { Db } from "../../app/db.server.ts";
import { readShop, updateShop } from "../../app/ledger/shop.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { rebuild } from "../../app/measures/recompute.server.ts";

/** An installed shop in UTC and USD that promises to ship within two days. */
export async function benchShop(db: Db, domain: string): Promise<Shop> {
  const { rows } = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
  const id = rows[0]!.id;
  await inShop(db, id, (client) =>
    client.query("update shop set state = 'installed', installed_at = now(), configured = true"),
  );
  const shop = await readShop(db, id);
  if (!shop) throw new Error(`shop ${domain} was not there after it was made`);
  return updateShop(db, shop, { shipPromiseHours: "48" });
}

export type History = {
  /** Whole days before today. */
  days: number;
  ordersPerDay: number;
  /** Orders of today, spread over the hours that are over. */
  ordersToday: number;
};

/**
 * Fills a shop: two lines an order on average, 50 regions, three channels, two thirds of the orders
 * by customers who come again, unit costs known, shipped within three days.
 */
export async function seedHistory(db: Db, shop: Shop, history: History, now: Date): Promise<void> {
  const { days, ordersPerDay, ordersToday } = history;
  const values = [shop.id, now, days, ordersPerDay, days * ordersPerDay + ordersToday];
  const when = `case when i < $3::int * $4::int
      then date_trunc('day', $2::timestamptz, 'UTC') - make_interval(days => $3::int)
           + make_interval(secs => i * 86400.0 / $4::int)
      else date_trunc('day', $2::timestamptz, 'UTC')
           + ($2 - date_trunc('day', $2::timestamptz, 'UTC')) * (i - $3::int * $4::int) / ($5 - $3::int * $4::int)
    end`;
  const orders = `(select i, date_trunc('milliseconds', ${when}) as at from generate_series(0, $5::int - 1) i) o`;
  await db.owner.query(
    `insert into order_line (shop_id, order_id, id, position, product_id, variant_id, sku, title,
            quantity, gross, discounts, merchandise, requires_shipping, cost, cost_exact)
     select $1, 'S' || i, i || '-' || l, l, 'P' || (i + l) % 200, 'V' || (i + l) % 200,
            'SKU-' || (i + l) % 200, 'Product ' || (i + l) % 200, 1 + (i + l) % 2,
            2000 * (1 + (i + l) % 2), 100, true, true, 800 * (1 + (i + l) % 2), true
       from ${orders}, generate_series(0, i % 3) l where $2::timestamptz is not null`,
    values,
  );
  // With every derived column as a rebuild would have it, so that orders stay in the order of time.
  await db.owner.query(
    `insert into orders (shop_id, id, name, source, updated_at, triggered_at, hash, processed_at,
            sale_day, test, financial_status, counted, currency, channel, region, given_region,
            customer_id, customer_kind, previous_id, previous_day, gross, discounts, units,
            known_net, exact_net, cost, ship_eligible, fulfilled_at, shipped_at, due_at)
     select $1, id, '#' || id, 'api', at, at, 'seed', at, day, false,
            'paid', true, 'USD', (array['online','online','online','marketplace','pos'])[1 + i % 5],
            'US-' || i % 50, 'US-' || i % 50, customer,
            case when customer is null then 'guest' when before is null then 'new' else 'returning' end,
            before, day_before, 2000 * units, 100 * (1 + i % 3), units,
            2000 * units - 100 * (1 + i % 3), 2000 * units - 100 * (1 + i % 3), 800 * units,
            i % 5 <> 4, at + make_interval(hours => i % 72), at + make_interval(hours => i % 72),
            at + interval '48 hours'
       from (
         select *, case when customer is not null then lag(id) over buyer end as before,
           case when customer is not null then lag(day) over buyer end as day_before
         from (
           select i, at, 'S' || i as id, (at at time zone 'UTC')::date as day,
             case when i % 10 < 9 then 'C' || (i::bigint * 7919) % ($5 * 2 / 5 + 1) end as customer
           from ${orders}) placed
         window buyer as (partition by customer order by at, id)) o,
         lateral (select sum(1 + (i + l) % 2)::int as units from generate_series(0, i % 3) l) u
       order by i`,
    values,
  );
  await db.owner.query(
    `insert into unit_cost (shop_id, item, valid_from, amount)
     select $1, 'sku:SKU-' || n, 'epoch', 800 from generate_series(0, 199) n`,
    [shop.id],
  );
  await db.owner.query("vacuum analyze");
  await rebuild(db, shop, { asOf: now });
  await db.owner.query("vacuum analyze");
  // What filling wrote goes to disk now, not while a bench measures something else.
  await db.owner.query("checkpoint");
}

/**
 * Steps of apps and people on every order, and a refund of every 25th, ten days later. Before the history,
 * whose rebuild counts them.
 */
export async function seedAftermath(
  db: Db,
  shop: Shop,
  { days, ordersPerDay }: Pick<History, "days" | "ordersPerDay">,
): Promise<void> {
  const at = `date_trunc('day', now(), 'UTC') - make_interval(days => ${days})
    + make_interval(secs => i * 86400.0 / ${ordersPerDay})`;
  const rows = `(select i, ${at} as at from generate_series(0, ${days * ordersPerDay - 1}) i) o`;
  await db.owner.query(
    `insert into order_event (shop_id, id, order_id, action, by_app, by_user, created_at, day)
     select $1, 'E' || i, 'S' || i, 'fulfillment_success', i % 4 <> 0, i % 4 = 0,
       at + interval '5 hours', ((at + interval '5 hours') at time zone 'UTC')::date from ${rows}`,
    [shop.id],
  );
  await db.owner.query(
    `insert into refund (shop_id, id, order_id, source, updated_at, triggered_at, hash, processed_at,
       refund_day, amount, units)
     select $1, 'R' || i, 'S' || i, 'api', at, at, 'seed', at + interval '10 days',
       ((at + interval '10 days') at time zone 'UTC')::date, 500, 1 from ${rows}
     where i % 25 = 0 and at + interval '10 days' < now()`,
    [shop.id],
  );
}
