// Recommendations at 1 M purchases of 5,000 products by 100,000 customers: neighbours in memory, then a
// shop of that size in the database: one list, and what one new order costs.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { countTogether, easeItems, easeWeights } from "../../app/analysis/recommend/ease.ts";
import { groupBuilder, groupsPerItem, rowsOf } from "../../app/analysis/recommend/groups.ts";
import { nearest } from "../../app/analysis/recommend/neighbours.ts";
import { historiesBefore } from "../../app/analysis/recommend/purchases.ts";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import type { OrderFact } from "../../app/ledger/facts.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { learnAside } from "../../app/scorecard/recommend-aside.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { recommendForCustomer } from "../../app/scorecard/recommend-customer.server.ts";
import { recommendForProduct } from "../../app/scorecard/recommend.server.ts";
import { createRandom } from "../platform/random.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop } from "./seed.ts";

const products = 5_000;
const customers = 100_000;
const purchases = 1_000_000;
const orders = purchases / 2;
/** A shop with so small a part of the history, to see that one new order costs no more with the whole. */
const small = { orders: orders / 10, customers: customers / 10 };
const lists = 400;
const newOrders = 40;
const warmUp = 20;
const megabyte = 2 ** 20;

export async function* bench(home: string): AsyncIterable<Figure> {
  const { seconds, megabytes } = countInMemory();
  yield figure("recommend", "neighbours of 5,000 items", seconds, { unit: "s", atMost: 3 });
  yield figure("recommend", "memory of it", megabytes, { unit: "MB", atMost: 300 });

  yield* learnAsideOf();

  const db = await openDatabase({ home });
  try {
    const few = await benchShop(db, "few.myshopify.com");
    await seedShop(db, few, small);
    await refreshRecommendations(db, few, { now: new Date(), whole: true });
    await db.owner.query("vacuum analyze");
    const before = await newOrdersOf(db, few, small.customers);

    const shop = await benchShop(db, "recommend.myshopify.com");
    await seedShop(db, shop);
    const started = performance.now();
    await refreshRecommendations(db, shop, { now: new Date(), whole: true });
    const whole = (performance.now() - started) / 1000;
    yield figure("recommend", "whole shop counted", whole, { unit: "s", atMost: 120 });
    await db.owner.query("vacuum analyze");

    const one = { unit: "ms", atMost: 10 };
    const forBuyers = await times(lists, (n) =>
      recommendForCustomer(db, shop, { named: `C${(n * 7919) % customers}`, now: new Date() }),
    );
    yield figure("recommend", "list of one customer p95", percentile(forBuyers, 0.95), one);
    const besides = await times(lists, (n) =>
      recommendForProduct(db, shop, { named: `P${(n * 37) % products}` }),
    );
    yield figure("recommend", "list of one product p95", percentile(besides, 0.95), one);
    const { millis, most } = await newOrdersOf(db, shop, customers);
    const rows = { unit: "ratio", atMost: 1 };
    yield figure("recommend", "rows written by one new order ÷ rows of its items", most, rows);
    const p95 = percentile(millis, 0.95);
    yield figure("recommend", "one new order counted p95", p95, { unit: "ms", atMost: 1000 });
    const grown = percentile(millis, 0.5) / percentile(before.millis, 0.5);
    yield figure("recommend", "one new order after 500,000 orders ÷ after 50,000", grown, {
      unit: "ratio",
      atMost: 2,
    });
  } finally {
    await db.close();
  }
}

/** Ten purchases a customer, popular products more often, as in the database below. */
function countInMemory() {
  const random = createRandom(1);
  const before = process.memoryUsage.rss();
  let most = before;
  const started = performance.now();
  const builder = groupBuilder();
  for (let customer = 0; customer < customers; customer += 1) {
    const items = new Set<number>();
    while (items.size < purchases / customers) items.add(Math.floor(products * random.next() ** 2));
    builder.add(items);
  }
  const groups = builder.build();
  const drawn = performance.now();
  const held = groupsPerItem(groups);
  for (const row of rowsOf(groups)) {
    nearest(row, (item) => held[item] ?? 0, groups.count);
    if (row.item % 100 === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - drawn) / 1000;
  process.stderr.write(`drawn in ${((drawn - started) / 1000).toFixed(1)} s\n`);
  return { seconds, megabytes: (most - before) / megabyte };
}

/** EASE of 2,000 products as the nightly job does it, and what the thread of requests feels of it. */
async function* learnAsideOf(): AsyncIterable<Figure> {
  const learners = 20_000;
  const random = createRandom(2);
  const builder = groupBuilder();
  const [of, days]: [number[], number[]] = [[], []];
  for (let order = 0; order < learners * 3; order += 1) {
    const items = new Set<number>();
    while (items.size < 4) items.add(Math.floor(easeItems * random.next() ** 2));
    builder.add(items);
    of.push((order * 7919) % learners);
    days.push(Math.floor((order / (learners * 3)) * 240));
  }
  const purchases = {
    orders: builder.build(),
    customers: Int32Array.from(of),
    days: Int32Array.from(days),
    customerCount: learners,
  };
  const together = countTogether(historiesBefore(purchases, 240), easeItems);
  const alone = performance.now();
  easeWeights(together, 500);
  const seconds = (performance.now() - alone) / 1000;
  yield figure("recommend", "EASE of 2,000 items", seconds, { unit: "s", atMost: 15 });

  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  await learnAside({ purchases, described: [], wish: { cut: 180, until: 240, seed: 1 } });
  const whole = (performance.now() - started) / 1000;
  delay.disable();
  yield figure("recommend", "chosen, measured and learned, aside", whole, {
    unit: "s",
    atMost: 90,
  });
  const held = delay.percentile(99) / 1e6;
  yield figure("recommend", "requests held up by it p99", held, { unit: "ms", atMost: 50 });
}

async function times(count: number, run: (n: number) => Promise<unknown>): Promise<number[]> {
  const millis: number[] = [];
  for (let n = 0; n < count + warmUp; n += 1) {
    const started = performance.now();
    const answer = await run(n);
    if (!answer) throw new Error(`got no list for ${n}`);
    if (n >= warmUp) millis.push(performance.now() - started);
  }
  return millis;
}

/** Half of the new orders by guests, half by customers with a history. */
async function newOrdersOf(db: Db, shop: Shop, people: number) {
  const millis: number[] = [];
  let most = 0;
  for (let n = 0; n < newOrders; n += 1) {
    const customerId = n % 2 ? `C${(n * 7919) % people}` : null;
    const items = [`P${(n * 311) % products}`, `P${(n * 733 + 1) % products}`];
    const before = await historyOf(db, shop, customerId);
    await inShop(db, shop.id, (client) =>
      writeFacts(client, shop, [orderOf(n, customerId, items)]),
    );
    const started = performance.now();
    const { orders: looked, rows } = await refreshRecommendations(db, shop, { now: new Date() });
    millis.push(performance.now() - started);
    if (looked !== 1) throw new Error(`got ${looked} orders counted, expected 1`);
    // Its products, once by order and once beside all that this customer bought.
    const touched = items.length + (customerId ? new Set([...before, ...items]).size : 0);
    most = Math.max(most, rows / touched);
  }
  return { millis, most };
}

async function historyOf(db: Db, shop: Shop, customerId: string | null): Promise<string[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ id: string }>(
      `select distinct l.product_id as id from orders o
       join order_line l on l.shop_id = $1 and l.order_id = o.id
       where o.shop_id = $1 and o.customer_id = $2`,
      [shop.id, customerId],
    ),
  );
  return rows.map(({ id }) => id);
}

