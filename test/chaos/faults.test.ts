// Short forms of the faults of `npm run chaos`, one after the other on the same processes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clockOff, movedClock } from "./clock-jump.ts";
import { interruptMigrations } from "./migration.ts";
import { poison } from "./poison.ts";
import { postgresAway } from "./postgres-away.ts";
import { roles } from "./roles.ts";
import { schemaOf } from "./schema.ts";
import { shutdown } from "./shutdown.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
const folder = mkdtempSync(join(tmpdir(), "fourfold-faults-"));
const clock = movedClock(folder);
beforeAll(async () => {
  stage = await openStage({ seed: 1, orders: 0, now: new Date(), env: clock.env });
}, 120_000);
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

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

test("an upgrade of the database that is killed in the middle goes on with the next start", async () => {
  const due = await schemaOf(stage.shop.url);
  const once = { rounds: 1, seed: 1, say: () => {}, due };
  const { figures, problems } = await interruptMigrations(stage.postgres, once);
  expect(problems).toEqual([]);
  expect(figures.inTheMiddle).toBe(1);
});

test("while the clock is put on, back and right again each order is taken and counted once", async () => {
  expect((await clockOff(stage, clock.set)).problems).toEqual([]);
});

test("two doors and two workers on one database count each order once", async () => {
  expect((await roles(stage)).problems).toEqual([]);
});

test("processes that are told to stop end within ten seconds and lose nothing", async () => {
  const { figures, problems } = await shutdown(stage);
  expect(problems).toEqual([]);
  expect(figures.taken).toBeGreaterThanOrEqual(40);
});
