import { marginUnits, orders } from "../../measures/index.ts";
import { cost, costRule, order, refund, spend, touch } from "../examples.ts";
import { returnOnSpend } from "../formulas/spend.ts";
import { sinceCostRules } from "../formulas/versioned.ts";
import { attributedAfterRules, attributedOfPeriod } from "../queries/marketing.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsOrders, notMerchandise, uncounted } from "../words.ts";

export const marketingRoi = defineKpi({
  id: "marketing-roi",
  version: 2,
  name: "Marketing ROI",
  perspective: "financial",
  objective: "Spend where it comes back",
  unit: "ratio",
  direction: "up",
  counts: "orders",
  formula: sinceCostRules({
    before: returnOnSpend(orders, marginUnits, { query: attributedOfPeriod, label: "CM1" }),
    byRules: returnOnSpend(orders, marginUnits, { query: attributedAfterRules, label: "CM2" }),
  }),
  words:
    "(CM2 of orders whose last touch that is not direct is a channel with spend − the spend) ÷ the spend; CM2: net sales − known unit cost − payment fees − shipping and packaging − cost of returns, by your cost rules",
  earlier: {
    1: "(CM1 of orders whose last touch that is not direct is a channel with spend − the spend) ÷ the spend; CM1: net sales − known unit cost, fees and shipping are not taken off, because cost rules begin later or there are none",
  },
  excludes: [...uncounted, ...notMerchandise, "orders whose channel is not known"],
  source: "files of kind spend; Order.customerJourneySummary, landing page and discount codes",
  causes: [],
  byMarketing: true,
  worth: "base",
  target: { rule: "level", at: 0 },
  missing: {
    "no-data": needsOrders,
    "not-connected":
      "Needs spend, unit costs and orders whose channel is known: import the exports of your advertising accounts and the unit costs",
  },
  examples: [
    {
      // E-mail brought 60.00 and 40.00, less 20.00 back and 2 × 6.00 of cost: 68.00 of 34.00 spent.
      // The direct order and the one from a search stay out; so does February's spend.
      given: [
        cost("SOCKS", "600"),
        order("A", { gross: 6000 }),
        touch("A", { last: "email" }),
        order("B", { gross: 4000 }),
        touch("B", { first: "organic-search", last: "email" }),
        refund("B", "2026-03-20", { amount: 2000 }),
        order("C", { gross: 5000 }),
        touch("C", { last: "direct" }),
        order("D", { gross: 3000 }),
        touch("D", { first: "email", last: "organic-search" }),
        order("E", { gross: 3000 }),
        spend("2026-03-02", "email", 3000),
        spend("2026-03-05", "email", 400),
        spend("2026-02-28", "email", 9900),
      ],
      // Known channels: 60 + 20 + 50 + 30 of 190.
      expect: value(1, { n: 2, coverage: 160 / 190, beside: { rule: "last-touch", label: "CM1" } }),
    },
    {
      // 60.00 less 6.00 of cost, 2 % of 65.00 and 4.70 of shipping: 48.00; of 30.00 sold and sent back
      // 30.00 − 6.00 of cost − 0.60 − 4.70 − 3.00 − 30.00 = −14.30: 33.70 of 30.00 spent.
      given: [
        cost("SOCKS", "600"),
        costRule("fee", { percent: "2" }),
        costRule("shipping", { perOrder: "470" }),
        costRule("return", { perOrder: "300" }),
        order("A", { gross: 6000, gateway: "card", charged: 6500 }),
        touch("A", { last: "email" }),
        order("B", { gross: 3000, gateway: "card", charged: 3000 }),
        touch("B", { last: "email" }),
        refund("B", "2026-03-20", { amount: 3000, restock: "no_restock" }),
        order("C", { gross: 3000, gateway: "card", charged: 3000 }),
        spend("2026-03-02", "email", 3000),
      ],
      expect: value((3370 - 3000) / 3000, { n: 2, coverage: 60 / 90, beside: { label: "CM2" } }),
    },
    {
      given: [cost("SOCKS", "600"), order("A"), touch("A", { last: "email" })],
      expect: no("not-connected"),
    },
    { given: [order("A"), spend("2026-03-02", "email", 100)], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
