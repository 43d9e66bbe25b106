// What is worth most to be done, by hand: 10 March 2026, noon, at a promise of 48 hours.
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { putForecasts, type StoredForecast } from "../../app/ledger/stock/results.server.ts";
import { always, setTarget, updateShop } from "../../app/ledger/shop.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import type { Gap } from "../../app/scorecard/gaps.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import type { StockRow } from "../../app/scorecard/stock.ts";
import { readWorkList } from "../../app/scorecard/work-list.server.ts";
import { mostWork, workList, type WorkItem } from "../../app/scorecard/work-list.ts";
import { testShop } from "../database.ts";
import { line, order } from "../ledger/make.ts";
import { ledgerForTests } from "../ledger/store.ts";

const { db, write } = ledgerForTests();
const asOf = new Date("2026-03-10T12:00:00Z");

const gap = (id: string, worth: string | null): Gap => ({
  kpi: {
    ...{ id, name: id, unit: "money", direction: "up", status: "off" },
    ...{ value: "1.00", target: "2.00" },
  },
  ...{ short: "1.00", isEnd: false, worth },
});
const level = (key: string, more: Partial<StockRow>): StockRow => ({
  ...{ key, sku: "S", title: "Cup", place: "Hamburg", status: "out", available: 0, incoming: 0 },
  ...{ demandPerDay: 1, reorderPoint: 9, orderUpTo: 20, orderQuantity: 20, leadDays: 14 },
  ...{ leadRule: "default", method: "ses", atStake: "10.00", ...more },
});
const none = { orders: 0, net: 0n };
const brief = ({ kind, key, count, money, kpi }: WorkItem) => [kind, key, count, money, kpi.id];

test("gaps, stock and late orders stand in one list, the dearest first; what has no price does not", () => {
  const list = workList(
    {
      gaps: [gap("net-sales", "150.00"), gap("nps", null), gap("orders", "9.99")],
      levels: [
        level("a", { atStake: "1000.00" }),
        // On its way, but too late; and nothing to be done about what is hardly ever wanted.
        level("b", { status: "runs-out", orderQuantity: 0, incoming: 7, atStake: "200.00" }),
        level("c", { status: "runs-out", orderQuantity: 0, atStake: "300.00" }),
        level("d", { status: "over", available: 50, orderQuantity: 0, atStake: "10.00" }),
        level("e", { status: "dead", available: 3, orderQuantity: 0, atStake: "9.99" }),
        level("f", { status: "healthy", atStake: "0.00" }),
        level("g", { atStake: null }),
      ],
      late: { orders: 2, net: 14_999n },
      campaigns: [{ key: "meta-ads paid-social id:7", name: "Coats", lost: 15_200 }],
    },
    "EUR",
  );
  expect(list.map(brief)).toEqual([
    ["order", "stock a", 20, "1000.00", "stockout-rate"],
    ["hurry", "stock b", 7, "200.00", "stockout-rate"],
    ["campaign", "campaign meta-ads paid-social id:7", null, "152.00", "marketing-roi"],
    ["gap", "gap net-sales", null, "150.00", "net-sales"],
    ["ship", "ship", 2, "149.99", "on-time-shipping"],
    // 50 are there, 20 are wanted.
    ["sell-off", "stock d", 30, "10.00", "overstock-value"],
    ["gap", "gap orders", null, "9.99", "orders"],
    ["sell-off", "stock e", 3, "9.99", "overstock-value"],
  ]);
});

test("twenty lines are all, however many there are, and none without money", () => {
  const levels = Array.from({ length: 60 }, (_, at) => level(`${at}`, { atStake: `${at}.00` }));
  const list = workList({ gaps: [], levels, late: none, campaigns: [] }, "EUR");
  expect(list).toHaveLength(mostWork);
  expect([list[0]!.money, list.at(-1)!.money]).toEqual(["59.00", "40.00"]);
  const worthless = {
    gaps: [],
    levels: [level("x", { atStake: "0.00" })],
    late: none,
    campaigns: [],
  };
  expect(workList(worthless, "EUR")).toEqual([]);
});

test("a shop's own list: a target that is missed, an item that is out, orders that are late", async () => {
  const shop = await testShop(db());
  await updateShop(db(), shop, { shipPromiseHours: "48", deliverPromiseHours: "120" });
  const sold = (id: string, day: string) =>
    order(id, 0, {
      processedAt: new Date(`2026-03-${day}T00:00:00Z`),
      lines: [line("1", { gross: 5000n })],
    });
  // Sold on the 1st and the 7th: due on the 3rd and the 9th. The one of the 10th has two days.
  await write(shop, sold("1", "01"), sold("2", "07"), sold("3", "10"));
  await recompute(db(), shop, { asOf });
  const cup: StoredForecast = {
    ...{ item: "1", place: "P", sku: "CUP", title: "Cup", vendor: "", placeName: "Hamburg" },
    ...{ available: 0, incoming: 0, leadDays: 14, leadRule: "default", method: "ses" },
    ...{ demandPerDay: 0.5, quantile95: 9, orderUpTo: 20, orderQuantity: 20, status: "out" },
    atStake: 7_000n,
  };
  await inShop(db(), shop.id, (client) => putForecasts(client, shop, [cup]));
  await setTarget(db(), shop, { kpi: "net-sales", ...always, value: "1000" });
  const period = { from: "2026-03-01", to: "2026-03-10" };
  const card = await scorecard(db(), shop, { period, asOf });
  const list = await readWorkList(db(), shop, { card, asOf });
  expect(list.map(brief)).toEqual([
    // 1,000 wanted, two of 50 sold by the 9th.
    ["gap", "gap net-sales", null, "900.00", "net-sales"],
    ["ship", "ship", 2, "100.00", "on-time-shipping"],
    ["order", "stock 1@P", 20, "70.00", "stockout-rate"],
  ]);
});
