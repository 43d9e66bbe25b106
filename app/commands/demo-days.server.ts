// The demo shop's yesterday: a stall on a market sold far more than a day does, as its owner's file tells,
// and an order of some days ago was entered late. The days are closed before and after, so that a change
// is told and a day is restated as in a shop that is used.
import { inShop, type Db } from "../db.server.ts";
import { csvCell } from "../ledger/csv.ts";
import { addDays, dayIn, startOfDay } from "../ledger/day.ts";
import { setMilestone } from "../ledger/milestones.server.ts";
import { findShop, type Shop } from "../ledger/shop.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { raiseAlerts } from "../scorecard/alerts.server.ts";
import { closeDays } from "../scorecard/close-days.server.ts";
import { keepDemandChanges } from "../scorecard/demand-changes.server.ts";
import { completeMilestones } from "../scorecard/milestones.server.ts";
import { historyDays, type Trade } from "../../test/platform/trade.ts";
import { importText } from "./demo-shop.server.ts";

const hour = 3_600_000;
/** Times as many as on a usual day: no chance of the season looks like it. */
const stallTimes = 4;
const leastAtStall = 12;

type Sale = { name: string; at: Date; title: string; sku: string; price: string };

function ordersFile(sales: readonly Sale[], currency: string): string {
  const header = [
    ...["Name", "Financial Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total"],
    ...["Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku"],
    "Source",
  ];
  const rows = sales.map(({ name, at, title, sku, price }) => [
    ...[name, "paid", currency, price, "0.00", "0.00", price],
    ...[at.toISOString().slice(0, 19).replace("T", " ") + " +0000", "1"],
    ...[csvCell(title), price, sku, "pos"],
  ]);
  return [header, ...rows].map((row) => row.join(",")).join("\n") + "\n";
}

function stallSales(shop: Shop, { store }: Trade, today: string): Sale[] {
  const things = [...store.products.values()].flatMap(({ title, variants }) =>
    variants.map(({ sku, price }) => ({ title, sku: sku ?? "", price })),
  );
  const opens = startOfDay(addDays(today, -1), shop.timeZone).getTime() + 9 * hour;
  const count = Math.max(leastAtStall, Math.round((stallTimes * store.orders.size) / historyDays));
  const stall = Array.from({ length: count }, (_, n) => ({
    ...things[n % things.length]!,
    name: `#STALL-${n + 1}`,
    at: new Date(opens + (n * 8 * hour) / count),
  }));
  const late = startOfDay(addDays(today, -4), shop.timeZone).getTime() + 12 * hour;
  return [...stall, { ...things[0]!, name: "#LATE-1", at: new Date(late) }];
}

async function close(db: Db, shop: Shop, now: Date): Promise<void> {
  await recompute(db, shop, { asOf: now });
  await closeDays(db, shop, {
    now,
    async then(closed) {
      await completeMilestones(db, shop, { closedTo: closed.today });
      await raiseAlerts(db, shop, { closed, now });
      await keepDemandChanges(db, shop, { cut: closed.today });
    },
  });
}

/** Set two months ago: one that most weeks pass, and one that is still far. */
async function setMilestones(db: Db, shop: Shop, { store }: Trade, today: string): Promise<void> {
  const week = (7 * store.orders.size) / historyDays;
  const fromDay = addDays(today, -60);
  const goals = [
    { kpi: "orders", days: 7, value: Math.max(1, Math.round(week / 2)), words: "A steady shop" },
    { kpi: "orders", days: 7, value: Math.round(week * 10) + 10, words: "A second packing table" },
  ];
  await inShop(db, shop.id, async (client) => {
    for (const goal of goals) {
      await setMilestone(client, shop, { ...goal, value: String(goal.value), fromDay });
    }
  });
}

/** Closes the demo shop's days as of yesterday, adds what is told late, and closes them as of now. */
export async function closeDemoDays(db: Db, domain: string, trade: Trade, now: Date) {
  const shop = await findShop(db, domain);
  if (!shop) return;
  // The worker may have closed them already: they are closed again, which records nothing twice.
  await inShop(db, shop.id, (client) =>
    client.query("delete from day_closing where shop_id = $1", [shop.id]),
  );
  await setMilestones(db, shop, trade, dayIn(now, shop.timeZone));
  await close(db, shop, new Date(now.getTime() - 24 * hour));
  const sales = stallSales(shop, trade, dayIn(now, shop.timeZone));
  const report = await importText(db, domain, "orders", ordersFile(sales, shop.currency));
  if (report && report.rejected > 0) throw new Error(`stall: ${report.problems[0]?.reason}`);
  await close(db, shop, now);
}
