import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { kpiById } from "../../app/kpis/index.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { setKpiOwner } from "../../app/ledger/kpi-owners.server.ts";
import { addTask, changeTask } from "../../app/ledger/tasks.server.ts";
import { readMine } from "../../app/scorecard/mine.server.ts";
import { overTime } from "../../app/scorecard/over-time.server.ts";
import { readTasks } from "../../app/scorecard/tasks.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const now = new Date("2026-03-09T08:00:00Z");
const own = (shop: ShopContext, kpi: string, owner: string) =>
  inShop(db, shop.id, (client) => setKpiOwner(client, shop, { kpi, owner }));
const ownerOf = async (shop: ShopContext, id: string) => {
  const period = { from: "2026-03-01", to: "2026-03-09" };
  return (await overTime(db, shop, { kpi: kpiById(id)!, period, asOf: now })).owner;
};

test("a KPI has one owner, who can change and be taken away, in its own shop alone", async () => {
  const [shop, other] = [await testShop(db), await testShop(db)];
  await own(shop, "nps", "Ana");
  await own(shop, "nps", "Bo");
  await own(shop, "orders", "Ana");
  expect(await ownerOf(shop, "nps")).toBe("Bo");
  expect(await ownerOf(shop, "csat")).toBe("");
  expect(await ownerOf(other, "nps")).toBe("");
  await own(shop, "nps", "");
  expect(await ownerOf(shop, "nps")).toBe("");
  expect((await readTasks(db, shop)).owners).toEqual([{ kpi: "orders", owner: "Ana" }]);
});

test("a person's page has the numbers and tasks of that name and of no other", async () => {
  const shop = await testShop(db);
  await own(shop, "nps", "Bo");
  await own(shop, "net-sales", "Ana");
  await own(shop, "orders", "Ana");
  const cause = { by: "region", part: "DE", effect: "price" };
  const [asked, theirs] = await inShop(db, shop.id, async (client) => [
    await addTask(client, shop, { kpi: "nps", words: "Ask back", owner: "Ana", now, cause }),
    await addTask(client, shop, { kpi: "nps", words: "Call", owner: "Cem", now }),
    await addTask(client, shop, { kpi: "nps", words: "Nobody's", owner: "", now }),
  ]);
  const done = { owner: "Ana", note: "", isDone: true, now };
  await inShop(db, shop.id, (client) => changeTask(client, shop, asked!, done));
  expect(await readMine(db, shop, "Ana")).toMatchObject({
    ...{ people: ["Ana", "Bo", "Cem"], who: "Ana", kpis: ["net-sales", "orders"] },
    tasks: [{ id: asked, words: "Ask back", doneAt: now.toISOString(), cause }],
  });
  const cem = await readMine(db, shop, "Cem");
  expect([cem.kpis, cem.tasks.map(({ id, cause }) => [id, cause])]).toEqual([[], [[theirs, null]]]);
  for (const nobody of [null, "", "Dora"]) {
    expect(await readMine(db, shop, nobody)).toMatchObject({ who: null, kpis: [], tasks: [] });
  }
});
