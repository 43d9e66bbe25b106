// Short forms of the faults of `npm run chaos`, one after the other on the same processes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { poison } from "./poison.ts";
import { postgresAway } from "./postgres-away.ts";
import { roles } from "./roles.ts";
import { shutdown } from "./shutdown.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ seed: 1, orders: 0, now: new Date() });
}, 120_000);
afterAll(() => stage.close());

test("bodies that cannot be read or held are set aside, the rest goes on", async () => {
  const { figures, problems } = await poison(stage);
  expect(problems).toEqual([]);
  expect(figures.kept).toBe(6);
});

test("a Postgres that is away is said at once, and all goes on by itself", async () => {
  const { figures, problems } = await postgresAway(stage, 1_500);
  expect(problems).toEqual([]);
  expect(figures.refused).toBeGreaterThan(2);
});

test("two doors and two workers on one database count each order once", async () => {
  expect((await roles(stage)).problems).toEqual([]);
});

test("processes that are told to stop end within ten seconds and lose nothing", async () => {
  const { figures, problems } = await shutdown(stage);
  expect(problems).toEqual([]);
  expect(figures.taken).toBeGreaterThanOrEqual(40);
});