export function orderOf(n: number, customerId: string | null, items: readonly string[]): OrderFact {
  const at = new Date(Date.now() + n);
  return {
    kind: "order",
    source: "api",
    id: `N${n}`,
    name: `#N${n}`,
    version: { updatedAt: at, triggeredAt: at, hash: `bench ${n}` },
    processedAt: at,
    cancelledAt: null,
    test: false,
    financialStatus: "paid",
    currency: "USD",
    presentment: null,
    channel: "online",
    region: "US-7",
    locationId: null,
    customerId,
    customerOrderIndex: null,
    fulfilledAt: null,
    lines: items.map((productId, position) => ({
      id: `${position}`,
      position,
      productId,
      variantId: null,
      sku: null,
      title: productId,
      quantity: 1,
      gross: 2000n,
      discounts: 0n,
      merchandise: true,
      requiresShipping: true,
    })),
  };
}

/** Two lines an order, five orders a customer, a year of days, 50 regions; every product in stock. */
export async function seedShop(
  db: Db,
  shop: Shop,
  size: { orders: number; customers: number } = { orders, customers },
): Promise<void> {
  // Products in proportion to a square of what looks like chance, so that some are popular.
  const spread = "((i::bigint * 7919 + l * 104729) % 1000003 * 48271 % 1000003) / 1000003.0";
  const item = `floor($2::int * power(${spread}, 2))::int`;
  await db.owner.query(
    `insert into order_line (shop_id, order_id, id, position, product_id, title, quantity, gross,
       discounts, merchandise, requires_shipping)
     select $1, 'S' || i, l::text, l, 'P' || ${item}, 'Product', 1, 2000, 0, true, true
     from generate_series(0, $3::int - 1) i, generate_series(0, 1) l`,
    [shop.id, products, size.orders],
  );
  await db.owner.query(
    `insert into orders (shop_id, id, name, source, updated_at, triggered_at, hash, processed_at,
       sale_day, test, financial_status, counted, currency, channel, region, given_region,
       customer_id, gross, discounts, units, ship_eligible)
     select $1, 'S' || i, '#S' || i, 'api', at, at, 'seed', at, (at at time zone 'UTC')::date, false,
       'paid', true, 'USD', 'online', 'US-' || i % 50, 'US-' || i % 50,
       'C' || (i::bigint * 7919) % $3, 4000, 0, 2, true
     from (select i, now() - make_interval(secs => i * 63.0) as at
           from generate_series(0, $2::int - 1) i) o`,
    [shop.id, size.orders, size.customers],
  );
  await db.owner.query(
    `insert into product (shop_id, id, updated_at, triggered_at, hash, title, handle, vendor,
       product_type, status, tags, published_at)
     select $1, 'P' || n, now(), now(), 'seed', 'Product ' || n, 'p' || n, '', '', 'active', '{}', now()
     from generate_series(0, $2::int - 1) n`,
    [shop.id, products],
  );
  await db.owner.query(
    `insert into variant (shop_id, id, product_id, updated_at, triggered_at, hash, position, title,
       sku, price, inventory_item_id)
     select $1, 'V' || n, 'P' || n, now(), now(), 'seed', 1, '', 'SKU-' || n, 2000, 'I' || n
     from generate_series(0, $2::int - 1) n`,
    [shop.id, products],
  );
  await db.owner.query(
    `insert into stock_level (shop_id, inventory_item_id, location_id, updated_at, triggered_at, hash,
       available)
     select $1, 'I' || n, '1', now(), now(), 'seed', n % 10 from generate_series(0, $2::int - 1) n`,
    [shop.id, products],
  );
  await db.owner.query("vacuum analyze");
}
