// Promises fall due by the mere passing of time; that must cost what fell due, not what exists.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { jobs } from "../../app/jobs/index.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, rowsOf } from "../ingest/deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const recomputeShop = jobs.find(({ name }) => name === "recompute-shop")!;

type Reads = { seq: number; due: number };

/** Rows of orders read whole and entries of the due index read, ever. */
async function reads(): Promise<Reads> {
  await db.app.query("select pg_stat_force_next_flush()");
  const { rows } = await db.owner.query<{ seq: string; due: string }>(
    `select t.seq_tup_read::text as seq, i.idx_tup_read::text as due
     from pg_stat_user_tables t join pg_stat_user_indexes i using (relid)
     where t.relname = 'orders' and i.indexrelname = 'orders_shop_id_due_at_idx'`,
  );
  return { seq: Number(rows[0]?.seq), due: Number(rows[0]?.due) };
}

test("a tick reads just the orders that fell due, of twenty thousand", async () => {
  const shop = await testShop(db);
  await rowsOf(db, shop.id, "update shop set ship_promise_hours = 48 returning id");
  await deliver(db, shop.id, [
    { topic: "orders/create", body: order(1, { at: "2026-03-01T10:00:00Z" }) },
  ]);
  await drainAll(db, shop.id);
  // Copies, due a minute apart from 2026-04-01 on, sold on as many days as minutes have hours.
  await rowsOf(
    db,
    shop.id,
    `insert into orders select (jsonb_populate_record(o, jsonb_build_object(
        'id', 'copy-' || n,
        'due_at', timestamptz '2026-04-01T00:00:00Z' + make_interval(mins => n),
        'sale_day', date '2026-01-01' + n % 60))).*
     from orders o, generate_series(1, 20000) n returning 1`,
  );
  const at = (minutes: number) => new Date(Date.parse("2026-04-01T00:00:00Z") + minutes * 60_000);
  await rowsOf(
    db,
    shop.id,
    `update shop set due_tick_at = '${at(10_000).toISOString()}' returning id`,
  );
  await rowsOf(db, shop.id, "delete from dirty_day returning day");

  const tick = async (minutes: number) => {
    // A connection tells its counts once a second at most.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const before = await reads();
    await recomputeShop.run(
      { shopId: shop.id.toString() },
      { db, now: () => at(minutes), graphqlFor: async () => null, addJobs: async () => {} },
    );
    const after = await reads();
    return { seq: after.seq - before.seq, due: after.due - before.due };
  };
  // Five minutes later five orders are due, on five days; those days are counted, no others.
  for (const minutes of [10_005, 10_010]) {
    const { seq, due } = await tick(minutes);
    expect(seq).toBe(0);
    expect(due).toBeGreaterThanOrEqual(5);
    expect(due).toBeLessThanOrEqual(50);
  }
  // A drain a second later finds nothing due.
  expect(await recompute(db, shop, { asOf: new Date(at(10_010).getTime() + 1000) })).toEqual({
    days: 0,
    rows: 0,
  });
  expect(await recompute(db, shop, { asOf: at(10_013) })).toMatchObject({ days: 3 });
  expect(await recompute(db, shop, { asOf: at(9_000) })).toEqual({ days: 0, rows: 0 });
});
