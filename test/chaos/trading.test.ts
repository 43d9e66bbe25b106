import { expect, test } from "vitest";
import { createRandom } from "../platform/random.ts";
import { generateStore } from "../platform/trade.ts";
import { planBlows, wrongKills } from "./blows.ts";
import { historyEnd, runTrade } from "./trading.ts";

test("a store waits for a hundred deliveries on their way, however many were taken before", async () => {
  const trade = generateStore({ orders: 20, seed: 1, now: historyEnd(new Date()) });
  const sender = {
    ...{ send: async () => 200, deliver() {}, sendAll: async () => {}, settle: async () => {} },
    ...{ lost: [], counts: { sent: 0, taken: 12_000, duplicated: 0, late: 0 } },
  };
  const told = await runTrade(trade, sender, {
    ...{ deliveries: 2_000, until: Date.now() + 500, onTold: () => {} },
    part: { at: 1, of: 2 },
  });
  // What the last order tells beside a hundred.
  expect(told).toBeGreaterThan(100);
  expect(told).toBeLessThan(200);
});

test("between two kills lies half of their stretch of the deliveries", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const planned = planBlows(createRandom(seed), { deliveries: 18_000, kills: 5 });
    expect(planned).toHaveLength(15);
    const at = planned.map((blow) => blow.at);
    // 18,000 in 15 stretches of 1,200; the last one comes before 17,400.
    for (const [n, here] of at.slice(1).entries())
      expect(here - at[n]!).toBeGreaterThanOrEqual(599);
    expect(at.at(-1)).toBeLessThanOrEqual(17_400);
    const webs = planned.filter(({ what }) => what === "web").map(({ round }) => round);
    expect(webs).toEqual([0, 1, 2, 3, 4]);
  }
});

test("kills that are too few or fall together are told", () => {
  expect(wrongKills([5_000, 1_000, 3_000], 3)).toEqual([]);
  expect(wrongKills([1_000, 1_400, 9_000], 4)).toEqual([
    "3 kills, planned were 4",
    "two kills came within 400 ms, expected 1000 at least",
  ]);
});
