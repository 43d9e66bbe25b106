// A day is over: it is recorded, a real change is told with a task, and Shopify Flow hears of it once.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Graphql } from "../../app/ingest/refetch.server.ts";
import { closeDaysJob } from "../../app/jobs/close-days.ts";
import type { JobDeps, JobSpec } from "../../app/jobs/job.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { setKpiOwner } from "../../app/ledger/kpi-owners.server.ts";
import { always, setTarget, type TargetPart } from "../../app/ledger/shop.server.ts";
import { changeTask, listTasks, raiseAlert, readWatched } from "../../app/ledger/tasks.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { line, minute, order } from "../ledger/make.ts";
import { createAdminApi } from "../platform/admin-api.ts";
import { createRandom } from "../platform/random.ts";
import { emptyStore } from "../platform/store.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

/** 1 March to 8 June 2026, 18 to 22 orders a day of 10.00; `few` in the last days. */
const lastDay = 100;
async function trade(shop: ShopContext, few: { days: number; orders: number }): Promise<void> {
  const random = createRandom(7);
  const facts = Array.from({ length: lastDay }, (_, day) => {
    const isFew = day >= lastDay - few.days;
    const count = isFew ? few.orders : random.whole(18, 22);
    return Array.from({ length: count }, (__, n) =>
      order(`${day}-${n}`, 0, {
        name: `#${day}-${n}`,
        processedAt: minute(day * 1440 + n),
        lines: [line("1", { gross: 1000n })],
      }),
    );
  });
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts.flat()));
  await recompute(db, shop, { asOf: minute(lastDay * 1440) });
}

/** Ten minutes after the midnight that ends the n-th day. */
const after = (day: number) => minute(day * 1440 + 10);

async function run(shop: ShopContext, now: Date, graphql: Graphql | null = null) {
  const added: JobSpec[] = [];
  const deps: JobDeps = {
    ...{ db, now: () => now, graphqlFor: async () => graphql },
    addJobs: async (specs) => void added.push(...specs),
  };
  await closeDaysJob.run({ shopId: shop.id.toString() }, deps);
  return added;
}

const tasksOf = (shop: ShopContext) =>
  inShop(db, shop.id, (client) => listTasks(client, shop, { limit: 50 }));
const flowOf = async (shop: ShopContext) =>
  (await tasksOf(shop)).map(({ kpi, alert }) => `${kpi} ${alert?.flow} ${alert?.flowWords ?? ""}`);

test("the clock's run puts one closing in line for each shop", async () => {
  const shop = await testShop(db);
  const added: JobSpec[] = [];
  const addJobs = async (specs: JobSpec[]) => void added.push(...specs);
  await closeDaysJob.run(null, { db, now: () => after(1), graphqlFor: async () => null, addJobs });
  expect(added.map(({ key }) => key)).toContain(`close-days:${shop.id}`);
});

test("a drop is told once, with a task and a range; a calm shop is told nothing", async () => {
  const calm = await testShop(db);
  await trade(calm, { days: 0, orders: 0 });
  await run(calm, after(lastDay - 1));
  await run(calm, after(lastDay));
  expect(await tasksOf(calm)).toEqual([]);
  const watched = await inShop(db, calm.id, (client) => readWatched(client, calm));
  expect(watched.map(({ kpi }) => kpi)).toContain("net-sales");
  // 20 ± 2 a day: three days of it would show far less than half.
  expect(watched.find(({ kpi }) => kpi === "orders")!.smallest).toBeLessThan(0.3);

  const shop = await testShop(db);
  await trade(shop, { days: 2, orders: 6 });
  await run(shop, after(lastDay - 2));
  expect(await tasksOf(shop)).toEqual([]);
  await run(shop, after(lastDay - 1));
  const told = await tasksOf(shop);
  const orders = told.find(({ kpi }) => kpi === "orders")!;
  expect(orders.alert).toMatchObject({ kind: "change", side: "down", days: 1, came: 6 });
  // The level is of about twenty orders a day.
  expect(orders.alert!.expected).toBeGreaterThan(18);
  expect(orders.alert!.expected).toBeLessThan(22);
  expect(orders.alert!.low!).toBeGreaterThan(6);
  expect(told.find(({ kpi }) => kpi === "net-sales")!.alert).toMatchObject({ came: 6000 });
  // The same change goes on: nothing new is told, and running it again changes nothing.
  await run(shop, after(lastDay));
  await run(shop, after(lastDay));
  expect(await tasksOf(shop)).toHaveLength(told.length);
});

test("Flow takes what the extension declares, once; its refusal is kept in its words", async () => {
  const shop = await testShop(db);
  await trade(shop, { days: 1, orders: 5 });
  const api = createAdminApi(emptyStore(), () => []);
  await run(shop, after(lastDay - 1));
  // Without a session it waits.
  await run(shop, after(lastDay), null);
  expect((await flowOf(shop)).sort()).toEqual(["net-sales due ", "orders due "]);
  const asked: string[] = [];
  const graphql: Graphql = async (query, variables) => {
    asked.push(query);
    return (await api.run({ query, variables })) as never;
  };
  await run(shop, after(lastDay), graphql);
  await run(shop, after(lastDay), graphql);
  expect(asked).toHaveLength(2);
  expect(api.flow).toHaveLength(2);
  const sales = api.flow.find(({ payload }) => payload["KPI"] === "Net sales")!;
  expect(sales).toMatchObject({
    handle: "kpi-off-target",
    payload: {
      "What happened": "changed",
      "First day": "2026-06-08",
      "Last day": "2026-06-08",
      Value: 50,
    },
  });
  expect((await flowOf(shop)).sort()).toEqual(["net-sales sent ", "orders sent "]);

  const other = await testShop(db);
  await trade(other, { days: 1, orders: 5 });
  await run(other, after(lastDay - 1));
  const refusing: Graphql = async () =>
    ({
      data: { flowTriggerReceive: { userErrors: [{ message: "Flow is not installed" }] } },
    }) as never;
  await run(other, after(lastDay), refusing);
  expect((await flowOf(other)).sort()).toEqual([
    "net-sales refused Flow is not installed",
    "orders refused Flow is not installed",
  ]);
});

