// A full rebuild of a shop's measures against DuckDB, which does the same from the same rows in the same run,
// its loading of them included: derives what orders, lines and refunds carry, and sums it up. What only the
// app does is to write a table beside deliveries that go on. Refunds of a twelfth of the orders, so that days
// have both. `--orders N`, 1,000,000 by default.
import { join } from "node:path";
import { openDatabase, type Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { rederiveInLanes } from "../../app/ledger/rederive.server.ts";
import { rebuild } from "../../app/measures/recompute.server.ts";
import { factTables, openDuck, writeCsv } from "./duck.ts";
import { figure, percentile, type Figure } from "./figure.ts";
import { benchShop, seedHistory } from "./seed.ts";

const days = 365;
const timesSlower = 2;

export async function* bench(
  home: string,
  { orders = 1_000_000 }: { orders?: number },
): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  try {
    const now = new Date();
    const shop = await benchShop(db, "rebuilt.myshopify.com");
    const ordersPerDay = Math.ceil(orders / days);
    await seedHistory(db, shop, { days, ordersPerDay, ordersToday: 1 }, now);
    await seedRefunds(db, shop);
    // From nothing, or there would be nothing to write.
    await rebuild(db, shop, { asOf: now });
    await db.owner.query(`delete from measure_day where shop_id = ${shop.id}`);
    await db.owner.query("vacuum analyze");
    await db.owner.query("checkpoint");

    const path = (table: string) => join(home, `${table}.csv`);
    for (const table of factTables)
      await writeCsv(db, { shopId: shop.id, table, path: path(table) });
    const ours = await secondsOf(() => rebuild(db, shop, { asOf: now }));
    const deriving = await secondsOf(() => rederiveInLanes(db, shop));

    await writeCsv(db, { shopId: shop.id, table: "measure_day", path: path("measure_day") });
    const theirs: Record<Stage, number>[] = [];
    for (let run = 0; run < 3; run += 1) {
      const duck = await openDuck();
      const load = await secondsOf(async () => {
        for (const table of factTables) await duck.load(table, path(table));
      });
      const derive = await secondsOf(() => duck.derive());
      const sum = await secondsOf(() => duck.sum(now));
      theirs.push({ load, derive, sum, all: load + derive + sum });
      await duck.load("measure_day", path("measure_day"));
      const differences = await duck.differences();
      duck.close();
      if (differences.length > 0) throw new Error(`sums differ: ${differences.join("; ")}`);
    }
    const median = (stage: Stage) =>
      percentile(
        theirs.map((each) => each[stage]),
        0.5,
      );
    const name = `of ${orders.toLocaleString("en")} orders`;
    const told = { unit: "s", atLeast: 0 } as const;
    const limit = { unit: "s", atMost: Number((timesSlower * median("all")).toPrecision(3)) };
    yield figure("rebuild", `full rebuild ${name}`, ours, limit);
    yield figure("rebuild", "the same again: deriving alone, nothing changed", deriving, told);
    yield figure("rebuild", `DuckDB, loading included, ${name}`, median("all"), told);
    for (const stage of ["load", "derive", "sum"] as const) {
      yield figure("rebuild", `of that DuckDB's part: ${stage}`, median(stage), told);
    }
    yield figure("rebuild", "rebuild ÷ DuckDB, equal sums", ours / median("all"), {
      unit: "ratio",
      atMost: timesSlower,
    });
  } finally {
    await db.close();
  }
}

type Stage = "load" | "derive" | "sum" | "all";

async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

/** Each twelfth order has its first line sent back after some days; derived columns follow by a rebuild. */
async function seedRefunds(db: Db, shop: Shop): Promise<void> {
  await db.owner.query(
    `insert into refund (shop_id, id, order_id, source, updated_at, triggered_at, hash, processed_at,
       refund_day, amount, units)
     select shop_id, 'R' || id, id, 'api', at, at, 'seed', at, (at at time zone 'UTC')::date, 1900, 1
     from (select *, least(processed_at + make_interval(days => substr(id, 2)::int % 30), now()) as at
       from orders where shop_id = $1 and substr(id, 2)::int % 12 = 0) o`,
    [shop.id],
  );
  await db.owner.query(
    `insert into refund_line (shop_id, refund_id, position, line_id, quantity, restock_type, amount)
     select shop_id, id, 0, substr(order_id, 2) || '-0', 1, 'return', amount from refund
     where shop_id = $1`,
    [shop.id],
  );
  await db.owner.query("vacuum analyze refund, refund_line");
}
