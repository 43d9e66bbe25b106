import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, costRule, order, refund, spend, touch } from "../../app/kpis/examples.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { Fact, OrderFact, ShopContext } from "../../app/ledger/facts.ts";
import type { MarketingChannel } from "../../app/ledger/marketing-channel.ts";
import type { SpendFact } from "../../app/ledger/marketing-facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import {
  orderMargins,
  productMargin,
  customerMargins,
} from "../../app/scorecard/margins.server.ts";
import { entriesBehind } from "../../app/scorecard/entries.server.ts";
import type { Margin } from "../../app/scorecard/margins.ts";
import { readLed } from "../../app/scorecard/kept-marketing.server.ts";
import {
  spentByDay,
  unattributedOf,
  waitDays,
  type SpentDay,
} from "../../app/scorecard/spend-shares.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";
import { createRandom } from "../platform/random.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const ever = { from: "2020-01-01", to: "2030-01-01" };
const costs = [cost("SOCKS", "600"), costRule("packaging", {}, { from: "2020-01-01" })];

async function shopOf(facts: readonly Fact[]) {
  const shop = await testShop(db);
  for (let at = 0; at < facts.length; at += 400) {
    await inShop(db, shop.id, (client) => writeFacts(client, shop, facts.slice(at, at + 400)));
  }
  return shop;
}

const marginsOf = (shop: ShopContext, ids: readonly string[]) =>
  inShop(db, shop.id, (client) => orderMargins(client, shop, ids));

const left = (shop: ShopContext, { from, to } = ever) =>
  inShop(db, shop.id, async (client) => {
    const { rows } = await client.query<SpentDay>(spentByDay, [shop.id, from, to]);
    const { led } = await readLed(client, shop, { from, to: addDays(to, waitDays) });
    return unattributedOf(rows, led);
  });

const cents = (margin: Margin | undefined | null) =>
  BigInt(Math.round(Number(margin?.beside["spend"] ?? 0) * 100));
const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((all, each) => all + each, 0n);

const led = (id: string, channel: MarketingChannel, campaign: string | null = null): Fact => ({
  ...touch(id, { last: channel }),
  last: { channel, campaign },
});
const named = (fact: SpendFact, name: string, id?: string): SpendFact => ({
  ...fact,
  ...{ name, campaign: id ? `id:${id}` : `name:${name}` },
});

test("spend on orders by hand: by campaign, by channel, waiting for an order, and left over", async () => {
  const shop = await shopOf([
    ...costs,
    order("A", { on: "2026-03-05", customer: "ann", gross: 3000 }),
    led("A", "email", "May letter"),
    order("B", { on: "2026-03-05", gross: 2000 }),
    led("B", "email", "77"),
    order("C", { on: "2026-03-05", customer: "ann" }),
    led("C", "email"),
    order("D", { on: "2026-03-05", customer: "ann", gross: 1000 }),
    order("E", { on: "2026-03-20", channel: "pos" }),
    order("T", { on: "2026-03-02", test: true }),
    led("T", "email"),
    // Waits for the orders of the 5th; the campaign by its name, by the platform's id, by no order.
    named(spend("2026-03-02", "email", 700), "may letter "),
    named(spend("2026-03-05", "email", 300), "Spring", "77"),
    named(spend("2026-03-05", "email", 1000), "Summer"),
    // Later than any order of the channel, of a channel without any, of no channel.
    spend("2026-03-06", "email", 50),
    spend("2026-03-05", "display", 11),
    spend("2026-03-05", "unknown", 7),
    // A credit: the till's only order, 18 days later.
    spend("2026-03-02", "pos", -400),
    // 31 days before the next order of the channel.
    spend("2026-02-02", "email", 13),
  ]);
  const margins = await marginsOf(shop, ["A", "B", "C", "D", "E", "T"]);
  const shown = Object.fromEntries([...margins].map(([id, each]) => [id, each.beside["spend"]]));
  // 10.00 by three: 3.33, 3.33, 3.34.
  expect(shown).toEqual({ A: "10.33", B: "6.33", C: "3.34", D: "0.00", E: "-4.00" });
  expect(await left(shop)).toBe(50n + 11n + 7n + 13n);
  expect(await left(shop, { from: "2026-03-06", to: "2026-03-07" })).toBe(50n);
  // A: 30.00 − 6.00 of cost − 10.33.
  expect(margins.get("A")).toMatchObject({ value: "24.00", beside: { cm3: "13.67" } });
  expect(margins.get("D")).toMatchObject({ beside: { spendCoverage: 0, cm3: "4.00" } });
  const ann = await inShop(db, shop.id, (client) => customerMargins(client, shop, "ann"));
  // 50.00 − 18.00 − 13.67; of 10.00 of it nobody knows the channel.
  expect(ann.whole.beside).toMatchObject({ spend: "13.67", spendCoverage: 0.8, cm3: "18.33" });
});

test("orders behind a number tell what each left, where the number is about that", async () => {
  const period = { from: "2026-03-01", to: "2026-04-01" };
  const shop = await shopOf([
    ...costs,
    order("A", { gross: 3000 }),
    led("A", "email"),
    order("B", { on: "2026-03-04" }),
    refund("A", "2026-03-20", { amount: 500 }),
    spend("2026-03-05", "email", 700),
  ]);
  const behind = (id: string) =>
    entriesBehind(db, shop, { ...{ id, period, after: null }, asOf: new Date("2026-07-01") });
  const { entries } = await behind("contribution-margin");
  const told = entries.map(({ kind, margin }) => [kind, margin?.value, margin?.beside["cm3"]]);
  // Money back is no order; A: 30.00 − 5.00 back − 6.00, less 7.00; B: 10.00 − 6.00.
  expect(told).toEqual([
    ["refund", undefined, undefined],
    ["sale", "19.00", "12.00"],
    ["sale", "4.00", "4.00"],
  ]);
  expect((await behind("net-sales")).entries[1]).not.toHaveProperty("margin");
});

