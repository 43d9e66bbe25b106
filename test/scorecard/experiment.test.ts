import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { redactCustomer } from "../../app/ledger/redact.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { startTrial, stopTrial, typedOf } from "../../app/scorecard/experiment-entry.server.ts";
import {
  countExperiments,
  shownExperiments,
} from "../../app/scorecard/experiment-results.server.ts";
import {
  exposedArm,
  recommendations,
  seesRecommendations,
} from "../../app/scorecard/experiment.server.ts";
import { planTrial } from "../../app/scorecard/experiment-plan.server.ts";
import { keepPatterns } from "../../app/scorecard/patterns.server.ts";
import { testShop } from "../database.ts";
import { back, line, minute, order, refund } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, read, write } = ledgerForTests();
const day = 24 * 60;
const of = recommendations;
const start = (shop: ShopContext, share: string, at = 0, more: { leastEffect?: string } = {}) =>
  startTrial(db(), shop, {
    ...{ of, now: minute(at), locale: "en" },
    typed: { share, windowDays: "7", leastEffect: "", ...more },
  });
const expose = (shop: ShopContext, customerId: string, at = 0) =>
  exposedArm(db(), shop, { of, person: { customerId }, now: minute(at) });
const latest = async (shop: ShopContext) => (await shownExperiments(db(), shop, of))[0]!;

test("nothing is tried: everybody sees lists, nobody is logged", async () => {
  const shop = await testShop(db());
  const seen = { person: { customerId: "1" }, now: minute(0) };
  const sees = () => inShop(db(), shop.id, (client) => seesRecommendations(client, shop, seen));
  expect(await sees()).toBe(true);
  expect(await read(shop, "select * from experiment_exposure")).toEqual([]);
});

test("a person stays in their arm, the first exposure counts, another shop's trial is not theirs", async () => {
  const shop = await testShop(db());
  expect(await start(shop, "50")).toEqual({});
  const arm = await expose(shop, "7", 5);
  for (const at of [10, 20]) expect(await expose(shop, "7", at)).toBe(arm);
  expect(await read(shop, "select person, arm, first_at from experiment_exposure")).toEqual([
    { person: "7", arm, first_at: minute(5) },
  ]);
  expect(await expose(await testShop(db()), "7")).toBeNull();
  // One who is held out by 10 % is held out by 50 %, too.
  const people = Array.from({ length: 60 }, (_, n) => `${n}`);
  const arms = async () => {
    const held: string[] = [];
    for (const id of people) if ((await expose(shop, id, 30)) === "held-out") held.push(id);
    return held;
  };
  const half = await arms();
  await start(shop, "10", 25);
  const tenth = await arms();
  expect(half).toEqual(expect.arrayContaining(tenth));
  expect(tenth.length).toBeLessThan(half.length);
  await stopTrial(db(), shop, { of, now: minute(40) });
  expect(await expose(shop, "61", 50)).toBeNull();
  expect((await shownExperiments(db(), shop, of)).map(({ stoppedOn }) => stoppedOn)).toEqual([
    "2026-03-01",
    "2026-03-01",
  ]);
});

test("wrong wishes say got and expected, and begin nothing", async () => {
  const shop = await testShop(db());
  expect(await start(shop, "0.5", 0, { leastEffect: "-1" })).toEqual({
    share: 'Got "0.5", expected a number from 1 to 50 per cent',
    leastEffect: 'Got "-1", expected an amount above 0 in USD, or nothing',
  });
  expect(await start(shop, "many")).toHaveProperty("share");
  expect(await shownExperiments(db(), shop, of)).toEqual([]);
});

const bought = (id: string, customerId: string, at: number, gross = 1000n) =>
  order(id, 0, { customerId, processedAt: minute(at), lines: [line("1", { gross })] });

