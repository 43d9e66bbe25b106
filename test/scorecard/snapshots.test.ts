import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, refund } from "../../app/kpis/examples.ts";
import { kpis } from "../../app/kpis/index.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import type { Period } from "../../app/ledger/period.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { rebuild, recompute } from "../../app/measures/recompute.server.ts";
import { home } from "../../app/scorecard/home.server.ts";
import { questionsOf, type Question } from "../../app/scorecard/questions.server.ts";
import { prepareSnapshots, refreshSnapshots } from "../../app/scorecard/refresh.server.ts";
import { answerAll, keep, readKept } from "../../app/scorecard/snapshots.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";
import { createRandom } from "../platform/random.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };
const july = new Date("2026-07-01T12:00:00Z");
const today = "2026-07-01";

const write = (shop: ShopContext, facts: readonly Fact[]) =>
  inShop(db, shop.id, (client) => writeFacts(client, shop, facts));

async function shopWith(facts: readonly Fact[], timeZone = "UTC"): Promise<ShopContext> {
  const shop = await testShop(db, { timeZone });
  await write(shop, facts);
  await recompute(db, shop, { asOf: july });
  return shop;
}

/** A question about March that takes long and says how often it was asked. */
function slow(name: string): Question & { asked: number } {
  const question = {
    name,
    days: march,
    reach: { from: "2026-02-01", to: "2026-04-01" },
    asked: 0,
    query: null,
    measures: [],
    async ask() {
      await sleep(15);
      question.asked += 1;
      return { answers: String(question.asked) };
    },
  };
  return question;
}

async function answer(shop: ShopContext, question: Question, mayBeStale = true) {
  const [only] = await inShop(db, shop.id, (client) =>
    answerAll(client, shop, { questions: [question], mayBeStale, now: july }),
  );
  return only!;
}

/** Every question the KPIs ask about a period. */
const questionsAbout = (period: Period): Question[] =>
  questionsOf(
    kpis.flatMap(({ formula }) =>
      formula.wishes({ period, asOf: july, today, historyFrom: "2025-01-01", costRulesFrom: null }),
    ),
    today,
  );

test("an answer is asked once, until a day inside its reach changes; a day outside changes nothing", async () => {
  const shop = await shopWith([order("A", { on: "2026-03-05" })]);
  const question = slow("reach");
  expect(await answer(shop, question)).toEqual({ answer: { answers: "1" }, staleSince: null });
  expect(await answer(shop, question)).toEqual({ answer: { answers: "1" }, staleSince: null });

  // The last day before its reach, and the first one after.
  await write(shop, [order("B", { on: "2026-01-31" }), order("C", { on: "2026-04-01" })]);
  expect((await answer(shop, question)).staleSince).toBeNull();
  await recompute(db, shop, { asOf: july });
  expect((await answer(shop, question)).staleSince).toBeNull();
  expect(question.asked).toBe(1);

  // The first day of its reach: known with the transaction that writes it, counted or not.
  await write(shop, [order("D", { on: "2026-02-01" })]);
  expect(await answer(shop, question)).toEqual({ answer: { answers: "1" }, staleSince: july });
  await recompute(db, shop, { asOf: july });
  expect((await answer(shop, question)).staleSince).toEqual(july);
  // Who wants the number of now gets it.
  expect(await answer(shop, question, false)).toEqual({
    answer: { answers: "2" },
    staleSince: null,
  });
});

test("an answer that is found quickly is asked once too, until something changes", async () => {
  const shop = await shopWith([order("A", { on: "2026-03-05" })]);
  const question = slow("quick and kept");
  question.ask = async () => ({ answers: String((question.asked += 1)) });
  expect((await answer(shop, question)).answer).toEqual({ answers: "1" });
  expect((await answer(shop, question)).answer).toEqual({ answers: "1" });
  await write(shop, [order("B", { on: "2026-03-06" })]);
  expect(await answer(shop, question)).toEqual({ answer: { answers: "2" }, staleSince: null });
  expect(await answer(shop, question)).toEqual({ answer: { answers: "2" }, staleSince: null });
});

test("an answer that is found quickly is never an old one", async () => {
  const shop = await shopWith([order("A", { on: "2026-03-05" })]);
  const question = { ...slow("quick"), ask: async () => ({ answers: "now" }) };
  await inShop(db, shop.id, async (client) => {
    const [kept] = await readKept(client, shop, [question]);
    const value = JSON.stringify({ answers: "before" });
    const given = { question, state: kept!.state, value, now: july, askedAt: july, tookMs: 1 };
    await keep(client, shop, [given]);
  });
  expect((await answer(shop, question)).answer).toEqual({ answers: "before" });
  await write(shop, [order("B", { on: "2026-03-06" })]);
  expect((await answer(shop, question)).answer).toEqual({ answers: "now" });
});

