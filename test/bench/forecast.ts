// Forecasts of 100,000 variants with two years of weeks: for a shop of that size and a million lines sold,
// from its facts to what is to be done; the panel's data, also beside a shop of a hundredth; then in a worker
// thread alone.
import { forecastAside } from "../../app/scorecard/forecast-aside.server.ts";
import { historyWeeks } from "../../app/analysis/forecast/gather.ts";
import type { Items } from "../../app/analysis/forecast/forecast.ts";
import { openDatabase, type Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { refreshStock } from "../../app/scorecard/stock-refresh.server.ts";
import { stockPage } from "../../app/scorecard/stock.server.ts";
import { createRandom } from "../platform/random.ts";
import { figure, percentile, type Figure } from "./figure.ts";
import { benchShop, seedHistory } from "./seed.ts";

const variants = 100_000;
const pages = 40;
const megabyte = 2 ** 20;

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  try {
    const shop = await benchShop(db, "forecast.myshopify.com");
    const now = new Date();
    await seedHistory(db, shop, { days: 365, ordersPerDay: 1370, ordersToday: 0 }, now);
    await seedStock(db, shop);
    await db.owner.query("vacuum analyze");
    const before = performance.now();
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
    await refreshStock(db, shop, { now });
    clearInterval(watch);
    const whole = (performance.now() - before) / 1000;
    yield figure("forecast", "a shop's stock counted anew", whole, { unit: "s", atMost: 60 });
    yield figure("forecast", "memory of the process that counts, at most", peak / megabyte, {
      ...{ unit: "MB", atMost: 512 },
    });
    await db.owner.query("vacuum analyze");
    const times = await pageTimes(db, shop);
    yield figure("forecast", "the panel's data p95", percentile(times, 0.95), {
      ...{ unit: "ms", atMost: 150 },
    });
    const small = await smallerShop(db, shop);
    await pageTimes(db, small);
    const growth = percentile(times, 0.5) / percentile(await pageTimes(db, small), 0.5);
    yield figure("forecast", "the panel's data to that of 1,000 variants", growth, {
      ...{ unit: "times", atMost: 2 },
    });
  } finally {
    await db.close();
  }
  // Last: what it leaves behind would be taken for the shop's.
  const items = drawItems();
  const started = performance.now();
  await forecastAside(items);
  const seconds = (performance.now() - started) / 1000;
  yield figure("forecast", "100,000 variants in a worker", seconds, { unit: "s", atMost: 60 });
}

/** Some sell many a week, most few: a tenth of them half of everything. */
function drawItems(): Items {
  const random = createRandom(1);
  const weeks = historyWeeks;
  const units = new Float32Array(variants * weeks);
  for (let item = 0; item < variants; item += 1) {
    const rate = 20 * random.next() ** 6;
    for (let week = 0; week < weeks; week += 1) {
      const mean = rate * (0.5 + random.next());
      units[item * weeks + week] = Math.floor(mean) + (random.next() < mean % 1 ? 1 : 0);
    }
  }
  const column = (value: number) => new Float64Array(variants).fill(value);
  return {
    ...{ count: variants, weeks, units, reviewDays: 7, coverDays: 28 },
    first: new Int32Array(variants),
    leadDays: new Float32Array(variants).fill(14),
    available: Int32Array.from({ length: variants }, (_, at) => at % 90),
    incoming: new Int32Array(variants),
    quietDays: new Int32Array(variants),
    ...{ price: column(2000), cost: column(800) },
  };
}

/** A variant each, kept at one place, told three times; lines belong to some far more than to others. */
async function seedStock(db: Db, shop: Shop): Promise<void> {
  const run = (text: string) => db.owner.query(text, [shop.id, variants]);
  await run(`update order_line set variant_id = 'W' || floor($2 * power(random(), 3))
    where shop_id = $1`);
  await run(`insert into product (shop_id, id, updated_at, triggered_at, hash, title, handle, vendor,
      product_type, status, tags)
    select $1, 'P' || i, now(), now(), '', 'Product ' || i, 'p' || i, 'Vendor ' || i % 50, '', 'active', '{}'
    from generate_series(0, $2::int / 10) i`);
  await run(`insert into variant (shop_id, id, product_id, updated_at, triggered_at, hash, position, title,
      sku, price, inventory_item_id)
    select $1, 'W' || i, 'P' || i / 10, now(), now(), '', i % 10, 'Choice ' || i % 10, 'SKU-' || i, 2000,
      'I' || i from generate_series(0, $2::int - 1) i`);
  await run(`insert into unit_cost (shop_id, item, valid_from, amount)
    select $1, 'inventory:I' || i, '2020-01-01', 800 from generate_series(0, $2::int - 1) i`);
  await run(`insert into location (shop_id, id, updated_at, triggered_at, hash, name, active, region)
    select $1, 'L', now(), now(), '', 'Warehouse', true, 'US' where $2::int > 0`);
  await run(`insert into stock_level (shop_id, inventory_item_id, location_id, updated_at, triggered_at, hash,
      active, available)
    select $1, 'I' || i, 'L', now(), now(), '', true, i % 90 from generate_series(0, $2::int - 1) i`);
  await run(`insert into stock_change (shop_id, inventory_item_id, location_id, day, updated_at, triggered_at,
      hash, active, available)
    select $1, 'I' || i, 'L', at::date, at, at, '', true, case when ago = 0 then i % 90 else i % 7 * ago end
    from generate_series(0, $2::int - 1) i, unnest(array[20, 9, 0]) ago,
      lateral (select now() - make_interval(days => ago + i % 9) as at) told`);
}

/** A shop with every hundredth of another's forecasts. */
async function smallerShop(db: Db, { id }: Shop): Promise<Shop> {
  const shop = await benchShop(db, "forecast-small.myshopify.com");
  for (const table of ["stock_forecast", "stock_run"]) {
    const { rows } = await db.owner.query<{ names: string }>(
      `select string_agg(quote_ident(attname), ', ') as names from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> 'shop_id'`,
      [table],
    );
    const where = table === "stock_forecast" ? `and inventory_item_id like 'I%00'` : "";
    await db.owner.query(
      `insert into ${table} (shop_id, ${rows[0]!.names})
       select $1, ${rows[0]!.names} from ${table} where shop_id = $2 ${where}`,
      [shop.id, id],
    );
  }
  await db.owner.query("vacuum analyze stock_forecast");
  return shop;
}

async function pageTimes(db: Db, shop: Shop): Promise<number[]> {
  const millis: number[] = [];
  for (let n = 0; n < pages; n += 1) {
    const started = performance.now();
    const sort = n % 2 === 0 ? "stake" : "demand";
    const wish = { sort, direction: "descending", status: null, search: "", after: null } as const;
    await stockPage(db, shop, wish);
    millis.push(performance.now() - started);
  }
  return millis;
}
