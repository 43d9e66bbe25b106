import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketRatio, zeroBucket } from "../../app/analysis/stats/ranked.ts";
import { inShop, type Db } from "../../app/db.server.ts";
import { readHistogram } from "../../app/measures/histogram.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { given, orderRow } from "./rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };

test("hours to ship are kept exactly while they are few, negatives as 0", async () => {
  const shop = await testShop(db);
  const orders = [
    orderRow("1", "2026-03-01", { shipped_at: "2026-03-02T10:30:00Z" }),
    orderRow("2", "2026-03-02", { shipped_at: "2026-03-02T12:00:00Z", channel: "draft" }),
    orderRow("3", "2026-03-02", { shipped_at: "2026-03-01T00:00:00Z" }),
    orderRow("4", "2026-03-02"),
    orderRow("5", "2026-03-02", { shipped_at: "2026-03-03T10:00:00Z", ship_eligible: false }),
    orderRow("6", "2026-04-02", { shipped_at: "2026-04-03T10:00:00Z" }),
  ];
  await given(db, shop, { orders });
  await inShop(db, shop.id, async (client) => {
    const asked = { id: "hours-to-ship", period: march } as const;
    const whole = await readHistogram(client, shop, asked);
    // ln 2 / ln 1.02 = 35.003, ln 24.5 / ln 1.02 = 161.53
    const buckets = [
      { bucket: zeroBucket, count: 1 },
      { bucket: 35, count: 1 },
      { bucket: 161, count: 1 },
    ];
    expect(Object.fromEntries(whole)).toEqual({ all: { n: 3, buckets, values: [0, 2, 24.5] } });
    const split = await readHistogram(client, shop, { ...asked, dimension: "channel" });
    expect(Object.fromEntries(split)).toEqual({
      online: { n: 2, buckets: [buckets[0], buckets[2]], values: [0, 24.5] },
      draft: { n: 1, buckets: [buckets[1]], values: [2] },
    });
    const one = await readHistogram(client, shop, { ...asked, dimension: "channel", key: "draft" });
    expect([...one.keys()]).toEqual(["draft"]);
    const none = await readHistogram(client, shop, {
      id: "hours-to-deliver",
      period: march,
    });
    expect(Object.fromEntries(none)).toEqual({ all: { n: 0, buckets: [], values: [] } });
  });
});

test("from 200 values on, buckets stand for them within 1 %", async () => {
  const shop = await testShop(db);
  const orders = Array.from({ length: 200 }, (_, at) =>
    orderRow(`${at}`, `2026-03-0${1 + (at % 9)}`, { gross: 1000 + 37 * at, discounts: at }),
  );
  await given(db, shop, { orders });
  const found = await inShop(db, shop.id, (client) =>
    readHistogram(client, shop, { id: "order-value", period: march }),
  );
  const { n, buckets, values } = found.get("all")!;
  expect({ n, values }).toEqual({ n: 200, values: null });
  const spread = buckets.flatMap(({ bucket, count }) =>
    Array.from({ length: count }, () => bucketRatio ** (bucket + 0.5)),
  );
  spread.forEach((value, at) => expect(Math.abs(value / (1000 + 36 * at) - 1)).toBeLessThan(0.01));
});

test("an order worth nothing after a rounding cent lies in the bucket of none", async () => {
  const shop = await testShop(db);
  await given(db, shop, { orders: [orderRow("1", "2026-03-01", { gross: 5, discounts: 5 })] });
  const found = await inShop(db, shop.id, (client) =>
    readHistogram(client, shop, { id: "order-value", period: march }),
  );
  expect(found.get("all")).toEqual({
    n: 1,
    buckets: [{ bucket: zeroBucket, count: 1 }],
    values: [0],
  });
});
