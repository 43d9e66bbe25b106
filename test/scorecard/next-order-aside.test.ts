import { expect, test } from "vitest";
import { learnNextOrder } from "../../app/analysis/preferences/next-order.ts";
import { nextOrderAside } from "../../app/scorecard/next-order-aside.server.ts";

/** Half come every two weeks, half came once; each has spent more than the one before. */
const histories = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    Array.from({ length: at % 2 === 0 ? 20 : 1 }, (__, order) => ({
      ...{ day: 7 + (at % 7) + order * 14, value: 1000 + at },
    })),
  );

test("few histories on the spot and many by a thread are told the same", async () => {
  for (const count of [200, 1_000]) {
    const task = { histories: histories(count), end: 280, seed: 7 };
    const told = await nextOrderAside(task);
    // Of the tenth with the highest scores all come again, as half of all do.
    expect(told?.card).toMatchObject({ customers: count, top: count / 10, base: 0.5, model: 1 });
    expect(told).toEqual(learnNextOrder(task.histories, task));
  }
});

test("many histories do not hold the event loop", async () => {
  const task = { histories: histories(10_000), end: 280, seed: 7 };
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const started = performance.now();
  await nextOrderAside(task);
  const spent = performance.now() - started;
  clearInterval(timer);
  longest = Math.max(longest, performance.now() - last);
  // On the spot it would be all of it.
  expect(longest).toBeLessThan(spent / 2);
});
