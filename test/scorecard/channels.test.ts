import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, order, orders, refund } from "../../app/kpis/examples.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { channels } from "../../app/scorecard/channels.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

test("channels stand side by side, the largest first, with margin and returns", async () => {
  const shop = await testShop(db);
  const asOf = new Date("2026-07-01T00:00:00Z");
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      cost("SOCKS", "400"),
      ...orders(2, "P", { channel: "pos", gross: 1000 }),
      ...orders(3, "O", { channel: "online", gross: 2000 }),
      order("D", { channel: "draft", gross: 500, on: "2026-05-01" }),
      refund("O-1", "2026-03-20", { amount: 2000, restock: "no_restock" }),
    ]),
  );
  await recompute(db, shop, { asOf });
  const period = { from: "2026-03-01", to: "2026-04-01" };
  const { kpis, rows } = await channels(db, shop, { period, asOf });
  expect(kpis.map(({ id }) => id)).toEqual([
    ...["net-sales", "orders", "average-order-value", "contribution-margin", "return-rate"],
  ]);
  expect(rows.map(({ key, parts }) => [key, ...parts.map((part) => part?.value ?? null)])).toEqual([
    // 60.00 less 20.00 back, three orders of 20.00, 12.00 of cost; one of three units came back.
    ["online", "40.00", 3, "20.000000", "28.00", 1 / 3],
    ["pos", "20.00", 2, "10.000000", "12.00", 0],
  ]);
});
