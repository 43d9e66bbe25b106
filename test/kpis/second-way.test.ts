import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Period } from "../../app/ledger/period.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "./random-shop.ts";
import { expectSecondWay } from "./expect-second-way.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const shops = [
  { seed: 1, count: 500, timeZone: "UTC", promises: true },
  { seed: 2, count: 250, timeZone: "Pacific/Auckland", promises: false },
  { seed: 3, count: 40, timeZone: "America/Los_Angeles", promises: true },
  { seed: 4, count: 8, timeZone: "Asia/Kathmandu", promises: true },
];
const periods: Period[] = [
  { from: "2026-01-01", to: "2026-04-01" },
  { from: "2026-03-01", to: "2026-04-01" },
  { from: "2026-03-08", to: "2026-03-09" },
  { from: "2026-04-20", to: "2026-05-25" },
  { from: "2025-06-01", to: "2026-07-01" },
  { from: "2024-01-01", to: "2024-02-01" },
];

for (const { seed, count, timeZone, promises } of shops) {
  test(`every KPI of ${count} random orders in ${timeZone} equals plain SQL over the facts`, async () => {
    const end = new Date("2026-05-20T09:30:00Z");
    const made = await testShop(db, { timeZone });
    const shop = promises
      ? await updateShop(db, made, { shipPromiseHours: "48", deliverPromiseHours: "120" })
      : made;
    const facts = randomShop(seed, { count, end });
    for (let at = 0; at < facts.length; at += 500) {
      await inShop(db, shop.id, (client) => writeFacts(client, shop, facts.slice(at, at + 500)));
    }
    await db.owner.query("analyze");
    await recompute(db, shop, { asOf: end });
    for (const asOf of [end, new Date("2026-04-02T00:00:00Z"), new Date("2027-03-01T00:00:00Z")]) {
      for (const period of periods) {
        const card = await scorecard(db, shop, { period, asOf });
        await expectSecondWay(db, shop, { card, period, asOf });
      }
    }
    expect(facts.length).toBeGreaterThan(count);
  }, 120_000);
}