// Window of 7 days from the exposure on day 1; a day more is waited for what is heard late.
test("a window counts what was bought and sent back in it, once, when it is over", async () => {
  const shop = await testShop(db());
  await start(shop, "50");
  await write(
    shop,
    bought("before", "1", day - 5),
    bought("in", "1", day + 60, 4000n),
    bought("late", "1", 8 * day, 9000n),
    refund("R1", "in", 0, { processedAt: minute(3 * day), lines: [back("1", { amount: 700n })] }),
  );
  const arm = await expose(shop, "1", day);
  await countExperiments(db(), shop, minute(8 * day));
  const arms = async () => (await latest(shop)).arms.find(({ name }) => name === arm)!;
  expect(await arms()).toMatchObject({ exposed: 1, counted: 0, cm1: null });
  await countExperiments(db(), shop, minute(9 * day));
  const counted = await arms();
  expect(counted).toMatchObject({ counted: 1, ordered: 1, returns: "7.00", cm1: "33.00" });
  // Known afterwards: it stays as it was counted.
  await write(shop, bought("told later", "1", day + 90));
  await countExperiments(db(), shop, minute(20 * day));
  expect(await arms()).toEqual(counted);
  expect((await latest(shop)).coverage).toBe(0);
});

test("merged ids go by the kept one or are left out, visitors without an account too", async () => {
  const shop = await testShop(db());
  await start(shop, "50");
  for (const id of ["a", "b", "c"]) await expose(shop, id);
  await exposedArm(db(), shop, { of, person: { visitorId: "v" }, now: minute(0) });
  await write(
    shop,
    bought("1", "a", 10),
    { kind: "customer-merge", fromId: "a", toId: "kept" },
    { kind: "customer-merge", fromId: "b", toId: "c" },
  );
  await countExperiments(db(), shop, minute(9 * day));
  expect(await read(shop, "select person, state from experiment_exposure order by 1")).toEqual([
    { person: "a", state: 2 },
    { person: "b", state: 3 },
    { person: "c", state: 2 },
    { person: "visitor:v", state: 3 },
  ]);
  const { arms, n } = await latest(shop);
  expect(n).toBe(2);
  expect(arms.reduce((sum, { exposed }) => sum + exposed, 0)).toBe(4);
});

test("a redacted person's exposures are gone for good, the sums stay", async () => {
  const shop = await testShop(db());
  await start(shop, "50");
  await write(shop, bought("1", "9", 10));
  await expose(shop, "9");
  await countExperiments(db(), shop, minute(9 * day));
  const before = await latest(shop);
  expect(before.n).toBe(1);
  await inShop(db(), shop.id, (client) =>
    redactCustomer(client, shop, { customerId: "9", email: null, phone: null, orderIds: [] }),
  );
  await expose(shop, "9", 10 * day);
  expect(await read(shop, "select * from experiment_exposure")).toEqual([]);
  expect((await latest(shop)).arms).toEqual(before.arms);
});

test("400 people of whom those who see lists buy more: told, noted, and shown in both words", async () => {
  const shop = await testShop(db());
  await start(shop, "50", 0, { leastEffect: "1.00" });
  // Chance alone splits 400 people so badly once in 2,000 times that nothing would be told.
  await read(shop, "update experiment set salt = 'a'");
  let shownPeople = 0;
  const facts: Fact[] = [];
  for (let n = 0; n < 400; n += 1) {
    const arm = await expose(shop, `${n}`, n);
    if (arm === "shown") shownPeople += 1;
    // One in ten of those held out, nine in ten of the others.
    if (n % 10 === 0 ? arm === "held-out" : arm === "shown") {
      facts.push(bought(`o${n}`, `${n}`, n + 1));
    }
  }
  await write(shop, ...facts);
  await countExperiments(db(), shop, minute(10 * day));
  const trial = await latest(shop);
  expect(trial).toMatchObject({
    n: 400,
    told: "better",
    toldOn: "2026-03-11",
    leastEffect: "1.00",
  });
  const [compared] = trial.compared;
  const held = trial.arms[0]!;
  expect(compared!.attributed).toBe((10 * (trial.arms[1]!.ordered ?? 0) * shownPeople).toFixed(2));
  expect(Number(compared!.incrementalInterval![0])).toBeGreaterThan(0);
  expect(Number(compared!.incremental)).toBeLessThan(Number(compared!.attributed));
  expect(held.counted + shownPeople).toBe(400);
  // The form goes on from what runs, and begins with the usual once it has ended.
  expect(typedOf(trial)).toEqual({ share: "50", windowDays: "7", leastEffect: "1.00" });
  await stopTrial(db(), shop, { of, now: minute(10 * day) });
  expect(typedOf(await latest(shop))).toEqual(typedOf());
});

