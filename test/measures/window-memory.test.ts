import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Client, type Db } from "../../app/db.server.ts";
import { measures, type MeasureId } from "../../app/measures/index.ts";
import type { WindowValue } from "../../app/measures/windows.server.ts";
import { rememberWindows, type WindowMemory } from "../../app/measures/window-memory.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { freshDatabase, testShop } from "../database.ts";
import { given, orderRow } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const week = (from: string, to: string) => [{ from, to }];
const asked = (["gross", "orders"] as MeasureId[]).flatMap((id) =>
  [week("2026-03-01", "2026-03-08"), week("2026-03-08", "2026-03-15")].map((pieces) => ({
    measure: measures.get(id)!,
    pieces,
  })),
);

/** The client, and how many windows it was asked for. */
function watched(client: Client) {
  const pieces: number[] = [];
  const query = (...given: Parameters<Client["query"]>) => {
    const [config] = given as unknown as [{ name?: string; values?: unknown[] }];
    if (config.name?.startsWith("measure-windows")) {
      pieces.push(String(config.values![3]).split(",").length);
    }
    return client.query(...given);
  };
  return { client: { query } as unknown as Client, pieces };
}

/** As a recompute does: a day's rows and its mark. */
const counted = (shop: ShopContext, day: string, change: string) =>
  inShop(db, shop.id, async (client) => {
    await client.query(`update measure_day set ${change} where day = $1`, [day]);
    await client.query("update counted_day set mark = nextval('dirty_mark') where day = $1", [day]);
  });

test("only windows over days that were counted anew are read again, and once they are known to change none", async () => {
  const shop = await testShop(db);
  const memory: WindowMemory = new Map();
  const read = () =>
    inShop(db, shop.id, async (client) => {
      const spy = watched(client);
      const values = await rememberWindows(spy.client, shop, {
        ...{ memory, windows: asked },
        asOf: new Date("2026-03-20T00:00:00Z"),
      });
      return { sums: values.map(({ sum }) => sum), pieces: spy.pieces };
    });
  const later = ["09", "10", "11", "12"].map((day) => orderRow(day, `2026-03-${day}`));
  await given(db, shop, { orders: [orderRow("1", "2026-03-02"), ...later] });
  // Both weeks of a measure are one look into the index.
  expect(await read()).toEqual({ sums: [1000n, 4000n, 1n, 4n], pieces: [2] });
  expect(await read()).toEqual({ sums: [1000n, 4000n, 1n, 4n], pieces: [] });
  // The newest days are expected to change.
  await counted(shop, "2026-03-12", "value = value * 3");
  expect(await read()).toEqual({ sums: [1000n, 6000n, 1n, 6n], pieces: [] });
  await counted(shop, "2026-03-02", "value = value * 2");
  expect(await read()).toEqual({ sums: [2000n, 6000n, 2n, 6n], pieces: [2] });
  expect(await read()).toEqual({ sums: [2000n, 6000n, 2n, 6n], pieces: [] });
  await counted(shop, "2026-03-02", "value = value * 5");
  expect(await read()).toEqual({ sums: [10_000n, 6000n, 10n, 6n], pieces: [] });
  const other = await testShop(db);
  const none = await inShop(db, other.id, (client) =>
    rememberWindows(client, other, { memory, windows: asked, asOf: new Date() }),
  );
  expect(none.map(({ sum }) => sum)).toEqual([0n, 0n, 0n, 0n]);
});

test("a histogram moves on by its buckets while it has many values", async () => {
  const shop = await testShop(db);
  const memory: WindowMemory = new Map();
  await given(db, shop, { orders: [orderRow("1", "2026-03-02"), orderRow("2", "2026-03-09")] });
  const set = (day: string, cells: Record<number, number>) =>
    inShop(db, shop.id, async (client) => {
      await client.query("delete from measure_day where measure = 'hours-to-ship' and day = $1", [
        day,
      ]);
      await client.query(
        `insert into measure_day (shop_id, measure, dimension, key, day, bucket, value)
         select $1, 'hours-to-ship', 'all', 'all', $2, key::int, value::int from json_each_text($3)`,
        [shop.id, day, JSON.stringify(cells)],
      );
      await client.query("update counted_day set mark = nextval('dirty_mark') where day = $1", [
        day,
      ]);
    });
  const windows = [
    { measure: measures.get("hours-to-ship")!, pieces: week("2026-03-01", "2026-03-15") },
  ];
  const read = () =>
    inShop(db, shop.id, async (client) => {
      const spy = watched(client);
      const given = { memory, windows, asOf: new Date("2026-03-20T00:00:00Z") };
      const [{ histogram }] = (await rememberWindows(spy.client, shop, given)) as [WindowValue];
      const counts = histogram.buckets.map(({ bucket, count }) => [bucket, count]);
      return { n: histogram.n, counts, values: histogram.values, pieces: spy.pieces };
    });
  await set("2026-03-02", { 5: 150, 7: 20 });
  await set("2026-03-09", { [-3]: 4, 7: 50 });
  const first = [
    [-3, 4],
    [5, 150],
    [7, 70],
  ];
  expect(await read()).toEqual({ n: 224, counts: first, values: null, pieces: [1] });
  await set("2026-03-09", { 6: 1, 7: 45 });
  const second = [
    [5, 150],
    [6, 1],
    [7, 65],
  ];
  expect(await read()).toEqual({ n: 216, counts: second, values: null, pieces: [] });
  // So few are told by their values, which are facts: there are none.
  await set("2026-03-09", { 7: 9 });
  expect(await read()).toEqual({
    n: 179,
    counts: [
      [5, 150],
      [7, 29],
    ],
    values: [],
    pieces: [1],
  });
});