test("an old answer that there is nothing is never given", async () => {
  const shop = await shopWith([order("A", { on: "2026-03-05" })]);
  const question = slow("nothing");
  question.ask = async () => {
    await sleep(15);
    return { orders: question.asked === 0 ? "0" : "7", spend: String(question.asked++ * 5) };
  };
  expect((await answer(shop, question)).answer).toEqual({ orders: "0", spend: "0" });
  expect((await answer(shop, question)).answer).toEqual({ orders: "0", spend: "0" });
  await write(shop, [order("B", { on: "2026-03-06" })]);
  const now = { answer: { orders: "7", spend: "5" }, staleSince: null };
  expect(await answer(shop, question)).toEqual(now);
});

test("what changes while a question is asked makes its answer stale, not wrong", async () => {
  const shop = await shopWith([order("A", { on: "2026-03-05" })]);
  const question = slow("raced");
  const { ask } = question;
  question.ask = async (client, of) => {
    const found = await ask(client, of);
    await write(shop, [order("B", { on: "2026-03-06" })]);
    return found;
  };
  await answer(shop, question);
  expect((await answer(shop, question)).staleSince).toEqual(july);
});

test("the same state of its days means the same answer, whatever happens to a shop", async () => {
  const { next } = createRandom(5);
  const below = (n: number) => Math.floor(next() * n);
  const facts = randomShop(21, { count: 150, end: new Date("2026-06-30T00:00:00Z") });
  const shop = await shopWith(facts, "Pacific/Auckland");
  const periods = [march, { from: "2026-05-01", to: "2026-07-01" }];
  const questions = periods.flatMap(questionsAbout);
  expect(questions.length).toBeGreaterThan(7);
  const look = () =>
    inShop(db, shop.id, async (client) => {
      const kept = await readKept(client, shop, questions);
      const answers: string[] = [];
      for (const each of questions) answers.push(JSON.stringify(await each.ask(client, shop)));
      return kept.map(({ state }, at) => ({ state, answer: answers[at] }));
    });
  const orders = facts.filter((fact) => fact.kind === "order");
  let before = await look();
  const seen = { same: 0, changed: 0 };
  for (let turn = 0; turn < 60; turn += 1) {
    const victim = orders[below(orders.length)]!;
    const version = {
      ...victim.version,
      updatedAt: new Date(july.getTime() + turn),
      hash: `${turn}`,
    };
    const other = orders[below(orders.length)]!;
    const changes: Fact[][] = [
      [{ ...victim, version, financialStatus: "voided" }],
      [{ ...victim, version, customerId: other.customerId }],
      [{ ...victim, version, processedAt: other.processedAt }],
      [refund(victim.id, "2026-05-05", { amount: 100 })],
      [
        order(`new-${turn}`, {
          on: `2026-0${1 + below(6)}-1${below(9)}`,
          customer: `c${below(50)}`,
        }),
      ],
      [{ kind: "customer-merge", fromId: `c${below(50)}`, toId: `c${below(50)}` }],
      [{ kind: "deleted", what: "order", id: victim.id, at: version.updatedAt }],
    ];
    await write(shop, changes[turn % changes.length]!);
    if (turn % 2) await recompute(db, shop, { asOf: july });
    const after = await look();
    for (const [at, { state, answer: now }] of after.entries()) {
      if (before[at]!.answer !== now) {
        expect(state, `${questions[at]!.name} in turn ${turn}`).not.toBe(before[at]!.state);
        seen.changed += 1;
      } else if (state === before[at]!.state) seen.same += 1;
    }
    before = after;
  }
  expect(seen.same).toBeGreaterThan(50);
  expect(seen.changed).toBeGreaterThan(20);
}, 120_000);

test("a rebuild makes every snapshot stale", async () => {
  const shop = await shopWith([order("A", { on: "2026-03-05" })]);
  const question = slow("rebuilt");
  await answer(shop, question);
  await rebuild(db, shop, { asOf: july });
  expect((await answer(shop, question)).staleSince).toEqual(july);
});

