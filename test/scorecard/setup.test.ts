import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { askPromises } from "../../app/ledger/promises.server.ts";
import { always, setTarget, updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { readSetup, skipStep } from "../../app/scorecard/setup.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { order } from "../ledger/make.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db?.close());

const now = new Date("2026-05-04T09:00:00Z");
const run = (shop: ShopContext, sql: string) =>
  inShop(db, shop.id, (client) => client.query(sql, [shop.id]));
async function states(shop: ShopContext) {
  const { steps } = await readSetup(db, shop);
  return Object.fromEntries(
    steps.map(({ id, state, have, want }) => [id, `${state} ${have}/${want}`]),
  );
}

test("each first step is done by what the ledger holds, not by a tick", async () => {
  const shop = await testShop(db);
  expect(await states(shop)).toEqual({
    data: "open 0/1",
    targets: "open 0/1",
    promise: "open 0/1",
    survey: "open 0/10",
    digest: "open 0/1",
  });
  await inShop(db, shop.id, (client) => writeFacts(client, shop, [order("1")]));
  await setTarget(db, shop, { kpi: "nps", ...always, value: "40" });
  await setTarget(db, shop, { kpi: "csat", ...always, value: "0.8" });
  await updateShop(db, shop, { shipPromiseHours: "48" });
  await run(
    shop,
    `insert into answer (shop_id, order_ref, question, touchpoint, score, answered_at, answer_day)
     select $1, n::text, 'nps', 'delivery', 9, '2026-03-01', '2026-03-01'
       from generate_series(1, 4) as n`,
  );
  await run(
    shop,
    "insert into digest_reader (shop_id, person, asked_at) values ($1, 'ann', now())",
  );
  expect(await states(shop)).toEqual({
    data: "done 1/1",
    targets: "done 1/1",
    promise: "done 1/1",
    survey: "open 4/10",
    digest: "done 1/1",
  });
  expect((await readSetup(db, shop)).historyFrom).toBe("2026-03-01");
});

test("while history is read, the first step counts its parts", async () => {
  const shop = await testShop(db);
  await run(
    shop,
    `insert into backfill (shop_id, kind, state) values
       ($1, 'products', 'done'), ($1, 'orders', 'loading')`,
  );
  expect(await states(shop)).toMatchObject({ data: "open 1/3" });
});

test("a promise that waits to be counted is one already", async () => {
  const shop = await testShop(db);
  await askPromises(db, shop.id, { shipPromiseHours: "24", deliverPromiseHours: null }, now);
  expect(await states(shop)).toMatchObject({ promise: "done 1/1" });
});

test("a step is skipped and taken up again; hiding the guide is another thing", async () => {
  const shop = await testShop(db);
  const other = await testShop(db);
  await skipStep(db, shop, "survey", { isSkipped: true, now });
  await skipStep(db, shop, "survey", { isSkipped: true, now });
  expect(await states(shop)).toMatchObject({ survey: "skipped 0/10", targets: "open 0/1" });
  expect(await states(other)).toMatchObject({ survey: "open 0/10" });
  await skipStep(db, shop, "survey", { isSkipped: false, now });
  expect(await states(shop)).toMatchObject({ survey: "open 0/10" });
  await skipStep(db, shop, null, { isSkipped: true, now });
  expect((await readSetup(db, shop)).isDismissed).toBe(true);
  expect((await readSetup(db, other)).isDismissed).toBe(false);
});
