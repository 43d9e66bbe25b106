// Two orders to Germany and one to New York: what serving them costs, and how long the stock lasts.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { costRule, order } from "../../app/kpis/examples.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import { askRegions, keepRegions } from "../../app/ledger/regions.server.ts";
import { always, findShop, setTarget, type Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { coverDays } from "../../app/scorecard/market-supply.ts";
import { marketCard, markets } from "../../app/scorecard/markets.server.ts";
import type { ScorecardKpi } from "../../app/scorecard/types.ts";
import { freshDatabase, testShop } from "../database.ts";
import { version } from "../ledger/make.ts";

const asOf = new Date("2026-05-04T09:00:00Z");
const period = { from: "2026-03-01", to: "2026-03-11" };
const from = "2026-01-01";

let db: Db;
let shop: Shop;
beforeAll(async () => {
  db = await freshDatabase();
  shop = (await findShop(db, (await testShop(db)).domain))!;
  const stock: Fact[] = [
    {
      ...{ kind: "location", id: "L1", version: version(1), name: "Hamburg" },
      active: true,
      region: "DE",
    },
    { kind: "inventory-item", id: "I1", version: version(1), sku: "SOCKS", tracked: true },
    {
      ...{ kind: "stock-level", inventoryItemId: "I1", locationId: "L1", version: version(1) },
      ...{ active: true, available: 20, onHand: 20, committed: null, incoming: null },
    },
  ];
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      ...stock,
      { kind: "cost", item: "sku:SOCKS", validFrom: new Date(0), amount: "200" },
      order("A", { region: "DE", units: 3, gross: 3000, charged: 3000 }),
      order("B", { region: "DE", units: 1, gross: 1000, charged: 1000 }),
      // Nobody told what was charged for it, so its fee is unknown.
      order("C", { region: "US-NY", units: 1, gross: 1000 }),
      costRule("fee", { percent: "1" }, { from }),
      costRule("shipping", { perOrder: "490" }, { match: "DE", from }),
      costRule("shipping", { perOrder: "700" }, { from }),
      costRule("packaging", { perLine: "50" }, { from }),
    ]),
  );
  await askRegions(
    db,
    shop.id,
    [{ name: "Germany", places: [{ country: "DE", province: null }] }],
    asOf,
  );
  await keepRegions(db, shop);
  await recompute(db, shop, { asOf });
});
afterAll(() => db.close());

test("what an order costs beside its goods, by market, and of how much of sales it is known", async () => {
  const against = { from: "2026-02-01", to: "2026-02-11" };
  const { columns } = await markets(db, shop, { period, against, asOf });
  expect(columns.map(({ market, serve }) => [market, serve])).toEqual([
    // 18.70 ÷ 3; the fee is known of 40.00 of 50.00.
    [null, { total: "18.70", perOrder: "6.233333", coverage: 0.8 }],
    // Two parcels of 4.90 and 0.50, 1 % of 30.00 and of 10.00.
    ["set:Germany", { total: "11.20", perOrder: "5.600000", coverage: 1 }],
    ["other", { total: "7.50", perOrder: "7.500000", coverage: 0 }],
  ]);
});

test("stock lasts as long as the market's own customers need to buy it", async () => {
  const against = { from: "2026-02-01", to: "2026-02-11" };
  const { columns } = await markets(db, shop, { period, against, asOf });
  // 20 units; from the first order, on 5 March, six days in which five were bought, four of them in Germany.
  // Nothing lies elsewhere.
  expect(columns.map(({ stock }) => stock!.coverDays)).toEqual([24, 30, null]);
  // Days that have not begun sell nothing yet: eight are left.
  const spring = { from: "2026-03-03", to: "2026-05-01" };
  const early = new Date("2026-03-12T09:00:00Z");
  const running = await markets(db, shop, { period: spring, against, asOf: early });
  expect(running.columns[0]!.stock!.coverDays).toBe((20 * 8) / 5);
});

test("a running month is judged side by side as it is on its own page, by its end", async () => {
  const early = new Date("2026-03-12T09:00:00Z");
  const asked = { period: { from: "2026-03-01", to: "2026-03-13" }, wholeTo: "2026-04-01" };
  const against = { from: "2026-02-01", to: "2026-02-13" };
  const part = { by: "region", key: "set:Germany" } as const;
  await setTarget(db, shop, { kpi: "orders", ...always, value: "5", part });
  const question = { ...asked, against, asOf: early };
  const { columns } = await markets(db, shop, question);
  const own = await marketCard(db, shop, { ...question, market: "set:Germany" });
  const found = (kpis: readonly ScorecardKpi[]) => kpis.find(({ id }) => id === "orders");
  // Twelve days of March are no reason to call a month's five orders missed.
  expect(found(columns[1]!.kpis)).toMatchObject({ target: 5, status: "cannot-tell" });
  expect(found(columns[1]!.kpis)).toEqual(found(own.kpis));
});

test("where nothing lies or nothing was sold nobody can say", () => {
  expect(coverDays(0, { sold: 5, days: 10 })).toBeNull();
  expect(coverDays(5, { sold: 0, days: 10 })).toBeNull();
  expect(coverDays(5, { sold: 10, days: 0 })).toBeNull();
  expect(coverDays(5, { sold: 10, days: 4 })).toBe(2);
});