test("how many people it takes is said from the last four weeks of those known before", async () => {
  const shop = await testShop(db());
  expect(await planTrial(db(), shop)).toEqual({ plan: null });
  const known = Array.from({ length: 120 }, (_, n) => bought(`old${n}`, `${n}`, -60 * day));
  // The 28 days up to March 31: 3 to 30 March. Ten left 50.00, of which one gave 20.00 back.
  const lately = Array.from({ length: 10 }, (_, n) => bought(`new${n}`, `${n}`, 9 * day, 5000n));
  await write(
    shop,
    ...known,
    ...lately,
    bought("never seen before", "x", 9 * day),
    bought("too early", "1", day),
    bought("today", "2", 30 * day),
    refund("R9", "new3", 0, {
      processedAt: minute(12 * day),
      lines: [back("1", { amount: 2000n })],
    }),
    refund("R8", "new4", 0, {
      processedAt: minute(30 * day),
      lines: [back("1", { amount: 999n })],
    }),
  );
  await keepPatterns(db(), shop, { now: minute(30 * day) });
  // Σ 480.00 of 120 people in 28 days: 4.00, 2.00 in 14. Σ² = 9 · 5,000² + 3,000².
  const variance = (9 * 5000 ** 2 + 3000 ** 2 - 48_000 ** 2 / 120) / 119;
  const planned = await planTrial(db(), shop);
  expect(planned).toMatchObject({
    plan: {
      plan: {
        ...{ n: 120, days: 28, windowDays: 14, share: 0.1, mean: "2.00" },
        deviation: (Math.sqrt(variance / 2) / 100).toFixed(2),
        rows: [
          { effect: "0.20", part: 0.1 },
          { effect: "0.50", part: 0.25 },
          { effect: "1.00", part: 0.5 },
        ],
      },
    },
  });
  const typed = { share: "50", windowDays: "28", leastEffect: "3" };
  const first = await planTrial(db(), shop, { typed });
  expect(first).toMatchObject({
    plan: { plan: { mean: "4.00", rows: [{ effect: "3.00", part: 0.75 }, {}, {}, {}] } },
  });
  expect(await planTrial(db(), shop, { typed: { ...typed, share: "all" } })).toHaveProperty(
    "errors.share",
  );
});

test("offers and messages are tried by the same engine, each beside the other", async () => {
  const shop = await testShop(db());
  const kinds = [recommendations, "offer:tenth-off", "message:thanks"];
  for (const kind of kinds) {
    await startTrial(db(), shop, {
      ...{ of: kind, now: minute(0), locale: "en" },
      typed: { share: "50", windowDays: "7", leastEffect: "" },
    });
  }
  const armsOf = async (kind: string) => {
    const people = Array.from({ length: 40 }, (_, n) => ({ customerId: `${n}` }));
    const arms: (string | null)[] = [];
    for (const person of people) {
      arms.push(await exposedArm(db(), shop, { of: kind, person, now: minute(1) }));
    }
    return arms.join();
  };
  // Each has a salt of its own: who is held out of one is not held out of all.
  expect(
    new Set([await armsOf(kinds[0]!), await armsOf(kinds[1]!), await armsOf(kinds[2]!)]).size,
  ).toBe(3);
  await write(shop, bought("1", "1", 10));
  await countExperiments(db(), shop, minute(9 * day));
  for (const kind of kinds) {
    const [trial] = await shownExperiments(db(), shop, kind);
    expect([trial!.of, trial!.n]).toEqual([kind, 40]);
  }
  await stopTrial(db(), shop, { of: kinds[1]!, now: minute(10 * day) });
  expect((await shownExperiments(db(), shop, kinds[1]!))[0]!.stoppedOn).not.toBeNull();
  expect((await latest(shop)).stoppedOn).toBeNull();
});
