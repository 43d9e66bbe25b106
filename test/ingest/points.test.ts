// Whoever asks Shopify takes from one bucket of points: a long list comes to its turn beside short questions.
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { askPatiently } from "../../app/ingest/backfill/ask.server.ts";
import { refillMs } from "../../app/ingest/points.ts";
import type { GraphqlAnswer } from "../../app/ingest/refetch.server.ts";
import { createBucket } from "../platform/bucket.ts";

test("an answer that left little of the bucket is followed by a pause, a refusal by its own points", () => {
  const costs = (requestedQueryCost: number, currentlyAvailable: number) => ({
    requestedQueryCost,
    throttleStatus: { maximumAvailable: 2_000, currentlyAvailable, restoreRate: 100 },
  });
  expect(refillMs(costs(300, 1_000), { isAnswered: true })).toBe(0);
  // Four times 200 points at 100 a second; four times 300 would be more than the bucket holds.
  expect(refillMs(costs(200, 900), { isAnswered: true })).toBe(8_000);
  expect(refillMs(costs(300, 900), { isAnswered: true })).toBe(11_000);
  expect(refillMs(costs(300, 900), { isAnswered: false })).toBe(0);
  expect(refillMs(costs(900, 800), { isAnswered: false })).toBe(1_000);
});

test("a list of many points comes to its end beside short questions without end", async () => {
  let clock = 0;
  const bucket = createBucket("standard", () => clock);
  const asleep: { at: number; wake: () => void }[] = [];
  const wait = (ms: number) =>
    new Promise<void>((wake) => void asleep.push({ at: clock + Math.max(1, ms), wake }));
  const graphql = (_: string, { cost }: Record<string, unknown>): Promise<GraphqlAnswer> => {
    const isTaken = bucket.take(Number(cost));
    const extensions = {
      cost: { requestedQueryCost: Number(cost), throttleStatus: bucket.status() },
    };
    const throttled = { message: "Throttled", extensions: { code: "THROTTLED" } };
    return Promise.resolve(
      isTaken ? { data: {}, extensions } : { errors: [throttled], extensions },
    );
  };
  const asking = { graphql, wait, now: () => new Date(clock) };
  const ask = (cost: number) => askPatiently({ query: "", variables: { cost } }, asking);
  let isOver = false;
  let short = 0;
  async function askForEver() {
    for (; !isOver; short += 1) {
      await ask(200);
      await wait(50);
    }
  }
  let pages = 0;
  const list = (async () => {
    for (; pages < 10; pages += 1) await ask(950);
  })();
  const ended = list.finally(() => (isOver = true));
  const others = [askForEver(), askForEver(), askForEver()];
  ended.catch(() => {});
  while (!isOver && clock < 3_600_000) {
    asleep.sort((a, b) => a.at - b.at);
    const next = asleep.shift();
    if (next) {
      clock = next.at;
      next.wake();
    }
    for (let n = 0; n < 5; n += 1) await turn();
  }
  await ended;
  expect(pages).toBe(10);
  // All together get 100 points a second, of which the list takes 9,500 and the others have their share.
  expect(clock).toBeLessThan(600_000);
  expect(short).toBeGreaterThan(10);
  isOver = true;
  for (const { wake } of asleep) wake();
  void others;
});
