// A backfill whose process is killed, at each of its steps, and started again: what comes out is, row
// for row, what an uninterrupted one gives.
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import {
  bulkQueries,
  orderEvents,
  pollBulk,
  runBulk,
} from "../../app/ingest/backfill/documents.ts";
import { backfillState } from "../../app/ingest/backfill/state.server.ts";
import type { Passing } from "../platform/stand-in.ts";
import { generateStore } from "../platform/trade.ts";
import { countedAsOf, expectSame, settled, type Everything } from "./everything.ts";
import { app, openLiveShop, type LiveShop } from "./live-shop.ts";
import { startWorkerProcess } from "./worker-process.ts";

const trade = generateStore({ orders: 250, seed: 11, now: new Date() });
/** All numbers are compared as of one instant. */
const asOf = new Date(Date.now() + 3_600_000);

const startWorker = (live: LiveShop) =>
  startWorkerProcess({ databaseUrl: live.url, standInUrl: live.standIn.url, app });

/** Resolves with a function that lets go, as soon as a job stands still at the lock. */
async function standsStill(live: LiveShop, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: live.url });
  await client.connect();
  await client.query(`begin; lock table ${table} in access exclusive mode`);
  const waits = async () => {
    const { rows } = await live.db.owner.query<{ n: string }>(
      `select count(*)::text as n from pg_locks where not granted
         and relation = $1::regclass and database = (
           select oid from pg_database where datname = current_database())`,
      [table],
    );
    return rows[0]?.n;
  };
  await expect.poll(waits, { timeout: 30_000, interval: 20 }).not.toBe("0");
  return () => client.end();
}

type Point = (live: LiveShop, kill: () => Promise<void>) => Promise<void>;

/** At the nth time that the app is about to get this from Shopify. */
const when =
  (isIt: (passing: Passing) => boolean, times = 1): Point =>
  (live, kill) =>
    new Promise((resolve) => {
      let left = times;
      live.onPassing = async (passing) => {
        if (!isIt(passing) || --left !== 0) return;
        await kill();
        resolve();
      };
    });

/** While it waits for a table that somebody else holds. */
const at =
  (table: string): Point =>
  async (live, kill) => {
    const release = await standsStill(live, table);
    await kill();
    await release();
  };

const ofOrders = (what: Passing["what"]) => (passing: Passing) =>
  passing.what === what && passing.query === bulkQueries.orders;
const answerTo = (query: string) => (passing: Passing) =>
  passing.what === "answer" && passing.query === query;

const points: readonly (readonly [string, Point])[] = [
  ["asking: Shopify took the third operation, the app never heard", when(answerTo(runBulk), 3)],
  ["polling", when(answerTo(pollBulk), 2)],
  ["downloading the orders", when(ofOrders("half"))],
  ["laying out what was downloaded", when(ofOrders("end"))],
  ["merging the products", at("product")],
  ["merging the orders, in the middle of a batch", at("order_line")],
  ["counting the measures", at("measure_day")],
  ["reading the timelines", when(answerTo(orderEvents))],
];

describe("a backfill that is killed", () => {
  let expected: Everything;

  beforeAll(async () => {
    const live = await openLiveShop(trade);
    const worker = await startWorker(live);
    await live.beginBackfill();
    await settled(live);
    await worker.stop();
    expected = await countedAsOf(live, asOf);
    expect(expected.orders?.length).toBe(trade.store.orders.size);
    await live.close();
  }, 120_000);

  test.for(points)("%s", { timeout: 120_000 }, async ([, point]) => {
    const live = await openLiveShop(trade);
    try {
      const dying = await startWorker(live);
      const died = point(live, dying.kill);
      await live.beginBackfill();
      await died;
      live.onPassing = async () => {};
      const { state } = await backfillState(live.db, live.shop);
      expect(state).not.toBe("done");
      const worker = await startWorker(live);
      try {
        await settled(live);
      } finally {
        await worker.stop();
      }
      expectSame(await countedAsOf(live, asOf), expected);
    } finally {
      await live.close();
    }
  });
});
