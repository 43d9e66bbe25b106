// Shops and shelves that hardly sell: what the forecast says where there is next to nothing to go by.
import { expect, test } from "vitest";
import { cost, order } from "../../app/kpis/examples.ts";
import type { ShopContext, StockCountFact } from "../../app/ledger/facts.ts";
import { refreshStock } from "../../app/scorecard/stock-refresh.server.ts";
import { testShop } from "../database.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, read, write } = ledgerForTests();
const now = new Date("2026-06-01T06:00:00Z");

const count = (sku: string, day: string, available: number, place = "Shelf"): StockCountFact => ({
  ...{ kind: "stock-count", sku, place, isStocked: true, available, onHand: null },
  ...{ committed: null, incoming: null },
  version: {
    ...{ updatedAt: new Date(0), triggeredAt: new Date(`${day}T10:00:00Z`) },
    hash: `${sku} ${place} ${day}`,
  },
});

async function statuses(shop: ShopContext) {
  await refreshStock(db(), shop, { now });
  const rows = await read(
    shop,
    `select sku, place, status, order_quantity as quantity, at_stake as stake from stock_forecast
     order by sku, place`,
  );
  return rows.map(({ sku, place, status, quantity, stake }) => [
    ...[sku, place, status, quantity, stake === null ? null : Number(stake)],
  ]);
}

test("of a shop that never sold, what lies for half a year is dead, what came lately is not", async () => {
  const shop = await testShop(db());
  await write(
    shop,
    ...[count("OLD", "2025-11-01", 5), cost("OLD", "200")],
    ...[count("SOME", "2026-04-01", 4), cost("SOME", "0")],
    ...[count("NEW", "2026-05-20", 3), count("NONE", "2025-11-01", 0)],
  );
  expect(await statuses(shop)).toEqual([
    ["NEW", "Shelf", "healthy", 0, 0],
    // Out, and nobody wants it.
    ["NONE", "Shelf", "out", 0, 0],
    ["OLD", "Shelf", "dead", 0, 1000],
    // Too much of what costs nothing binds nothing: 0, not unknown.
    ["SOME", "Shelf", "over", 0, 0],
  ]);
});

test("below 0 at one place says nothing of what lies and sells at another", async () => {
  const shop = await testShop(db());
  const weeks = Array.from({ length: 20 }, (_, week) =>
    order(`W${week}`, {
      ...{ on: new Date(now.getTime() - (7 * week + 3) * 86_400_000).toISOString().slice(0, 10) },
      ...{ units: 2, gross: 1600 },
    }),
  );
  await write(shop, ...weeks, cost("SOCKS", "300"));
  await write(shop, count("SOCKS", "2025-11-01", 90, "Berlin"), count("SOCKS", "2025-11-01", -5));
  const [berlin, shelf] = await statuses(shop);
  // Nobody told where it left from: all sales belong to the place where most lies.
  expect(berlin!.slice(0, 3)).toEqual(["SOCKS", "Berlin", "over"]);
  expect(shelf!.slice(0, 4)).toEqual(["SOCKS", "Shelf", "out", 0]);
});
