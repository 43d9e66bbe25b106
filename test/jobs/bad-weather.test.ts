// Whatever Shopify does to a backfill, through the real jobs, clients and stand-in: it is recovered
// from, or the Data page says what to do; nothing is lost and nothing counted twice.
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createGraphqlFor } from "../../app/admin-api.server.ts";
import { runBulk } from "../../app/ingest/backfill/documents.ts";
import { backfillState } from "../../app/ingest/backfill/state.server.ts";
import { readReconciles } from "../../app/ingest/reconcile.server.ts";
import { pollBackfillSpec } from "../../app/jobs/poll-backfill.ts";
import { addJobs } from "../../app/jobs/queue.server.ts";
import { reconcileShopSpec } from "../../app/jobs/reconcile-shop.ts";
import { startWorker, type WorkerHandle } from "../../app/jobs/worker.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { generateStore } from "../platform/trade.ts";
import { changeWeather, type WeatherChange } from "../platform/weather.ts";
import { countedAsOf, expectSame, settled, type Everything } from "./everything.ts";
import { leadTo } from "./lead.ts";
import { app, openLiveShop, signIn, type LiveShop } from "./live-shop.ts";

const trade = generateStore({ orders: 120, seed: 12, now: new Date() });
const asOf = new Date(Date.now() + 3_600_000);
const real = globalThis.fetch;

let expected: Everything;
let live: LiveShop;
let workers: WorkerHandle[] = [];

async function open(weather: WeatherChange = {}): Promise<void> {
  live = await openLiveShop(trade);
  leadTo(live.standIn.url);
  changeWeather(live.standIn.weather, weather);
  await work();
}

async function work(): Promise<void> {
  const keys = { apiKey: app.key, apiSecret: app.secret };
  workers.push(await startWorker(live.db, { graphqlFor: createGraphqlFor(live.db, keys) }));
}

async function close(): Promise<void> {
  for (const worker of workers) await worker.stop();
  workers = [];
  globalThis.fetch = real;
  await live?.close();
}

const backfill = () => backfillState(live.db, live.shop);
const problemOf = async (kind: string) =>
  (await backfill()).kinds.find((each) => each.kind === kind)?.problem;

/** Waits that would take minutes are over at once. */
async function hurry(): Promise<void> {
  await rowsOf(live.db, live.shop.id, "update backfill set next_at = now() returning kind");
  await rowsOf(
    live.db,
    live.shop.id,
    "update refetch set next_at = now() where next_at < 'infinity' returning id",
  );
  await addJobs(live.db, [pollBackfillSpec(live.shop.id)]);
}

async function ends(state: "done" | "failed"): Promise<void> {
  const hasEnded = async () => {
    const now = await backfill();
    if (now.state === "running") await hurry();
    expect(now.state, JSON.stringify(now.kinds)).toBe(state);
  };
  await vi.waitFor(hasEnded, { timeout: 60_000, interval: 400 });
}

async function expectWhole(): Promise<void> {
  await ends("done");
  await settled(live);
  expectSame(await countedAsOf(live, asOf), expected);
}

beforeAll(async () => {
  await open();
  await live.beginBackfill();
  await settled(live);
  expected = await countedAsOf(live, asOf);
  expect(expected.orders?.length).toBe(trade.store.orders.size);
  await close();
}, 120_000);
afterEach(close, 30_000);
afterAll(() => void (globalThis.fetch = real));

const recovered: readonly (readonly [string, WeatherChange])[] = [
  ["a storm of throttling", { throttled: 25 }],
  ["servers that fail with 503", { failing: { status: 503, times: 15 } }],
  ["servers that fail with 502", { failing: { status: 502, times: 6 } }],
  ["operations that fail", { bulk: { ends: "failed", errorCode: "TIMEOUT", times: 6 } }],
  [
    "operations that fail and leave a part",
    { bulk: { ends: "failed", times: 6, partialLines: 9 } },
  ],
  ["operations that expire", { bulk: { ends: "expired", times: 6 } }],
  [
    "operations that are canceled and leave a part",
    { bulk: { ends: "canceled", times: 6, partialLines: 9 } },
  ],
  ["a shop that says an operation is in progress", { bulk: { inProgress: 8 } }],
  ["finish webhooks that never come", { bulk: { finishWebhook: false } }],
];

test.for(recovered)(
  "%s: the backfill ends as without",
  { timeout: 90_000 },
  async ([, weather]) => {
    await open(weather);
    await live.beginBackfill();
    await expectWhole();
  },
);