/** Every question about a period kept as if it had taken long, so that small shops keep them too. */
async function keepAll(shop: ShopContext, period: Period, askedAt: Date): Promise<void> {
  await inShop(db, shop.id, async (client) => {
    const questions = questionsAbout(period);
    const kept = await readKept(client, shop, questions);
    for (const [at, question] of questions.entries()) {
      const value = JSON.stringify(await question.ask(client, shop));
      const { state } = kept[at]!;
      await keep(client, shop, [{ question, state, value, now: askedAt, askedAt, tookMs: 500 }]);
    }
  });
}

type Row = { name: string; from: string; trueAt: Date };
const snapshotsOf = async (shop: ShopContext) => {
  const text = `select name, from_day as from, true_at as "trueAt" from snapshot order by name, from_day`;
  return (await inShop(db, shop.id, (client) => client.query<Row>(text))).rows;
};
const versionOf = async (shop: ShopContext) =>
  (
    await inShop(db, shop.id, (client) =>
      client.query<{ version: bigint }>("select version from shop"),
    )
  ).rows[0]!.version;

test("home shows the old number with its instant until the worker renews it, and then is told", async () => {
  const shop = await shopWith([
    order("A", { on: "2026-03-05", customer: "ann" }),
    order("B", { on: "2026-03-06", customer: "ben" }),
  ]);
  const against = { from: "2026-02-01", to: "2026-03-01" };
  const soon = new Date(july.getTime() + 30_000);
  const ask = () => home(db, shop, { period: march, against, asOf: soon });
  const find = async (id: string) => (await ask()).card.kpis.find((row) => row.id === id)!;
  await keepAll(shop, march, july);
  await keepAll(shop, { from: "2026-01-01", to: "2026-02-01" }, july);
  expect((await find("returning-share")).value).toBe(0);

  // Ann comes back: orders are there at once, the share of returning customers with the worker.
  await write(shop, [order("C", { on: "2026-03-09", customer: "ann" })]);
  await recompute(db, shop, { asOf: july });
  const old = await ask();
  const row = (id: string) => old.card.kpis.find((kpi) => kpi.id === id)!;
  expect([row("orders").value, row("orders").asOf]).toEqual([3, soon.toISOString()]);
  expect([row("repeat-rate").value, row("repeat-rate").asOf]).toEqual([0, july.toISOString()]);
  expect(old.staleSince).toEqual(july);

  const version = await versionOf(shop);
  const untouched = (await snapshotsOf(shop)).filter(({ from }) => from === "2026-01-01");
  expect(await refreshSnapshots(db, shop, { now: () => soon })).toBeGreaterThan(0);
  expect(await versionOf(shop)).toBe(version + 1n);
  expect((await find("repeat-rate")).value).toBe(0.5);
  expect((await ask()).staleSince).toBeNull();
  // January's days are outside of what changed.
  expect((await snapshotsOf(shop)).filter(({ from }) => from === "2026-01-01")).toEqual(untouched);
  // Nothing changed since, so nothing is asked and nobody is told.
  expect(await refreshSnapshots(db, shop, { now: () => soon })).toBe(0);
  expect(await versionOf(shop)).toBe(version + 1n);
});

test("the worker leaves alone what no open panel shows", async () => {
  const shop = await shopWith([order("A", { on: "2026-03-05", customer: "ann" })]);
  await keepAll(shop, march, new Date(july.getTime() - 10 * 60_000));
  await write(shop, [order("B", { on: "2026-03-09", customer: "ann" })]);
  expect(await refreshSnapshots(db, shop, { now: () => july })).toBe(0);
});

test("the next day's questions are asked in the last hour of the day, for choices that were looked at", async () => {
  const shop = await shopWith([order("A", { on: "2026-06-20", customer: "ann" })]);
  const month = { from: "2026-06-02", to: "2026-07-02" };
  await keepAll(shop, month, july);
  const at = (time: string) => prepareSnapshots(db, shop, { now: () => new Date(time) });
  expect(await at("2026-07-01T22:59:00Z")).toBe(0);
  expect(await at("2026-07-01T23:01:00Z")).toBeGreaterThan(0);
  const next = (await snapshotsOf(shop)).filter(({ from }) => from === "2026-06-03");
  expect(next.map(({ name }) => name.split(" ")[0])).toContain("customers-of-period");
  expect(await at("2026-07-02T00:30:00Z")).toBe(0);
  // A week later nobody has looked again: no more questions.
  expect(await at("2026-07-09T12:00:01Z")).toBe(0);
});
