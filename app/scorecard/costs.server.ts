// The Costs page: rules as they stand, who takes the payments, what is left of sales after all of it.
import { inShop, type Db } from "../db.server.ts";
import { costAmounts } from "../ledger/cost-rule.ts";
import type { CostRule } from "../ledger/cost-rule.ts";
import { addDays, dayIn } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { exponent } from "../ledger/money.ts";
import { readCostRules } from "../ledger/writers/cost-rules.server.ts";
import { hasFeeRule, withState, type Costs, type Gateway } from "./costs.ts";
import { moveDecimal } from "./decimal-input.ts";
import { kpiParts } from "./parts.server.ts";

/** Enough to meet every gateway that matters, few enough to be read at once. */
const latestOrders = 2_000;
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

/** Reads only. The orders are found by the index of sale days. */
export async function costsOf(db: Db, shop: ShopContext, asOf: Date): Promise<Costs> {
  const today = dayIn(asOf, shop.timeZone);
  const period = { from: addDays(today, 1 - shownDays), to: addDays(today, 1) };
  const { kpi: margin } = await kpiParts(db, shop, {
    ...{ id: "contribution-margin", period, by: null, asOf, version: 2 },
  });
  return inShop(db, shop.id, async (client) => {
    const told = await readCostRules(client, shop);
    const rules = withState(told, today).map((rule) => ({
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
      rules,
      gateways: rows.map((row) => ({ ...row, hasRule: hasFeeRule(rules, row.name) })),
      orders: rows.reduce((sum, { orders }) => sum + orders, 0),
      margin,
      dirtyDays: dirty.rows[0]?.days ?? 0,
    };
  });
}
