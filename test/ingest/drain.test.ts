import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { readParked, retryParked, sweepInbox } from "../../app/ingest/deliveries.server.ts";
import { drainShop } from "../../app/ingest/drain.server.ts";
import { open } from "../../app/ledger/keys.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, readInbox, rowsOf } from "./deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

type Sale = { id: string; gross: bigint };
const orders = (shopId: bigint) =>
  rowsOf<Sale>(db, shopId, "select id, gross from orders order by id");

async function netSales(shopId: bigint): Promise<string | undefined> {
  const rows = await rowsOf<{ sum: string }>(
    db,
    shopId,
    "select sum(value) from measure_day where measure = 'gross' and dimension = 'all'",
  );
  return rows[0]?.sum;
}

test("a delivery becomes an order and its day a measure, and leaves the inbox", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1, { price: "12.34" }) }]);
  const report = await drainShop(db, shop.id, { now: new Date() });
  expect(report).toMatchObject({ taken: 1, left: 0, days: 1, rebuild: false });
  expect(await orders(shop.id)).toEqual([{ id: "1", gross: 1234n }]);
  expect(await netSales(shop.id)).toBe("1234");
  expect(await readInbox(db, shop.id)).toEqual([]);
});

test("an id above 2^53 is kept exactly", async () => {
  const shop = await testShop(db);
  const body = JSON.stringify(order(7)).replace('"id":7', '"id":820982911946154508');
  await deliver(db, shop.id, [{ topic: "orders/create", body }]);
  await drainAll(db, shop.id);
  expect((await orders(shop.id))[0]!.id).toBe("820982911946154508");
});

test("a wrong shape is parked at once, sealed, with got, expected and what to do", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    { topic: "inventory_levels/update", body: "{}", id: "empty" },
    { topic: "orders/create", body: { id: 5, line_items: "none" }, id: "odd" },
    { topic: "orders/create", body: order(2), id: "good" },
  ]);
  expect(await drainShop(db, shop.id, { now: new Date() })).toMatchObject({ taken: 3, left: 0 });
  const rows = await readInbox(db, shop.id);
  expect(rows.map((row) => [row.webhook_id, row.state, row.body])).toEqual([
    ["empty", "parked", null],
    ["odd", "parked", null],
  ]);
  expect(rows[0]!.reason).toMatch(/got an empty object, expected .*inventory_item_id.*: /);
  expect(rows[1]!.reason).toMatch(/^got .+, expected .+: .+/);
  expect(open(rows[0]!.sealed!)).toBe("{}");
  expect(await orders(shop.id)).toHaveLength(1);
});

test("a parked delivery that is retried is applied", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(3), id: "again" }]);
  await inShop(db, shop.id, async (client) => {
    const { park, readDue } = await import("../../app/ingest/deliveries.server.ts");
    const [due] = await readDue(client, shop.id, { at: new Date(), limit: 1, only: null });
    await park(client, shop.id, due!, "a bug that is mended now");
  });
  await drainAll(db, shop.id);
  expect(await orders(shop.id)).toHaveLength(0);
  expect((await readParked(db, shop.id)).map((row) => row.reason)).toEqual([
    "a bug that is mended now",
  ]);
  expect(await retryParked(db, shop.id, ["again", "unknown"])).toBe(1);
  await drainAll(db, shop.id);
  expect(await orders(shop.id)).toHaveLength(1);
  expect(await readInbox(db, shop.id)).toEqual([]);
});

test("a delivery that the database refuses waits with backoff, is parked after eight tries, and blocks nobody", async () => {
  const shop = await testShop(db);
  // More units than 32 bits count: the right shape, but no row can hold it.
  const huge = JSON.stringify(order(13)).replaceAll('quantity":1', 'quantity":3000000000');
  await deliver(db, shop.id, [
    ...Array.from({ length: 9 }, (_, index) => ({
      topic: "orders/create",
      body: order(20 + index),
    })),
    { topic: "orders/create", body: huge, id: "huge" },
  ]);
  let now = new Date();
  expect(await drainShop(db, shop.id, { now })).toMatchObject({ taken: 10, left: 0 });
  expect(await orders(shop.id)).toHaveLength(9);
  const waits: number[] = [];
  for (let tries = 1; tries < 8; tries += 1) {
    const [row] = await readInbox(db, shop.id);
    expect(row).toMatchObject({ webhook_id: "huge", state: "new", attempts: tries });
    waits.push((row!.next_at.getTime() - now.getTime()) / 1000);
    now = row!.next_at;
    await drainShop(db, shop.id, { now });
  }
  expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960]);
  const [row] = await readInbox(db, shop.id);
  expect(row).toMatchObject({ state: "parked", attempts: 8, body: null });
  expect(row!.reason).toMatch(/^failed 8 times: .+; to do: /);
});

test("at most so many are taken at once, the rest is left for the next turn", async () => {
  const shop = await testShop(db);
  await deliver(
    db,
    shop.id,
    Array.from({ length: 25 }, (_, index) => ({ topic: "orders/create", body: order(index + 1) })),
  );
  const reports = await drainAll(db, shop.id, 10);
  expect(reports.map((report) => report.taken)).toEqual([10, 10, 5]);
  expect(reports.map((report) => report.left)).toEqual([15, 5, 0]);
  expect(await orders(shop.id)).toHaveLength(25);
});

