import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { always, readShop, readTargets, setTarget } from "../../app/ledger/shop.server.ts";
import { changeTargets } from "../../app/ledger/targets.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

test("targets are taken away and set together; others stay, and open panels hear of it", async () => {
  const shop = await testShop(db);
  const other = await testShop(db);
  const may = { from: "2026-05-01", to: "2026-06-01" };
  for (const one of [shop, other]) {
    await setTarget(db, one, { kpi: "nps", ...always, value: "40" });
    await setTarget(db, one, { kpi: "csat", ...always, value: "0.8" });
  }
  await setTarget(db, shop, { kpi: "orders", ...may, value: "10" });
  await changeTargets(db, shop, {
    remove: [{ kpi: "nps", ...always }],
    put: [
      { kpi: "csat", ...always, value: "0.85" },
      { kpi: "nps", ...may, value: "50" },
    ],
  });
  expect(await readTargets(db, shop)).toEqual([
    { kpi: "csat", ...always, value: "0.85" },
    { kpi: "nps", ...may, value: "50" },
    { kpi: "orders", ...may, value: "10" },
  ]);
  expect((await readShop(db, shop.id))!.version).toBe(1n);
  expect((await readTargets(db, other)).map(({ value }) => value)).toEqual(["0.8", "40"]);
  await changeTargets(db, shop, { remove: [], put: [] });
  expect((await readShop(db, shop.id))!.version).toBe(1n);
});
