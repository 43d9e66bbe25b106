// A campaign that loses money is told once, with what to do. By hand: 2 April 2026 closes 5 March to 1 April,
// 28 days. Sixteen orders of 10.00 with 2.00 of unit cost bring 16 × 8.00 = 128.00; their squares are
// 16 × 800² = 3200² cents, and t(0.975, 15) = 2.13145 (any table): 128.00 ± 68.2064, 59.79 to 196.21.
// It is told of where t(0.999, 15) = 3.733 leaves it below its cost, too: 128.00 + 119.45 = 247.45.
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { cost, order, spend, touch } from "../../app/kpis/examples.ts";
import { addDays, type Day } from "../../app/ledger/day.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import type { MarketingChannel } from "../../app/ledger/marketing-channel.ts";
import { changeTask, listTasks } from "../../app/ledger/tasks.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { raiseAlerts } from "../../app/scorecard/alerts.server.ts";
import { readTasks } from "../../app/scorecard/tasks.server.ts";
import { weakCampaigns } from "../../app/scorecard/weak-campaigns.server.ts";
import { readWorkList } from "../../app/scorecard/work-list.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { testShop } from "../database.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, write } = ledgerForTests();
const today = "2026-04-02";
const first = addDays(today, -28);
const noon = (day: Day) => new Date(`${day}T12:00:00Z`);

type Given = {
  name: string;
  channel?: MarketingChannel;
  /** Minor units: what a day costs, and an order sells. */
  aDay: number;
  gross: number;
  orders?: number;
  from?: Day;
};

/** 28 days of spend, and sixteen orders that the campaign led to. */
function campaign({
  name,
  channel = "paid-search",
  aDay,
  gross,
  orders = 16,
  from = first,
}: Given) {
  const spent = Array.from({ length: 28 }, (_, n) => ({
    ...spend(addDays(from, n), channel, aDay),
    ...{ name, campaign: `name:${name}` },
  }));
  const led = Array.from({ length: orders }, (_, n): Fact[] => {
    const id = `${name} ${from} ${n}`;
    const by = touch(id, { last: channel });
    return [
      order(id, { gross, on: addDays(from, n) }),
      { ...by, last: { channel, campaign: name.toLowerCase() } },
    ];
  });
  return [...spent, ...led.flat()];
}
const coats = { name: "Winter coats", aDay: 1000, gross: 1000 };

async function shopOf(...facts: Fact[][]) {
  const shop = await testShop(db());
  // The shop sold before, so that no order of these days is unknown.
  await write(shop, cost("SOCKS", "200"), order("old", { on: "2026-03-01" }), ...facts.flat());
  await recompute(db(), shop, { asOf: noon("2026-05-10") });
  return shop;
}

const close = (shop: ShopContext, day: Day) =>
  raiseAlerts(db(), shop, {
    closed: { before: addDays(day, -1), today: day, recorded: 1, restated: 0 },
    now: noon(day),
  });
const weak = (shop: ShopContext) =>
  inShop(db(), shop.id, (client) => weakCampaigns(client, shop, { today, now: noon(today) }));
const told = async (shop: ShopContext) =>
  (await inShop(db(), shop.id, (client) => listTasks(client, shop, { limit: 50 }))).filter(
    ({ alert }) => alert?.kind === "campaign",
  );