test("windows that nobody looked at while their days changed are as right as the others", async () => {
  const shop = await testShop(db);
  const memory: WindowMemory = new Map();
  const [first, second] = [asked.slice(0, 1), asked.slice(1, 2)];
  const read = (windows: typeof asked) =>
    inShop(db, shop.id, async (client) => {
      const given = { memory, windows, asOf: new Date("2026-03-20T00:00:00Z") };
      return (await rememberWindows(client, shop, given)).map(({ sum }) => sum);
    });
  await given(db, shop, { orders: [orderRow("1", "2026-03-02"), orderRow("2", "2026-03-09")] });
  expect([await read(first), await read(second)]).toEqual([[1000n], [1000n]]);
  await counted(shop, "2026-03-02", "value = value * 2");
  await counted(shop, "2026-03-09", "value = value * 3");
  expect(await read(second)).toEqual([3000n]);
  await counted(shop, "2026-03-09", "value = value + 1");
  expect(await read(second)).toEqual([3001n]);
  expect([await read(first), await read(asked)]).toEqual([[2000n], [2000n, 3001n, 2n, 4n]]);
});

test("several who look while days are counted each see one instant", async () => {
  const shop = await testShop(db);
  const memory: WindowMemory = new Map();
  await given(db, shop, { orders: [orderRow("1", "2026-03-02"), orderRow("2", "2026-03-09")] });
  const read = () =>
    inShop(db, shop.id, async (client) => {
      const given = { memory, windows: asked, asOf: new Date("2026-03-20T00:00:00Z") };
      return (await rememberWindows(client, shop, given)).map(({ sum }) => sum);
    });
  for (let round = 1; round <= 5; round += 1) {
    const looks = Array.from({ length: 4 }, read);
    await counted(shop, "2026-03-09", "value = value * 2");
    for (const [, gross, , orders] of await Promise.all(looks)) {
      expect(gross).toBe(1000n * orders!);
    }
    expect(await read()).toEqual([1000n, 1000n * 2n ** BigInt(round), 1n, 2n ** BigInt(round)]);
  }
});

test("what falls due is told at each instant, whatever is remembered", async () => {
  const shop = await testShop(db);
  const memory: WindowMemory = new Map();
  const windows = [
    { measure: measures.get("ship-due")!, pieces: week("2026-03-01", "2026-03-08") },
  ];
  const read = (asOf: string) =>
    inShop(db, shop.id, async (client) => {
      const spy = watched(client);
      const given = { memory, windows, asOf: new Date(asOf) };
      const [value] = await rememberWindows(spy.client, shop, given);
      return [value!.sum, spy.pieces.length];
    });
  const due = (id: string, at: string) => orderRow(id, "2026-03-02", { due_at: at });
  await given(db, shop, {
    orders: [due("1", "2026-03-04T10:00:00Z"), due("2", "2026-03-06T10:00:00Z")],
  });
  expect(await read("2026-03-05T00:00:00Z")).toEqual([1n, 1]);
  expect(await read("2026-03-06T09:59:00Z")).toEqual([1n, 0]);
  expect(await read("2026-03-06T10:00:00Z")).toEqual([2n, 0]);
  expect(await read("2026-03-09T00:00:00Z")).toEqual([2n, 0]);
  expect(await read("2026-03-03T00:00:00Z")).toEqual([0n, 0]);
  await inShop(db, shop.id, (client) =>
    client.query("insert into dirty_day values ($1, '2026-03-02', nextval('dirty_mark'))", [
      shop.id,
    ]),
  );
  expect(await read("2026-03-03T00:00:00Z")).toEqual([0n, 0]);
  // An order that waits to be counted, and falls due meanwhile.
  await inShop(db, shop.id, (client) =>
    client.query("update orders set due_at = '2026-03-10T00:00:00Z' where id = '1'"),
  );
  expect(await read("2026-03-11T00:00:00Z")).toEqual([2n, 0]);
  expect(await read("2026-03-09T00:00:00Z")).toEqual([1n, 0]);
});