test("a shop without spend has no CM3, and one without rules none either", async () => {
  const shop = await shopOf([...costs, order("A"), led("A", "email")]);
  expect((await marginsOf(shop, ["A"])).get("A")?.beside).not.toHaveProperty("cm3");
  const bare = await shopOf([cost("SOCKS", "600"), order("A"), spend("2026-03-05", "email", 5)]);
  expect((await marginsOf(bare, ["A"])).get("A")).toMatchObject({ value: "4.00", version: 1 });
});

/** The same rules one order and one cent after the other. */
function secondWay(orders: readonly Sold[], spent: readonly SpendFact[]) {
  const shares = new Map<string, bigint>();
  const pools = new Map<string, { mates: Sold[]; amount: bigint }>();
  let rest = 0n;
  const days = [...new Set(orders.map(({ day }) => day))].sort();
  const cells = Map.groupBy(
    spent.filter(({ channel }) => channel !== "unknown"),
    (fact) => {
      const day = days.find(
        (each) =>
          each >= fact.day &&
          each <= addDays(fact.day, 30) &&
          orders.some((one) => one.day === each && one.channel === fact.channel),
      );
      return day ? `${day} ${fact.channel}` : "";
    },
  );
  for (const [cell, own] of cells) {
    for (const { original, name, campaign } of own) {
      if (cell === "") {
        rest += original;
        continue;
      }
      const all = orders.filter(({ day, channel }) => `${day} ${channel}` === cell);
      const mine = all.filter((each) =>
        [name.trim().toLowerCase(), campaign.replace(/^id:/, "")].includes(each.campaign),
      );
      const key = mine.length > 0 ? `${cell} ${campaign}` : cell;
      const pool = pools.get(key) ?? { mates: mine.length > 0 ? mine : all, amount: 0n };
      pools.set(key, { ...pool, amount: pool.amount + original });
    }
  }
  for (const { mates, amount } of pools.values()) {
    const n = BigInt(mates.length);
    const inOrder = mates.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const [at, { id }] of inOrder.entries()) {
      const step = (amount * BigInt(at + 1)) / n - (amount * BigInt(at)) / n;
      shares.set(id, (shares.get(id) ?? 0n) + step);
    }
  }
  const unknown = spent.filter(({ channel }) => channel === "unknown");
  return { shares, rest: rest + sum(unknown.map(({ original }) => original)) };
}
type Sold = { id: string; day: string; channel: string; campaign: string };

test("whatever the shop, Σ of orders, products and customers, and what is left, is Σ spend", async () => {
  const end = new Date("2026-05-20T09:30:00Z");
  const random = createRandom(5);
  const campaigns = ["letter", "77", "sale", "elsewhere", null];
  const facts = randomShop(12, { count: 260, end }).map((fact): Fact => {
    if (fact.kind === "order-touch") {
      return { ...fact, last: { ...fact.last, campaign: random.pick(campaigns) } };
    }
    if (fact.kind === "spend") return named(fact, random.pick(["Letter ", "Sale", "Lost"]));
    if (fact.kind !== "order") return fact;
    const lines = fact.lines.map((line) => ({ ...line, sku: line.productId ?? "P1" }));
    return { ...fact, lines };
  });
  const more = ["2026-01-03", "2026-03-09", "2026-05-19"].flatMap((day) => [
    named(spend(day, "paid-social", 777), "Spring", "77"),
    spend(day, "affiliate", 1234),
    spend(day, "unknown", 55),
    spend(day, "pos", 31),
  ]);
  const shop = await shopOf([...facts, ...costs, ...more]);
  const spent = [...facts, ...more].filter((fact) => fact.kind === "spend");
  const orders = facts.filter((fact): fact is OrderFact => fact.kind === "order");
  const margins = await marginsOf(
    shop,
    orders.map(({ id }) => id),
  );
  const touches = new Map(facts.flatMap((f) => (f.kind === "order-touch" ? [[f.orderId, f]] : [])));
  const sold = orders
    .filter(({ id }) => margins.has(id))
    .map(({ id, processedAt, channel }): Sold => {
      const last = touches.get(id)?.last;
      return {
        ...{ id, day: processedAt.toISOString().slice(0, 10), campaign: last?.campaign ?? "" },
        channel: last?.channel ?? (channel === "pos" ? "pos" : "unknown"),
      };
    });
  const { shares, rest } = secondWay(sold, spent);
  for (const { id } of sold)
    expect([id, cents(margins.get(id))]).toEqual([id, shares.get(id) ?? 0n]);
  expect(await left(shop)).toBe(rest);
  const total = sum(spent.map(({ original }) => original));
  const onOrders = sum([...margins.values()].map(cents));
  expect(onOrders + rest).toBe(total);
  expect(onOrders).not.toBe(0n);
  await inShop(db, shop.id, async (client) => {
    const products = [];
    for (const product of ["P1", "P2", "P3"]) {
      products.push(await productMargin(client, shop, { product, ...ever }));
    }
    expect(sum(products.map(cents))).toBe(onOrders);
    const people = new Set(orders.flatMap(({ customerId }) => customerId ?? []));
    const guests = orders.filter(({ customerId }) => customerId === null);
    const parts = guests.map(({ id }) => cents(margins.get(id)));
    for (const id of people) parts.push(cents((await customerMargins(client, shop, id)).whole));
    expect(sum(parts)).toBe(onOrders);
  });
});