test("a campaign whose whole range is below its cost is told, with money at stake; other shops not", async () => {
  // 28 × 10.00 = 280.00 of cost: even 247.45 is less.
  const shop = await shopOf(campaign(coats));
  // The same orders for 28 × 6.00 = 168.00: the middle is below, the range is not.
  const level = await shopOf(campaign({ ...coats, aDay: 600 }));
  // 28 × 8.00 = 224.00: less sure than a look each night has to be.
  const unsure = await shopOf(campaign({ ...coats, aDay: 800 }));
  // Nine orders say too little.
  const few = await shopOf(campaign({ ...coats, orders: 9 }));
  for (const each of [shop, level, unsure, few]) await close(each, today);
  expect(await told(level)).toEqual([]);
  expect(await told(unsure)).toEqual([]);
  expect(await told(few)).toEqual([]);
  const [task, ...others] = await told(shop);
  expect(others).toEqual([]);
  expect(task!.alert).toMatchObject({
    ...{ kpi: "marketing-roi", day: "2026-04-01", side: "down", days: 28, flow: "due" },
    ...{ came: 12_800, expected: 28_000, low: 5_979, high: 19_621 },
    campaign: { name: "Winter coats", move: null },
  });
  const shown = (await readTasks(db(), shop)).tasks.find(({ id }) => id === task!.id);
  expect(shown).toMatchObject({
    owner: "",
    alert: {
      ...{ first: "2026-03-05", last: "2026-04-01", came: "128.00", expected: "280.00" },
      ...{ ordinary: ["59.79", "196.21"], isWorse: true, part: { label: "Winter coats" } },
    },
  });
  const asOf = noon(today);
  const workOf = async () => {
    const period = { from: first, to: today };
    const card = await scorecard(db(), shop, { period, asOf });
    const work = await readWorkList(db(), shop, { card, asOf });
    return work.filter(({ kind }) => kind === "campaign");
  };
  // 280.00 − 128.00
  expect(await workOf()).toMatchObject([{ campaign: "Winter coats", money: "152.00" }]);
  const done = { owner: "Ann", note: "paused", isDone: true, now: asOf };
  await inShop(db(), shop.id, (client) => changeTask(client, shop, task!.id, done));
  expect(await workOf()).toEqual([]);
});

test("it is not told again while its task is open, nor of days before it was done", async () => {
  const april = campaign({ ...coats, from: "2026-04-04" });
  const shop = await shopOf(campaign(coats), april);
  const other = await shopOf(campaign(coats));
  await close(shop, today);
  await close(shop, today);
  await close(shop, addDays(today, 1));
  const [task, ...more] = await told(shop);
  expect(more).toEqual([]);
  const done = { owner: "", note: "", isDone: true, now: noon("2026-04-03") };
  await inShop(db(), shop.id, (client) => changeTask(client, shop, task!.id, done));
  // 1 May looks at 3 to 30 April: the third was the day it was done.
  await close(shop, "2026-05-01");
  expect(await told(shop)).toHaveLength(1);
  // 2 May looks at 4 April to 1 May: all after it was done, and it loses as before.
  await close(shop, "2026-05-02");
  expect((await told(shop)).map(({ alert }) => [alert!.day, alert!.came])).toEqual([
    ["2026-05-01", 12_800],
    ["2026-04-01", 12_800],
  ]);
  expect(await told(other)).toEqual([]);
  expect((await weak(other)).map(({ part }) => part?.key)).toEqual([
    "file paid-search name:Winter coats",
  ]);
});

test("a move is drafted to what is better for sure, as far as its channel was seen to spend", async () => {
  // Sixteen orders bring 98.00 each of 28.00 spent.
  const brand = { name: "Brand", aDay: 100, gross: 10_000 };
  const moves = async (...facts: Fact[][]) =>
    (await weak(await shopOf(campaign(coats), ...facts))).map((alert) => alert.campaign);
  const name = "Winter coats";
  // Within a channel all of its 10.00 a day can move.
  expect(await moves(campaign(brand))).toEqual([{ name, move: { to: "Brand", aDay: 1000 } }]);
  // E-mail never cost more than now: no more is drafted.
  const letter = campaign({ ...brand, channel: "email" });
  expect(await moves(letter)).toEqual([{ name, move: null }]);
  // Its dearest week was 7 × 4.00: 3.00 a day more than now.
  const dear = Array.from({ length: 7 }, (_, n) => ({
    ...spend(addDays("2026-01-05", n), "email", 400),
    ...{ name: "Brand", campaign: "name:Brand" },
  }));
  expect(await moves(letter, dear)).toEqual([{ name, move: { to: "Brand", aDay: 300 } }]);
  // Of two that lose, neither is the place to move to: 768.00 + 3.733 × 192.00 is below 28 × 60.00.
  const bad = await moves(campaign({ name: "Hats", aDay: 6000, gross: 5000 }));
  expect(bad.map((each) => each?.move)).toEqual([null, null]);
});

test("a shop that began within these days has no verdict yet", async () => {
  const shop = await testShop(db());
  await write(shop, cost("SOCKS", "200"), ...campaign({ ...coats, from: "2026-03-06" }));
  await recompute(db(), shop, { asOf: noon("2026-05-10") });
  expect(await weak(shop)).toEqual([]);
});
