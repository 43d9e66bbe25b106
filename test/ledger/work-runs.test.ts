import { expect, test } from "vitest";
import { latestRuns, noted, type Counts } from "../../app/ledger/work-runs.server.ts";
import { testShop } from "../database.ts";
import { minute } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, read } = ledgerForTests();

test("a run is noted from its beginning on; one that failed or was cut off stays so, and the next goes on", async () => {
  const [shop, other] = [await testShop(db()), await testShop(db())];
  let at = 0;
  const perform = (run: () => Promise<Counts | null>) =>
    noted(db(), shop, { work: "learn-lists", now: () => minute((at += 1)), run });
  const latest = async () => (await latestRuns(db(), shop))[0];

  await perform(async () => {
    expect(await latest()).toMatchObject({
      startedAt: minute(1),
      endedAt: null,
      runs: 1,
      broken: 0,
    });
    return { customers: 3 };
  });
  expect(await latest()).toEqual({
    ...{ work: "learn-lists", startedAt: minute(1), endedAt: minute(2), failed: false },
    ...{ counts: { customers: 3 }, runs: 1, broken: 0 },
  });
  const broken = () => Promise.reject(new Error("no database"));
  await expect(perform(broken)).rejects.toThrow("no database");
  expect(await latest()).toMatchObject({ failed: true, counts: null, runs: 2, broken: 1 });

  // Its process is killed: nobody ever ends it.
  void perform(() => new Promise<never>(() => {}));
  await expect.poll(async () => (await latest())?.runs).toBe(3);
  expect(await latest()).toMatchObject({ endedAt: null, failed: false, broken: 1 });
  await perform(async () => ({ customers: 4 }));
  expect(await latest()).toMatchObject({ counts: { customers: 4 }, runs: 4, broken: 2 });

  // Nothing was to be done: nothing stays noted.
  await perform(async () => null);
  expect(await latest()).toMatchObject({ runs: 4 });
  expect(await latestRuns(db(), other)).toEqual([]);
  expect(await read(other, "select * from work_run")).toEqual([]);
});
