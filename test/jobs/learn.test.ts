import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { JobDeps, JobSpec } from "../../app/jobs/job.ts";
import { learnAllJob, learnShopJob } from "../../app/jobs/learn-shop.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { keptCard } from "../../app/scorecard/recommend-card.server.ts";
import { refreshRecommendations } from "../../app/scorecard/recommend-refresh.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order } from "../ledger/make.ts";

let db: Db;
let shop: ShopContext;
let asked: JobSpec[] = [];
let deps: JobDeps;
const day = 24 * 60;

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  deps = {
    db,
    now: () => minute(30 * day),
    graphqlFor: async () => null,
    addJobs: async (specs) => void asked.push(...specs),
  };
});
afterAll(() => db.close());

/** Forty customers buy a thing and come back three weeks later for it and its companion. */
const sales = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => from + at).flatMap((n) =>
    [0, 1].map((turn) =>
      order(`${n}-${turn}`, 0, {
        processedAt: minute(n + turn * 21 * day),
        customerId: `c${n}`,
        lines: [`P${n % 4}`, ...(turn ? [`Q${n % 4}`] : [])].map((productId, position) =>
          line(`${position}`, { position, productId }),
        ),
      }),
    ),
  );
const sell = async (from: number, to: number) => {
  await inShop(db, shop.id, (client) => writeFacts(client, shop, sales(from, to)));
  await refreshRecommendations(db, shop, { now: deps.now() });
};
const due = async () => {
  asked = [];
  await learnAllJob.run({}, deps);
  return asked.map(({ name, queue, payload }) => [name, queue, payload["shopId"]]);
};
const learn = (more: Partial<JobDeps> = {}) =>
  learnShopJob.run({ shopId: `${shop.id}` }, { ...deps, ...more });

test("a shop is learned when it has orders, each day, and when it has grown to twice", async () => {
  expect(await due()).toEqual([]);
  await sell(0, 40);
  const wanted = [["learn-shop", "learn", `${shop.id}`]];
  expect(await due()).toEqual(wanted);
  await learn();
  expect(await due()).toEqual([]);
  // A quarter of the 22 days since the first: five, in which all forty come back.
  const kept = await keptCard(db, shop);
  expect(kept?.card).toMatchObject({
    users: 40,
    testUsers: 40,
    cut: "2026-03-18",
    until: "2026-03-23",
  });
  expect(kept?.learnedOn).toBe("2026-03-31");

  await sell(40, 70);
  expect(await due()).toEqual([]);
  await sell(70, 80);
  expect(await due()).toEqual(wanted);
  const later = { ...deps, now: () => minute(31 * day) };
  await learn();
  asked = [];
  await learnAllJob.run({}, later);
  expect(asked).toHaveLength(1);
});

test("a job that is stopped in the middle leaves what was learned", async () => {
  const before = await keptCard(db, shop);
  const rows = async () =>
    (await inShop(db, shop.id, (client) => client.query("select * from recommend_learned"))).rows;
  const learned = await rows();
  const stop = new AbortController();
  // Whoever listens for the end has just started its thread.
  const listen = stop.signal.addEventListener.bind(stop.signal);
  stop.signal.addEventListener = (name: string, listener: EventListenerOrEventListenerObject) => {
    listen(name, listener);
    stop.abort();
  };
  await expect(learn({ now: () => minute(40 * day), signal: stop.signal })).rejects.toThrow();
  const already = new AbortController();
  already.abort();
  await expect(learn({ signal: already.signal })).rejects.toThrow();
  expect(await keptCard(db, shop)).toEqual(before);
  expect(await rows()).toEqual(learned);
});

/** Ends the connection of whoever waits to write to a table, as a killed process ends. */
async function killedAt(table: string, run: () => Promise<unknown>): Promise<string> {
  const holder = await db.owner.connect();
  try {
    await holder.query("begin");
    await holder.query(`lock table ${table} in share mode`);
    const running = run().then(
      () => "done",
      () => "failed",
    );
    let killed = 0;
    while (killed === 0) {
      const { rowCount } = await db.owner.query(
        `select pg_terminate_backend(pid) from pg_locks
         where relation = $1::regclass and not granted`,
        [table],
      );
      killed = rowCount ?? 0;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return await running;
  } finally {
    await holder.query("rollback");
    holder.release();
  }
}

test("a count or a learning killed while it writes leaves what was there, and the next one is whole", async () => {
  const stored = async () => {
    const tables = ["recommend_row", "recommend_basket", "recommend_learned", "recommend_model"];
    const all: unknown[] = [];
    for (const table of tables) {
      const rows = await inShop(db, shop.id, (client) =>
        client.query(`select t::text as row from ${table} t order by 1`),
      );
      all.push(rows.rows);
    }
    return all;
  };
  const before = await stored();
  const count = (whole = false) => refreshRecommendations(db, shop, { now: deps.now(), whole });
  await inShop(db, shop.id, (client) => writeFacts(client, shop, sales(80, 84)));
  expect(await killedAt("recommend_row", count)).toBe("failed");
  expect(await stored()).toEqual(before);
  expect(await count()).toMatchObject({ orders: 8 });
  const counted = await stored();
  expect(counted[0]).not.toEqual(before[0]);

  const later = { now: () => minute(45 * day) };
  expect(await killedAt("recommend_learned", () => learn(later))).toBe("failed");
  expect(await stored()).toEqual(counted);
  await learn(later);
  expect((await keptCard(db, shop))?.learnedOn).toBe("2026-04-15");
});
