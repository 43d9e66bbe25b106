// The Costs page: rules as they stand, who takes the payments, what is left of sales after all of it.
import { inShop, type Client, type Db } from "../db.server.ts";
import { costAmounts } from "../ledger/cost-rule.ts";
import type { CostRule } from "../ledger/cost-rule.ts";
import { addDays, dayIn } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readLocations } from "../ledger/locations.server.ts";
import { exponent, formatMinor } from "../ledger/money.ts";
import { readLabelSums } from "../ledger/writers/label-costs.server.ts";
import { readCostRules } from "../ledger/writers/cost-rules.server.ts";
import { hasFeeRule, withState, type Costs, type Gateway, type Labels } from "./costs.ts";
import { moveDecimal } from "./decimal-input.ts";
import { kpiParts } from "./parts.server.ts";

/** Enough to meet every gateway that matters, few enough to be read at once. */
const latestOrders = 2_000;
const latestLabels = 2_000;
const shownDays = 30;

const inMajor = (rule: CostRule, currency: string): CostRule => ({
  ...rule,
  ...Object.fromEntries(
    costAmounts.map((name) => [
      name,
      moveDecimal(rule[name], name === "percent" ? 0 : -exponent(currency)),
    ]),
  ),
});

async function labelsIn(client: Client, shop: ShopContext): Promise<Labels | null> {
  const sums = await readLabelSums(client, shop, latestLabels);
  if (!sums) return null;
  const major = (minor: bigint) => formatMinor(minor, shop.currency);
  return {
    ...{ labels: sums.labels, orders: sums.orders },
    ...{ amount: major(sums.amount), notFound: major(sums.notFound) },
  };
}

/** Reads only. The orders are found by the index of sale days. */
export async function costsOf(db: Db, shop: ShopContext, asOf: Date): Promise<Costs> {
  const today = dayIn(asOf, shop.timeZone);
  const period = { from: addDays(today, 1 - shownDays), to: addDays(today, 1) };
  const { kpi: margin } = await kpiParts(db, shop, {
    ...{ id: "contribution-margin", period, by: null, asOf, version: 2 },
  });
  return inShop(db, shop.id, async (client) => {
    const told = await readCostRules(client, shop);
    const locations = await readLocations(client, shop);
    const rules = withState(told, today, locations).map((rule) => ({
      ...rule,
      ...inMajor(rule, shop.currency),
    }));
    const { rows } = await client.query<Omit<Gateway, "hasRule">>(
      `select gateway as name, count(*)::int as orders from (
         select payment_gateway as gateway, counted from orders where shop_id = $1
         order by sale_day desc limit ${latestOrders}) latest
       where counted group by gateway order by orders desc, gateway`,
      [shop.id],
    );
    const dirty = await client.query<{ days: number }>(
      "select count(*)::int as days from dirty_day where shop_id = $1",
      [shop.id],
    );
    return {
      ...{ rules, locations, labels: await labelsIn(client, shop) },
      gateways: rows.map((row) => ({ ...row, hasRule: hasFeeRule(rules, row.name) })),
      orders: rows.reduce((sum, { orders }) => sum + orders, 0),
      margin,
      dirtyDays: dirty.rows[0]?.days ?? 0,
    };
  });
}
