import { cost, costRule, order, refund, spend } from "../examples.ts";
import { byCostRules, untilCostRules } from "../formulas/contribution.ts";
import { sinceCostRules } from "../formulas/versioned.ts";
import { defineKpi, no, value } from "../kpi.ts";
import { needsOrders, notMerchandise, uncounted } from "../words.ts";

export const contributionMargin = defineKpi({
  id: "contribution-margin",
  version: 2,
  name: "Contribution margin",
  perspective: "financial",
  objective: "Earn what pays for the rest",
  unit: "money",
  direction: "up",
  counts: "orders",
  formula: sinceCostRules({ before: untilCostRules, byRules: byCostRules }),
  words:
    "CM2: net sales − known unit cost of the units sold − payment fees − shipping and packaging − cost of returns, by your cost rules; CM3: CM2 − spend",
  earlier: {
    1: "CM1: net sales − known unit cost of the units sold; fees and shipping are not taken off, because cost rules begin later or there are none",
  },
  excludes: [...uncounted, ...notMerchandise],
  source:
    "as net-sales; InventoryItem.unitCost, dated; files of kinds costs and cost-rules; Order.paymentGatewayNames, totalPriceSet, totalWeight",
  causes: ["channel", "region", "customer-kind", "product", "location"],
  worth: "itself",
  target: { rule: "growth", by: 0.05 },
  missing: {
    "no-data": needsOrders,
    "not-connected": "Needs unit costs: enter them on the variants or import a file of kind costs",
  },
  examples: [
    {
      // 60.00 + 10.00 − 20.00 back − 3 × 6.00
      given: [
        cost("SOCKS", "600"),
        order("A", { gross: 6000, units: 3 }),
        order("B", { gross: 1000, sku: "HAT" }),
        refund("A", "2026-03-20", { amount: 2000 }),
      ],
      expect: value("32.00", { n: 2, coverage: 0.8, beside: { label: "CM1" } }),
    },
    {
      // Sold 60.00 + 10.00, back 20.00, goods 4 × 6.00: CM1 26.00.
      // Fees 2.9 % of 70.00 + 0.30 = 2.33 and 0.35 by PayPal. Shipping 4.90 + 3 × 0.10 = 5.20 and, to
      // Austria, 9.00. Packaging 0.50 each. One parcel of two units back: 3.00 + 2 × 0.40 = 3.80.
      // CM2 26.00 − 2.68 − 14.20 − 1.00 − 3.80 = 4.32; with 1.00 of spend CM3 is 3.32.
      given: [
        cost("SOCKS", "600"),
        costRule("fee", { percent: "2.9", perOrder: "30" }, { match: "shopify_payments" }),
        costRule("fee", { perOrder: "35" }, { match: "paypal" }),
        costRule("shipping", { perOrder: "490", perUnit: "10" }, { match: "DE" }),
        costRule("shipping", { perOrder: "900" }),
        costRule("packaging", { perOrder: "50" }),
        costRule("return", { perOrder: "300", perUnit: "40" }),
        order("A", {
          ...{ gross: 6000, units: 3, region: "DE-BE" },
          ...{ charged: 7000, gateway: "shopify_payments" },
        }),
        order("B", { gross: 1000, region: "AT", charged: 1000, gateway: "paypal" }),
        refund("A", "2026-03-20", { amount: 2000, units: 2, restock: "no_restock" }),
        spend("2026-03-02", "email", 100),
      ],
      expect: value("4.32", {
        n: 2,
        coverage: 1,
        beside: { label: "CM2", cm1: "26.00", fees: "2.68", cm3: "3.32" },
      }),
    },
    {
      // Nobody told B's gateway, and nothing says what a return costs: B's fee and A's return are
      // unknown, not 0. Known in full: 60.00 of 60.00 + 10.00 sold + 20.00 back.
      given: [
        cost("SOCKS", "600"),
        costRule("fee", { perOrder: "30" }, { match: "paypal" }),
        costRule("shipping", {}),
        costRule("packaging", {}),
        order("A", { gross: 6000, units: 2, gateway: "paypal" }),
        order("B", { gross: 1000 }),
        refund("A", "2026-03-20", { amount: 2000, restock: "no_restock" }),
      ],
      expect: value("31.70", { n: 2, coverage: 60 / 90, beside: { returnCoverage: 0 } }),
    },
    {
      // Rules from the 10th on: March is not counted by them, and keeps version 1.
      given: [
        cost("SOCKS", "600"),
        costRule("packaging", { perOrder: "50" }, { from: "2026-03-10" }),
        order("A", { gross: 6000, on: "2026-03-15" }),
      ],
      expect: value("54.00", { n: 1, coverage: 1, beside: { label: "CM1" } }),
    },
    { given: [order("A")], expect: no("not-connected") },
    { given: [], expect: no("no-data") },
  ],
});
