// Batches that stand in line with other writers of the shop.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../../app/db.server.ts";
import { createWriter } from "../../../app/ingest/backfill/writer.server.ts";
import { startBackfill } from "../../../app/ingest/backfill/start.server.ts";
import { packBulk } from "../../../app/ledger/write-bulk.server.ts";
import { writeFacts } from "../../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../../database.ts";
import { order } from "../../ledger/make.ts";
import { rowsOf } from "../deliver.ts";
import { wholeShop } from "./run.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const now = new Date("2026-03-02T00:00:00Z");
const locks = async (isGranted: boolean) => {
  const { rows } = await db.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_locks where locktype = 'advisory' and granted = $1
       and database = (select oid from pg_database where datname = current_database())`,
    [isGranted],
  );
  return rows[0]!.n;
};

test("a batch that is ready before the one before it leaves a place in line to that one", async () => {
  const { id } = await testShop(db);
  const shop = { ...(await wholeShop(db, id)), installedAt: new Date(0) };
  await startBackfill(db, shop, { now });
  const [reading] = await rowsOf<{ startedAt: Date }>(
    db,
    id,
    `select started_at as "startedAt" from backfill where kind = 'orders'`,
  );
  const heard = { triggeredAt: now, receivedAt: now };
  const merge = { db, shop, heard, now: () => now, done: 0n };
  const writer = createWriter({ ...merge, reading: { kind: "orders", ...reading! } });
  let begin = () => {};
  const gate = new Promise<void>((open) => (begin = open));
  const given = (n: string, until: Promise<void>) => ({
    things: 1,
    lines: 1,
    async read() {
      await until;
      const bulk = packBulk([order(n, 0)]);
      return { bulk, refunds: [], refetch: [], refused: 0, lines: 1, position: n };
    },
    without: () => Promise.reject(new Error("nothing was refused")),
  });
  await writer.add(given("1", gate));
  await writer.add(given("2", Promise.resolve()));
  // Long enough for the second to be copied, and to stand in line if it were to.
  await new Promise((done) => setTimeout(done, 500));
  expect(await locks(true)).toBe(0);
  const told = inShop(db, id, (client) => writeFacts(client, shop, [order("3", 0)]));
  begin();
  await Promise.all([told, writer.end()]);
  expect(await locks(false)).toBe(0);
  const stored = await rowsOf(db, id, "select id from orders order by id");
  expect(stored).toEqual([{ id: "1" }, { id: "2" }, { id: "3" }]);
});
