// The made-up store's own orders, journeys and advertising accounts: what was planted is found, and of two
// channels that bring the same neither is preferred.
import { afterAll, beforeAll, expect, test } from "vitest";
import { importSpend, importText } from "../../app/commands/demo-shop.server.ts";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, order } from "../../app/kpis/examples.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import { touchesOf, touchOfVisit } from "../../app/ledger/marketing-channel.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { marketing } from "../../app/scorecard/marketing.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { journeyOf, type Visit } from "../platform/marketing.ts";
import { generateStore } from "../platform/trade.ts";

const now = new Date("2026-05-20T09:30:00Z");
const period = { from: "2025-06-01", to: "2026-05-01" };
let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const trade = generateStore({ orders: 1500, seed: 7, now });
const online = [...trade.store.orders.values()].filter(({ source_name: of }) => of === "web");

async function shopOf(factsOf: (number: number) => Fact[]) {
  const shop = await testShop(db, { currency: "EUR" });
  const facts = online.flatMap(({ order_number: number, processed_at: at, subtotal_price }) => {
    const minor = Math.round(Number(subtotal_price) * 100);
    const on = new Date(at).toISOString().slice(0, 16);
    return [order(`${number}`, { gross: minor, on, currency: "EUR" }), ...factsOf(number)];
  });
  for (let at = 0; at < facts.length; at += 500) {
    await inShop(db, shop.id, (client) => writeFacts(client, shop, facts.slice(at, at + 500)));
  }
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [cost("SOCKS", "500")]));
  const panel = () => marketing(db, shop, { period, rule: "last", asOf: now });
  return { shop, panel };
}

const told = (visit: Visit | null) =>
  visit &&
  touchOfVisit({
    ...{ landingPage: visit.landingPage, referrer: visit.referrerUrl, utm: visit.utmParameters },
  });

test("the planted best channel is found, and display, planted to lose, is behind it", async () => {
  const { shop, panel } = await shopOf((number) => {
    const { firstVisit, lastVisit } = journeyOf(number);
    const touches = touchesOf([told(firstVisit), told(lastVisit)]);
    const touch = { kind: "order-touch", orderId: `${number}`, grade: 3, hash: "" } as const;
    return touches ? [{ ...touch, ...touches }] : [];
  });
  await importSpend(db, shop.domain, trade);
  const { evidence, channels, campaigns, spend } = await panel();
  expect(evidence).toMatchObject({ kind: "ahead", best: "paid-search" });
  expect(evidence.kind === "ahead" && evidence.behind).toContain("display");
  expect(channels[0]?.channel).toBe("paid-search");
  const cents = (of: readonly { spend: unknown }[]) =>
    of.reduce((sum, row) => sum + Math.round(Number(row.spend ?? 0) * 100), 0);
  expect([cents(channels), cents(campaigns)]).toEqual([cents([{ spend }]), cents([{ spend }])]);
});

test("of two channels that bring the same for the same there is no evidence to prefer one", async () => {
  const { shop, panel } = await shopOf((number) => {
    const channel = number % 2 === 0 ? ("affiliate" as const) : ("messaging" as const);
    const touch = { channel, campaign: null };
    return [
      { kind: "order-touch", orderId: `${number}`, grade: 3, hash: "", first: touch, last: touch },
    ];
  });
  const rows = Array.from({ length: 334 }, (_, at) => addDays(period.from, at)).flatMap((day) =>
    ["affiliate", "messaging"].map((channel) => `${day},${channel},All,6.50,EUR`),
  );
  const file = ["day,channel,campaign,amount,currency", ...rows, ""].join("\n");
  expect(await importText(db, shop.domain, "spend", file)).toMatchObject({ accepted: 668 });
  const { evidence, room, channels } = await panel();
  expect(evidence).toMatchObject({ kind: "tied" });
  expect(evidence.kind === "tied" && evidence.among.toSorted()).toEqual(["affiliate", "messaging"]);
  expect(room).toBeNull();
  expect(channels.every(({ spend }) => spend === "2171.00")).toBe(true);
});