test("the day of a whole batch is recomputed once", async () => {
  const shop = await testShop(db);
  await deliver(
    db,
    shop.id,
    Array.from({ length: 50 }, (_, index) => ({ topic: "orders/create", body: order(index + 1) })),
  );
  expect(await drainShop(db, shop.id, { now: new Date() })).toMatchObject({ taken: 50, days: 1 });
});

test("two drains of one shop at once apply everything once", async () => {
  const shop = await testShop(db);
  await deliver(
    db,
    shop.id,
    Array.from({ length: 40 }, (_, index) => ({ topic: "orders/create", body: order(index + 1) })),
  );
  const reports = await Promise.all(
    [1, 2].map(() => drainShop(db, shop.id, { now: new Date(), limit: 40 })),
  );
  expect(reports.map((report) => report.taken).sort()).toEqual([0, 40]);
  expect(await netSales(shop.id)).toBe("40000");
});

test("deliveries of a shop that is not installed wait, and are applied when it installs", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) => client.query("update shop set state = 'heard'"));
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  expect(await drainShop(db, shop.id, { now: new Date() })).toMatchObject({ taken: 0, left: 0 });
  expect(await readInbox(db, shop.id)).toHaveLength(1);
  await inShop(db, shop.id, (client) => client.query("update shop set state = 'installed'"));
  await drainAll(db, shop.id);
  expect(await orders(shop.id)).toHaveLength(1);
});

test("what is kept too long is swept: parked after 30 days, unheard shops after 48 hours", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    { topic: "orders/create", body: "{}", id: "parked" },
    { topic: "orders/create", body: order(1), id: "waiting" },
  ]);
  const hours = (count: number) => new Date(Date.now() + count * 3600_000);
  await inShop(db, shop.id, (client) =>
    client.query("update inbox set state = 'parked' where webhook_id = 'parked'"),
  );
  const sweep = (state: string, at: Date) =>
    inShop(db, shop.id, (client) => sweepInbox(client, { id: shop.id, state }, at));
  expect(await sweep("installed", hours(24 * 29))).toBe(0);
  expect(await sweep("installed", hours(24 * 31))).toBe(1);
  expect(await sweep("heard", hours(47))).toBe(0);
  expect(await sweep("heard", hours(49))).toBe(1);
});

test("a NUL in a text does not stop a delivery, and an escaped backslash stays", async () => {
  const shop = await testShop(db);
  const named = JSON.stringify(order(1, { name: "NAME" })).replace("NAME", "a\\u0000b\\\\u0000c");
  await deliver(db, shop.id, [{ topic: "orders/create", body: named }]);
  await drainAll(db, shop.id);
  const rows = await rowsOf<{ name: string }>(db, shop.id, "select name from orders");
  expect(rows).toEqual([{ name: "a\ufffdb\\u0000c" }]);
});

test("an orders/updated that comes after orders/delete loses", async () => {
  const shop = await testShop(db);
  const late = { updatedAt: "2026-03-05T00:00:00Z" };
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  await drainAll(db, shop.id);
  await deliver(db, shop.id, [{ topic: "orders/delete", body: { id: 1 } }]);
  await drainAll(db, shop.id);
  await deliver(db, shop.id, [{ topic: "orders/updated", body: order(1, late) }]);
  await drainAll(db, shop.id);
  expect(await orders(shop.id)).toEqual([]);
  expect((await netSales(shop.id)) ?? "0").toBe("0");
});

test("an updated_at in the future does not lock out later updates", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    {
      topic: "orders/updated",
      body: order(1, { price: "1.00", updatedAt: "2999-01-01T00:00:00Z" }),
    },
  ]);
  await drainAll(db, shop.id);
  const soon = new Date(Date.now() + 10 * 60_000).toISOString();
  await deliver(db, shop.id, [
    { topic: "orders/updated", body: order(1, { price: "2.00", updatedAt: soon }), id: "later" },
  ]);
  // Received ten minutes later than the first, as its own clock says.
  await inShop(db, shop.id, (client) =>
    client.query("update inbox set received_at = received_at + interval '10 minutes'"),
  );
  await drainAll(db, shop.id);
  expect(await orders(shop.id)).toEqual([{ id: "1", gross: 200n }]);
});

test("with equal updated_at the later trigger wins, whichever comes first", async () => {
  const first = {
    topic: "orders/updated",
    body: order(1, { price: "1.00" }),
    triggeredAt: "2026-03-01T10:00:01Z",
  };
  const second = {
    topic: "orders/updated",
    body: order(1, { price: "2.00" }),
    triggeredAt: "2026-03-01T10:00:02Z",
  };
  for (const sent of [
    [first, second],
    [second, first],
  ]) {
    const shop = await testShop(db);
    for (const one of sent) {
      await deliver(db, shop.id, [one]);
      await drainAll(db, shop.id);
    }
    expect(await orders(shop.id)).toEqual([{ id: "1", gross: 200n }]);
  }
});

test("with equal updated_at and trigger one content wins, whichever comes first", async () => {
  const kept = new Set<bigint>();
  const both = ["1.00", "2.00"].map((price) => ({
    topic: "orders/updated",
    body: order(1, { price }),
  }));
  for (const sent of [both, [...both].reverse()]) {
    const shop = await testShop(db);
    for (const one of sent) {
      await deliver(db, shop.id, [one]);
      await drainAll(db, shop.id);
    }
    kept.add((await orders(shop.id))[0]!.gross);
  }
  expect(kept.size).toBe(1);
});
