import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTurns } from "../../app/ingest/turns.server.ts";

test("of what comes at once one is done in each turn of the event loop, in its order", async () => {
  const inTurn = createTurns();
  const done: number[] = [];
  for (const n of [1, 2, 3]) inTurn(() => void done.push(n));
  expect(done).toEqual([]);
  for (const upTo of [[1], [1, 2], [1, 2, 3], [1, 2, 3]]) {
    await turn();
    expect(done).toEqual(upTo);
  }
  inTurn(() => void done.push(4));
  await turn();
  expect(done).toEqual([1, 2, 3, 4]);
});

test("work that puts more in line stands behind what waits", async () => {
  const inTurn = createTurns();
  const done: string[] = [];
  inTurn(() => {
    done.push("first");
    inTurn(() => void done.push("its own"));
  });
  inTurn(() => void done.push("second"));
  for (let n = 0; n < 3; n += 1) await turn();
  expect(done).toEqual(["first", "second", "its own"]);
});

test("the longer the line, the more a turn does", async () => {
  const inTurn = createTurns();
  let done = 0;
  for (let n = 0; n < 3_200; n += 1) inTurn(() => void (done += 1));
  await turn();
  expect(done).toBe(100);
  for (let n = 0; n < 32; n += 1) await turn();
  // Each turn leaves 31 in 32: 33 turns (31/32)^33 of all.
  expect(done).toBeGreaterThan(3_200 * (1 - (31 / 32) ** 33));
});
