// The delta intervals a second way: from the units themselves, by residuals, instead of from daily
// sums of squares and products.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "./random-shop.ts";

let db: Db;
let shop: ShopContext;
const end = new Date("2026-05-20T09:30:00Z");
const period = { from: "2026-01-10", to: "2026-03-15" };

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, randomShop(11, { count: 400, end })),
  );
  await recompute(db, shop, { asOf: end });
});
afterAll(() => db.close());

const sold = "from orders where counted and sale_day >= $1 and sale_day < $2";
/** x under and y over the line of each unit. */
const units: Record<string, string> = {
  "average-order-value": `select 1 as x, (gross - discounts) / 100.0 as y ${sold}`,
  "discount-rate": `select gross as x, discounts as y ${sold}`,
  "return-rate": `select units as x, returned_units_60 as y ${sold}`,
  "purchase-frequency": `select 1 as x, count(*) as y ${sold} and customer_id is not null
    group by customer_id`,
  "automation-coverage": `select count(*) as x, count(*) filter (where by_app) as y
    from order_event where by_app <> by_user and day >= $1 and day < $2 and action <> 'comment'
    group by order_id`,
  // An order's sale and each day money went back; both on one day are one unit.
  "gross-margin": `select sum(net) as x, sum(net - cost) as y from (
      select o.id, sale_day as day, l.gross - l.discounts as net, l.cost
      from orders o join order_line l on l.order_id = o.id
      where counted and l.cost is not null and l.merchandise
      union all
      select o.id, r.refund_day, -l.amount, 0 from refund r join orders o on o.id = r.order_id
      join refund_line l on l.refund_id = r.id
      join order_line s on s.order_id = o.id and s.id = l.line_id
      where counted and s.cost is not null
      union all
      select o.id, r.refund_day, 0, -r.restock_cost from refund r join orders o on o.id = r.order_id
      where counted and r.restock_cost <> 0) parts
    where day >= $1 and day < $2 group by id, day
    having bool_or(net <> 0 or cost <> 0)`,
};

function interval(values: { x: number; y: number }[]): [number, number] {
  const n = values.length;
  const x = values.reduce((sum, unit) => sum + unit.x, 0);
  const ratio = values.reduce((sum, unit) => sum + unit.y, 0) / x;
  const residuals = values.reduce((sum, unit) => sum + (unit.y - ratio * unit.x) ** 2, 0);
  const reach = (tQuantile(0.975, n - 1) * Math.sqrt((residuals / (n - 1)) * n)) / x;
  return [ratio - reach, ratio + reach];
}

for (const [id, text] of Object.entries(units)) {
  test(`${id}: the interval is that of its units`, async () => {
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ x: string; y: string }>(text, [period.from, period.to]),
    );
    expect(rows.length).toBeGreaterThan(10);
    const [low, high] = interval(rows.map(({ x, y }) => ({ x: Number(x), y: Number(y) })));
    const { kpis } = await scorecard(db, shop, { period, asOf: end });
    const shown = kpis.find((kpi) => kpi.id === id)!.interval!;
    const digits = id === "average-order-value" ? 5 : 9;
    expect(Number(shown[0])).toBeCloseTo(low, digits);
    expect(Number(shown[1])).toBeCloseTo(high, digits);
  });
}
