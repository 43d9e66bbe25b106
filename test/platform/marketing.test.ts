import { expect, test } from "vitest";
import { touchOfVisit, type Visit } from "../../app/ledger/marketing-channel.ts";
import { isMarketingChannel } from "../../app/ledger/marketing-channel.ts";
import type { Store } from "./store.ts";
import { heardAnswers } from "./survey.ts";
import { journeyOf, spendExports, ways } from "./marketing.ts";

test("the demo store's ways are what the taxonomy takes them for", () => {
  for (const { channel, visit } of ways) {
    const { landingPage, referrerUrl: referrer, utmParameters } = visit;
    const told: Visit = { landingPage, referrer, utm: utmParameters };
    expect(touchOfVisit(told)?.channel).toBe(channel);
  }
});

test("the same order always came the same way, and shares are as planted", () => {
  expect(journeyOf(1234)).toEqual(journeyOf(1234));
  const all = Array.from({ length: 4000 }, (_, n) => journeyOf(n));
  const share = (visit: unknown) =>
    all.filter(({ firstVisit }) => firstVisit === visit).length / all.length;
  expect(Math.abs(share(null) - 0.04)).toBeLessThan(0.01);
  expect(Math.abs(share(ways[0]!.visit) - 0.16 * 0.96)).toBeLessThan(0.02);
});

test("exports have a row for each day and campaign, and their totals", () => {
  const [google = "", meta = ""] = spendExports(["2026-04-01", "2026-04-02"], 4);
  expect(google.trim().split("\n")).toHaveLength(3 + 2 * 3 + 1);
  expect(meta.trim().split("\n")).toHaveLength(1 + 1 + 2 * 2);
});

test("a fifth of the online buyers say how they heard of the shop, mostly as it was", () => {
  const orders = Array.from({ length: 4000 }, (_, at) => ({
    ...{ order_number: at, name: `#${at}`, processed_at: "2026-04-01T10:00:00Z" },
    source_name: at % 4 === 0 ? "pos" : "web",
  }));
  const store = { orders: new Map(orders.map((order) => [order.name, order])) };
  const said = heardAnswers(store as unknown as Store);
  expect(Math.abs(said.length / 3000 - 0.2)).toBeLessThan(0.03);
  expect(said.every(({ text }) => isMarketingChannel(text ?? ""))).toBe(true);
  const asCame = said.filter(({ order, text }) => {
    const { firstVisit } = journeyOf(Number(order.slice(1)));
    return ways.find(({ visit }) => visit === firstVisit)?.channel === text;
  });
  expect(asCame.length / said.length).toBeGreaterThan(0.75);
  expect(heardAnswers(store as unknown as Store)).toEqual(said);
});