test(
  "operations of somebody else take places, ours wait for theirs",
  { timeout: 90_000 },
  async () => {
    await open({ bulk: { taken: 5 } });
    await live.beginBackfill();
    for (let n = 0; n < 5; n += 1) {
      await hurry();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect((await backfill()).kinds.map(({ state }) => state)).toEqual(Array(6).fill("waiting"));
    live.standIn.weather.bulk.taken = 4;
    await expectWhole();
  },
);

test(
  "operations that never succeed leave their part, and a retry mends it",
  { timeout: 90_000 },
  async () => {
    await open({ bulk: { ends: "canceled", partialLines: 30 } });
    await live.beginBackfill();
    await ends("failed");
    expect(await problemOf("products")).toMatch(
      /canceled.*Only a part could be read. Choose “Try the failed parts again”/,
    );
    live.standIn.weather.bulk.ends = "completed";
    await live.beginBackfill();
    await expectWhole();
  },
);

/** Resolves when the app asked for so many operations. */
const asked = (times: number) =>
  new Promise<void>((resolve) => {
    live.onPassing = async ({ what, query }) => {
      if (what === "answer" && query === runBulk && --times === 0) resolve();
    };
  });

test(
  "a token revoked in the middle is said, and the next opening goes on",
  { timeout: 90_000 },
  async () => {
    await open({ bulk: { runMs: 300 } });
    const middle = asked(3);
    await live.beginBackfill();
    await middle;
    await real(`${live.standIn.url}/__platform/control/revoke`, { method: "POST" });
    await ends("failed");
    expect(await problemOf("orders")).toMatch(/Open Fourfold in the Shopify admin once/);
    const sessions = await live.db.app.query(`select id from "Session"`);
    expect(sessions.rows).toEqual([]);
    await signIn(live.db, live.standIn.url, live.shop.domain);
    await live.beginBackfill();
    await expectWhole();
  },
);

test(
  "a scope removed in the middle is said by its name, the rest is read",
  { timeout: 90_000 },
  async () => {
    await open({ bulk: { startMs: 300 } });
    const all = live.shop.scopes.split(",");
    const grant = (scopes: string[]) =>
      real(`${live.standIn.url}/__platform/control/scopes`, {
        method: "POST",
        body: JSON.stringify({ scopes }),
      });
    const middle = asked(5);
    await live.beginBackfill();
    await middle;
    await grant(all.filter((scope) => scope !== "read_customers"));
    await ends("failed");
    // Orders name their customers: without the scope Shopify gives neither.
    expect(await problemOf("customers")).toMatch(
      /permission read_customers is missing.*choose “Try the failed parts again”/,
    );
    expect((await backfill()).kinds.find(({ kind }) => kind === "products")?.state).toBe("done");
    await live.standIn.sender.settle();
    const scopes = async () => (await readShop(live.db, live.shop.id))?.scopes;
    await expect.poll(scopes).not.toContain("read_customers");
    await grant(all);
    await live.beginBackfill();
    await expectWhole();
  },
);

test("two backfills at once, with two workers, are one", { timeout: 90_000 }, async () => {
  await open();
  await work();
  let operations = 0;
  live.onPassing = async ({ query, what }) => {
    if (what === "answer" && query === runBulk) operations += 1;
  };
  await Promise.all([live.beginBackfill(), live.beginBackfill()]);
  await live.beginBackfill();
  await expectWhole();
  // One more than kinds where the sixth had to wait for a place.
  expect(operations).toBeGreaterThanOrEqual(6);
  expect(operations).toBeLessThanOrEqual(8);
});

test("a comparison during the backfill reads nothing twice", { timeout: 90_000 }, async () => {
  await open({ bulk: { runMs: 200 } });
  const middle = asked(2);
  await live.beginBackfill();
  await middle;
  await addJobs(live.db, [reconcileShopSpec(live.shop.id)]);
  await expectWhole();
  const runs = async () =>
    (await readReconciles(live.db, live.shop)).filter((run) => run.finishedAt);
  await expect.poll(async () => (await runs()).length).toBe(6);
  expect((await runs()).map(({ problem }) => problem)).toEqual(Array(6).fill(null));
  await settled(live);
  expectSame(await countedAsOf(live, asOf), expected);
});

test("the finish webhook alone brings a result home", { timeout: 60_000 }, async () => {
  await open({ bulk: { runMs: 1_000 } });
  const middle = asked(5);
  await live.beginBackfill();
  await middle;
  // By the clock nobody would look for an hour; the word that an operation ended sets it to now.
  const done = async () => {
    await rowsOf(
      live.db,
      live.shop.id,
      `update backfill set next_at = now() + interval '1 hour'
       where state = 'running' and next_at > now() and next_at < now() + interval '30 minutes'
       returning kind`,
    );
    const { kinds } = await backfill();
    return kinds.filter(({ state }) => state === "done").length;
  };
  await expect.poll(done, { interval: 50 }).toBeGreaterThanOrEqual(4);
  await expectWhole();
});