test("Flow hears of a campaign by its name, in money", async () => {
  const shop = await testShop(db);
  const campaign = { name: "Winter coats", move: null };
  const part = { by: "campaign", key: "meta-ads paid-social id:7" } as const;
  await inShop(db, shop.id, (client) =>
    raiseAlert(
      client,
      shop,
      {
        ...{ kpi: "marketing-roi", day: "2026-06-08", kind: "campaign", side: "down", days: 28 },
        ...{ came: 12_800, expected: 28_000, low: 5_979, high: 19_621, part, campaign },
      },
      { now: after(lastDay), isForFlow: true },
    ),
  );
  const api = createAdminApi(emptyStore(), () => []);
  await run(shop, after(lastDay), async (query, variables) => {
    return (await api.run({ query, variables })) as never;
  });
  expect(api.flow.map(({ payload }) => payload)).toEqual([
    {
      ...{ KPI: "Marketing ROI, Winter coats", "What happened": "cost more than it brought" },
      ...{ "First day": "2026-05-12", "Last day": "2026-06-08", Value: 128, Expected: 280 },
    },
  ]);
});

test("a target that a finished month missed is told on its last day, a month's first closing not", async () => {
  const shop = await testShop(db);
  await setTarget(db, shop, { kpi: "orders", from: "1970-01-01", to: "9999-12-31", value: "900" });
  await trade(shop, { days: 0, orders: 0 });
  // 30 April is the 61st day, 31 May the 92nd.
  await run(shop, after(60));
  await run(shop, after(62));
  const [task] = (await tasksOf(shop)).filter(({ alert }) => alert?.kind === "target");
  expect(task!.alert).toMatchObject({
    kpi: "orders",
    day: "2026-04-30",
    side: "down",
    expected: 900,
  });
  const done = { owner: "Ana", note: "asked the agency", isDone: true, now: after(63) };
  expect(await inShop(db, shop.id, (client) => changeTask(client, shop, task!.id, done))).toBe(
    true,
  );
  expect((await tasksOf(shop)).at(-1)).toMatchObject({ owner: "Ana", doneAt: after(63) });
  expect(await inShop(db, shop.id, (client) => changeTask(client, shop, "none", done))).toBe(false);
  // Whoever edits it without knowing that it is done does not open it again.
  const edit = { owner: "Ben", note: "", isDone: null, now: after(64) };
  await inShop(db, shop.id, (client) => changeTask(client, shop, task!.id, edit));
  expect((await tasksOf(shop)).at(-1)).toMatchObject({ owner: "Ben", doneAt: after(63) });
});

test("what a region or a channel missed is told beside the whole, each once; Flow hears which", async () => {
  const shop = await testShop(db);
  const aim = (kpi: string, value: string, part?: TargetPart) =>
    setTarget(db, shop, { kpi, ...always, value, ...(part ? { part } : {}) });
  const usual = { by: "channel", key: "online" } as const;
  // About 600 orders a month, all online and of no known region.
  await aim("orders", "500");
  await aim("orders", "900", usual);
  await aim("orders", "100", { by: "channel", key: "pos" });
  await aim("orders", "100", { by: "region", key: "DE" });
  await aim("orders", "100", { by: "region", key: "other" });
  await aim("net-sales", "0.5", usual);
  await inShop(db, shop.id, (client) => setKpiOwner(client, shop, { kpi: "orders", owner: "Ana" }));
  await trade(shop, { days: 0, orders: 0 });
  await run(shop, after(60));
  const api = createAdminApi(emptyStore(), () => []);
  const graphql: Graphql = async (query, variables) =>
    (await api.run({ query, variables })) as never;
  await run(shop, after(62), graphql);
  await run(shop, after(63), graphql);
  const missed = (await tasksOf(shop)).filter(({ alert }) => alert?.kind === "target");
  const told = missed.map(({ alert, cause }) => [alert!.came, alert!.expected, cause]);
  const about = (by: string, part: string) => ({ by, part, effect: null });
  const online = missed.find(({ cause }) => cause?.part === "online")!;
  expect(told.toSorted()).toEqual(
    [
      [online.alert!.came, 900, about("channel", "online")],
      [0, 100, about("channel", "pos")],
      [0, 100, about("region", "DE")],
    ].toSorted(),
  );
  expect(online.alert!.came).toBeGreaterThan(30 * 18 - 1);
  // With whoever answers for the number.
  expect(online.owner).toBe("Ana");
  expect(api.flow.map(({ payload }) => payload["KPI"]).toSorted()).toEqual([
    "Orders, Germany",
    "Orders, Online store",
    "Orders, Point of sale",
  ]);
});
