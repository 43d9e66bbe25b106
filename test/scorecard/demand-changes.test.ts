// Seventeen weeks of a shop in which one variant and one region change in the last two.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order } from "../../app/kpis/examples.ts";
import { addDays } from "../../app/ledger/day.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { keepDemandChanges, readDemandChanges } from "../../app/scorecard/demand-changes.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const cut = "2026-06-29";
const first = addDays(cut, -17 * 7);

/**
 * A day's orders: three of mugs from Germany, of pens one until they sold out two weeks ago; of lamps one,
 * since two weeks four; from Texas all lamps.
 */
function dayOf(at: number): Fact[] {
  const on = addDays(first, at);
  const lamps = at >= 15 * 7 ? 4 : 1;
  return [
    ...(at < 15 * 7 ? [order(`P${at}`, { on, sku: "PEN", region: "DE" })] : []),
    ...[1, 2, 3].map((n) => order(`M${at}-${n}`, { on, sku: "MUG", region: "DE" })),
    ...Array.from({ length: lamps }, (_, n) =>
      order(`L${at}-${n}`, { on, sku: "LAMP", region: "US-TX" }),
    ),
  ];
}

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  const facts = Array.from({ length: 17 * 7 }, (_, at) => dayOf(at)).flat();
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: new Date(`${cut}T00:10:00Z`) });
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into stock_span (shop_id, inventory_item_id, from_day, to_day, out)
       values ($1, 'sku:PEN', $2, null, true)`,
      [shop.id, addDays(cut, -14)],
    ),
  );
});
afterAll(() => db.close());

test("a variant and a region that changed are found and kept, the others are not", async () => {
  expect(await readDemandChanges(db, shop, "variant")).toEqual({ to: null, rows: [], found: 0 });
  expect(await keepDemandChanges(db, shop, { cut })).toEqual({ variant: 1, region: 1 });
  // Seven a week until then, four a day since.
  const change = { before: 7, now: 28 };
  expect(await readDemandChanges(db, shop, "variant")).toEqual({
    ...{ to: cut, found: 1 },
    rows: [{ kind: "variant", key: "LAMP", label: "Socks · LAMP", ...change }],
  });
  expect(await readDemandChanges(db, shop, "region")).toEqual({
    ...{ to: cut, found: 1 },
    rows: [{ kind: "region", key: "US-TX", label: expect.any(String), ...change }],
  });
});

test("a shop of a few weeks is not judged, an empty one neither", async () => {
  const young = await testShop(db);
  const facts = Array.from({ length: 6 * 7 }, (_, at) => dayOf(at + 11 * 7)).flat();
  await inShop(db, young.id, (client) => writeFacts(client, young, facts));
  await recompute(db, young, { asOf: new Date(`${cut}T00:10:00Z`) });
  expect(await keepDemandChanges(db, young, { cut })).toEqual({ variant: 0, region: 0 });
  const empty = await testShop(db);
  expect(await keepDemandChanges(db, empty, { cut })).toEqual({ variant: 0, region: 0 });
});
