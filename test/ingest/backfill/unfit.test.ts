// A thing of a history that the database does not take is left for another reading; all the others come in.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { BatchesHere } from "../../../app/ingest/backfill/batches.server.ts";
import type { Place, ReadBatch } from "../../../app/ingest/backfill/batches.server.ts";
import type { BackfillKind } from "../../../app/ingest/backfill/kinds.ts";
import { mergeGroups } from "../../../app/ingest/backfill/merge.server.ts";
import { stage } from "../../../app/ingest/backfill/stage.server.ts";
import { startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import { writeFacts } from "../../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { order } from "../../ledger/make.ts";
import { rowsOf } from "../deliver.ts";
import { bulkShopify } from "./bulk-shopify.ts";
import { bulkOrder } from "./make.ts";
import { runBackfill, wholeShop } from "./run.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const now = new Date("2026-03-02T00:00:00Z");
const later = () => new Date(now.getTime() + 60_000);

async function begun() {
  const { id } = await testShop(db);
  const shop = { ...(await wholeShop(db, id)), installedAt: new Date(0) };
  await startBackfill(db, shop, { now });
  return shop;
}

async function history(kind: BackfillKind, lines: string[]) {
  const shopify = await bulkShopify((asked) => (asked === kind ? lines : []));
  onTestFinished(() => shopify.close());
  const shop = await begun();
  const state = await runBackfill(db, shop, shopify.graphql);
  return { shop, ...state.kinds.find((each) => each.kind === kind)! };
}

const changed = (n: number, from: string, to: string) => {
  const lines = bulkOrder(n).map((line) => line.replaceAll(from, to));
  expect(lines).not.toEqual(bulkOrder(n));
  return lines;
};
const sixty = (bad: Record<number, string[]>) =>
  Array.from({ length: 60 }, (_, at) => bad[at + 1] ?? bulkOrder(at + 1)).flat();

test("an escaped NUL in a title is a character that a text may hold", async () => {
  const lines = sixty({ 7: changed(7, '"Thing"', String.raw`"A\u0000B"`) });
  const { shop, ...orders } = await history("orders", lines);
  expect(orders).toMatchObject({ state: "done", problem: null, done: 120 });
  expect(await rowsOf(db, shop.id, "select id from orders")).toHaveLength(60);
  const titles = "select order_id, title from order_line where title <> 'Thing'";
  expect(await rowsOf(db, shop.id, titles)).toEqual([{ order_id: "1007", title: "A\ufffdB" }]);
});

test("amounts of more than 64 bits cost their own orders, which are read again", async () => {
  // 2^64 + 500 cents, which were stored as 500; and twice 2^63 − 1, which fit alone but not their sum.
  const tooMuch = changed(7, '"20.0"', '"184467440737095521.16"');
  const [head, line] = changed(40, '"20.0"', '"92233720368547758.07"') as [string, string];
  const twice = [head, line, line.replace("LineItem/10401", "LineItem/10402")];
  const { shop, ...orders } = await history("orders", sixty({ 7: tooMuch, 40: twice }));
  const problem = "2 could not be read from Shopify's file; read again one by one.";
  expect(orders).toMatchObject({ state: "done", problem, done: 121 });
  const found = await rowsOf<{ id: string; gross: bigint }>(
    db,
    shop.id,
    "select id, gross from orders order by id",
  );
  const ids = Array.from({ length: 60 }, (_, at) => String(1001 + at));
  const good = ids.filter((id) => id !== "1007" && id !== "1040");
  expect(found).toEqual(good.map((id) => ({ id, gross: 2000n })));
  expect(await rowsOf(db, shop.id, "select kind, id from refetch order by id")).toEqual([
    { kind: "order", id: "1007" },
    { kind: "order", id: "1040" },
  ]);
});

test.for(["3000000000", "18446744073709551615", "-1", "heavy"])(
  "an order that weighs %s g comes in, its weight unknown",
  async (grams) => {
    const { shop } = await history("orders", changed(1, '"500"', `"${grams}"`));
    expect(await rowsOf(db, shop.id, "select id, weight_grams as grams from orders")).toEqual([
      { id: "1001", grams: null },
    ]);
  },
);

test("of lines that stand by themselves one that does not fit is told of", async () => {
  const at = "2026-01-01T00:00:00Z";
  const lines = ["1", "2", "3"].map((id) =>
    JSON.stringify({
      id: `gid://shopify/Customer/${id}`,
      createdAt: id === "2" ? "0000-01-01T00:00:00Z" : at,
      updatedAt: at,
      state: "ENABLED",
    }),
  );
  const { shop, ...customers } = await history("customers", lines);
  expect(customers).toMatchObject({ state: "done", done: 3 });
  expect(customers.problem).toMatch(/^1 could not be read from Shopify's file/);
  expect(await rowsOf(db, shop.id, "select id from customer order by id")).toEqual([
    { id: "1" },
    { id: "3" },
  ]);
});

async function locks(where: string): Promise<number> {
  const { rows } = await db.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_locks where locktype = 'advisory' and ${where}
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]!.n;
}
const waiting = () => locks("not granted");
const shared = () => locks("granted and mode = 'ShareLock'");

test("a batch that is written anew waits for no writer who waits for the batch behind it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fourfold-unfit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const shop = await begun();
  const heard = { triggeredAt: now, receivedAt: now };
  // Three batches of two orders, each laid out in a file of its own.
  const owners = new Map<Place, BatchesHere>();
  const batches: ReadBatch[] = [];
  for (const n of [1, 3, 5]) {
    const of = { path: join(folder, String(n)), kind: "orders" as const, after: "" };
    const reader = new BatchesHere({ ...of, shop, heard });
    onTestFinished(() => reader.close());
    const lines = [...bulkOrder(n), ...bulkOrder(n + 1)];
    async function* pieces() {
      yield Buffer.from(lines.join("\n"));
    }
    await stage([{ pieces: pieces(), lines: 4, hasRoots: true }], reader);
    const batch = (await reader.next())!;
    owners.set(batch.place, reader);
    batches.push(batch);
  }
  // One of the first fits until it is written.
  await db.owner.query(
    `create function refuse() returns trigger language plpgsql as
       $$ begin raise 'no such number' using errcode = '22003'; end $$;
     create trigger refuse before insert on orders for each row when (new.id = '1002')
       execute function refuse()`,
  );
  onTestFinished(async () => void (await db.owner.query("drop function refuse cascade")));
  const holder = new pg.Client(db.owner.options);
  await holder.connect();
  await holder.query("select pg_advisory_lock(hashtextextended('ledger', $1))", [shop.id]);
  const reading = { kind: "orders" as const, startedAt: now };
  const merging = mergeGroups(
    { db, shop, reading, done: 0n, heard, now: later },
    {
      next: async () => batches.shift() ?? null,
      again: (place, heard) => owners.get(place)!.again(place, heard),
      part: (place, from, things) => owners.get(place)!.part(place, from, things),
    },
  );
  // The first waits for the holder, the second for the first, the writer for both.
  const patient = { timeout: 20_000 };
  await expect.poll(waiting, patient).toBe(1);
  await expect.poll(shared, patient).toBe(2);
  const writing = inShop(db, shop.id, (client) => writeFacts(client, shop, [order("9")]));
  await expect.poll(waiting, patient).toBe(2);
  await holder.end();
  expect(await merging).toEqual({ refused: 1, refetches: 1 });
  await writing;
  expect(await rowsOf(db, shop.id, "select id from orders order by id")).toEqual(
    ["1001", "1003", "1004", "1005", "1006", "9"].map((id) => ({ id })),
  );
  const noted = "select done, position from backfill where kind = 'orders'";
  expect(await rowsOf(db, shop.id, noted)).toEqual([{ done: 12n, position: "1006" }]);
});
