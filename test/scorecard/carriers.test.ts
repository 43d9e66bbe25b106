// How long parcels take by who carries them and by the weekday of the order, by hand.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, parcel } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { entriesBehind } from "../../app/scorecard/entries.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const june = { from: "2026-06-01", to: "2026-07-01" };
const july = new Date("2026-07-20T00:00:00Z");

/** June 2026 begins on a Monday. Sent a day later, there on `delivered`. */
function sent(id: string, carrier: string | null, day: number, delivered: number): Fact[] {
  const on = (at: number) => `2026-06-${String(at).padStart(2, "0")}`;
  const parts = { sent: on(day + 1), delivered: on(delivered), promised: on(day + 4) };
  return [order(id, { on: on(day) }), { ...parcel(id, parts), carrier }];
}

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      ...sent("A", "Post", 1, 4),
      ...sent("B", " Post ", 2, 5),
      ...sent("C", "Snail", 8, 16),
      ...sent("D", null, 9, 12),
    ]),
  );
  await recompute(db, shop, { asOf: july });
});
afterAll(() => db.close());

const split = async (id: string, by: "carrier" | "weekday") => {
  const { parts } = await kpiParts(db, shop, { id, period: june, by, asOf: july });
  return parts.map(({ label, value, n }) => [label, value, n]);
};

test("hours to deliver and punctuality by carrier; who was not told is said", async () => {
  const own = await split("hours-to-deliver", "carrier");
  expect(Object.fromEntries(own.map(([label, hours, n]) => [label, [hours, n]]))).toEqual({
    Post: [72, 2],
    Snail: [192, 1],
    "No carrier told": [72, 1],
  });
  const punctual = await split("on-time-delivery", "carrier");
  expect(Object.fromEntries(punctual.map(([label, value]) => [label, value]))).toEqual({
    ...{ Post: 1, Snail: 0, "No carrier told": 1 },
  });
  const narrowed = { by: "carrier", part: "Post", effect: null } as const;
  const given = { id: "hours-to-deliver", period: june, after: null, asOf: july, narrowed };
  expect((await entriesBehind(db, shop, given)).entries).toHaveLength(2);
});

test("hours to ship by the weekday of the order", async () => {
  // Two Mondays, two Tuesdays, each sent the day after.
  expect((await split("hours-to-ship", "weekday")).sort()).toEqual([
    ["Monday", 24, 2],
    ["Tuesday", 24, 2],
  ]);
});
