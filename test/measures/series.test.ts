import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { readSeries } from "../../app/measures/read.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { given, orderRow, refundRow } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };

test("a series has the days with rows and no others", async () => {
  const shop = await testShop(db);
  const orders = [
    orderRow("1", "2026-03-05", { gross: 10 }),
    orderRow("2", "2026-03-05", { gross: 5, channel: "pos" }),
    orderRow("3", "2026-03-09", { gross: 7 }),
  ];
  const refunds = [refundRow("r", "1", "2026-03-07", { amount: 4 })];
  await given(db, shop, { orders, refunds });
  const series = await inShop(db, shop.id, (client) =>
    readSeries(client, shop, { ids: ["gross", "returns"], period: march }),
  );
  expect([...series].sort()).toEqual([
    ["2026-03-05", { gross: 15n, returns: 0n }],
    ["2026-03-07", { gross: 0n, returns: 4n }],
    ["2026-03-09", { gross: 7n, returns: 0n }],
  ]);
  const pos = await inShop(db, shop.id, (client) =>
    readSeries(client, shop, { ids: ["gross"], period: march, dimension: "channel", key: "pos" }),
  );
  expect([...pos]).toEqual([["2026-03-05", { gross: 5n }]]);
});
