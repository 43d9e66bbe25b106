import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { home } from "../../app/scorecard/home.server.ts";
import { keepMonths } from "../../app/scorecard/months.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const march = { from: "2026-03-01", to: "2026-04-01" };
const july = new Date("2026-07-01T12:00:00Z");

const write = (shop: ShopContext, facts: readonly Fact[]) =>
  inShop(db, shop.id, (client) => writeFacts(client, shop, facts));

async function shopWith(facts: readonly Fact[], timeZone = "UTC"): Promise<ShopContext> {
  const shop = await testShop(db, { timeZone });
  await write(shop, facts);
  await recompute(db, shop, { asOf: july });
  return shop;
}

test("kept months change no number, and one that changed is read by its days", async () => {
  const end = new Date("2026-06-30T00:00:00Z");
  // February has so many orders that their values are kept by bucket, the other months too few.
  const busy = Array.from({ length: 210 }, (_, at) =>
    order(`F${at}`, { on: `2026-02-${10 + (at % 9)}`, gross: 1_000 + at * 37 }),
  );
  const plain = await shopWith([...randomShop(31, { count: 120, end }), ...busy]);
  const shop = { ...plain, ...(await updateShop(db, plain, { shipPromiseHours: "48" })) };
  await recompute(db, shop, { asOf: july });
  const period = { from: "2025-07-02", to: "2026-07-02" };
  const ask = () => scorecard(db, shop, { period, asOf: july });
  const before = await ask();
  const made = () => keepMonths(db, shop, { period, now: () => july });
  const unkept = async () => (await home(db, shop, { period, against: march, asOf: july })).unkept;
  expect(await unkept()).toEqual({ from: "2025-08-01", to: "2026-07-01" });
  // August 2025 to June 2026.
  expect(await made()).toBe(11);
  expect(await ask()).toEqual(before);
  expect(await made()).toBe(0);

  await write(shop, [order("late", { on: "2026-02-03", gross: 12_345 })]);
  await recompute(db, shop, { asOf: july });
  const net = (card: typeof before) =>
    Number(card.kpis.find(({ id }) => id === "net-sales")!.value);
  expect(net(await ask()) - net(before)).toBeCloseTo(123.45, 6);
  expect(await unkept()).toEqual({ from: "2026-02-01", to: "2026-03-01" });
  expect(await made()).toBe(1);
  expect(await unkept()).toBeNull();
  expect(net(await ask()) - net(before)).toBeCloseTo(123.45, 6);
});

test("home says what the scorecard says", async () => {
  const end = new Date("2026-06-30T00:00:00Z");
  const shop = await shopWith(randomShop(41, { count: 120, end }), "America/Los_Angeles");
  for (const period of [march, { from: "2025-12-01", to: "2026-06-29" }]) {
    const against = { from: "2025-11-01", to: "2025-12-01" };
    const { card, staleSince } = await home(db, shop, { period, against, asOf: july });
    expect(card).toEqual(await scorecard(db, shop, { period, against, asOf: july }));
    expect(staleSince).toBeNull();
  }
});
