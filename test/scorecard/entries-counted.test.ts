import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { answers, cost, event, order, orders, parcel, refund } from "../../app/kpis/examples.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { entriesBehind } from "../../app/scorecard/entries.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };
const asOf = new Date("2026-07-01T00:00:00Z");
const at = { period: march, asOf };

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  const day = "2026-03-12";
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      cost("SOCKS", "600"),
      ...orders(4, "A", { customer: "ann" }),
      ...["S1", "S2", "S3"].map((id) => order(id)),
      refund("S1", "2026-03-20", { amount: 500 }),
      // Sent with a due time; delivered with a promise; delivered without one.
      parcel("S1", { sent: day, due: "2026-03-11" }),
      parcel("S2", { sent: day, due: "2026-03-14", delivered: "2026-03-15", promised: day }),
      parcel("S3", { sent: day, delivered: "2026-03-15" }),
      event("1", "S1", "app"),
      event("2", "S2", "user"),
      event("3", "S3", "user"),
      // Twelve after delivery are enough to leave the five of the checkout out.
      ...answers("nps", "after-delivery", [9, 9, 9, 9, 9, 9, 9, 0, 0, 0, 7, 8]),
      ...answers("nps", "checkout", [0, 0, 0, 0, 0]),
      ...answers("nps", "service", [1]),
      // Nine after delivery are too few, so the checkout's count.
      ...answers("csat", "after-delivery", [5, 5, 5, 5, 5, 5, 5, 5, 5]),
      ...answers("csat", "checkout", [5, 5, 5, 5, 5, 1, 1, 1, 1, 1, 1]),
    ]),
  );
  await recompute(db, shop, { asOf });
});
afterAll(() => db.close());

const behind = async (id: string) =>
  (await entriesBehind(db, shop, { ...at, id, after: null, size: 100 })).entries;

test("the entries behind a number are as many as it stands on, wherever it counts entries", async () => {
  const { kpis } = await scorecard(db, shop, at);
  const ofEntries = [
    ...["orders", "average-order-value", "marketing-efficiency-ratio", "gross-margin"],
    ...["hours-to-ship", "on-time-shipping", "hours-to-deliver", "on-time-delivery"],
    ...["nps", "csat", "automation-coverage"],
  ];
  const found = await Promise.all(
    ofEntries.map(async (id) => [id, (await behind(id)).length] as const),
  );
  const counted = ofEntries.map((id) => [id, kpis.find((kpi) => kpi.id === id)!.n] as const);
  expect(found).toEqual(counted);
  expect(Object.fromEntries(found)).toMatchObject({
    ...{ orders: 7, "gross-margin": 8, "hours-to-ship": 3, "on-time-shipping": 2 },
    ...{ "hours-to-deliver": 2, "on-time-delivery": 1, nps: 12, csat: 11 },
    "automation-coverage": 3,
  });
});

test("behind touches stand the steps of people, which are what is added up", async () => {
  expect((await behind("touches-per-order")).map(({ by }) => by)).toEqual(["user", "user"]);
});
