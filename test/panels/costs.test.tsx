import { expect, test } from "vitest";
import { amountsOf } from "../../app/ledger/cost-rule.ts";
import { CostsPage } from "../../app/panels/costs.tsx";
import { stepsOf } from "../../app/panels/margin-steps.tsx";
import { hasFeeRule, withState, type Costs } from "../../app/scorecard/costs.ts";
import type { ScorecardKpi } from "../../app/scorecard/types.ts";
import { shown } from "./shown.tsx";

const none = { location: "", percent: "0", perOrder: "0", perLine: "0", perUnit: "0", perKg: "0" };
const told = [
  {
    ...none,
    cost: "fee",
    match: "paypal",
    validFrom: "2026-01-01",
    percent: "2.9",
    perOrder: "0.3",
  },
  { ...none, cost: "fee", match: "paypal", validFrom: "2026-03-01", percent: "2.5" },
  {
    ...none,
    cost: "shipping",
    match: "AT DE",
    validFrom: "2026-01-01",
    perOrder: "4.9",
    perKg: "1.1",
  },
  { ...none, cost: "packaging", match: "", validFrom: "2026-05-01" },
] as const;

const margin: ScorecardKpi = {
  ...{ id: "contribution-margin", name: "Contribution margin", perspective: "financial" },
  ...{
    unit: "money",
    direction: "up",
    value: "20.00",
    reason: null,
    n: 3,
    counts: "orders",
    interval: null,
  },
  ...{ target: null, status: "no-target", previous: null, asOf: "2026-04-12T08:00:00.000Z" },
  change: { absolute: null, relative: null },
  ...{ coverage: 0.5, formula: "CM2", version: 2 },
  beside: {
    ...{ label: "CM2", netSales: "60.00", unitCost: "30.00", costCoverage: 1, cm1: "30.00" },
    ...{ fees: "4.00", feeCoverage: 0.5, shippingCost: "6.00", shippingCoverage: 1 },
    ...{ packagingCost: "0.00", packagingCoverage: 1, returnCost: "0.00", returnCoverage: 0 },
    ...{ spend: "5.00", cm3: "15.00" },
  },
};

const costs: Costs = {
  rules: withState(told, "2026-04-12"),
  gateways: [
    { name: "paypal", orders: 12, hasRule: true },
    { name: null, orders: 3, hasRule: false },
  ],
  ...{ orders: 15, margin, dirtyDays: 0, locations: [], labels: null },
};

const page = (more: Partial<Costs> = {}) =>
  shown(
    <CostsPage
      costs={{ ...costs, ...more }}
      amounts={amountsOf}
      {...{ currency: "EUR", today: "2026-04-12", locale: "en" }}
    />,
    "/app/costs?shop=a.myshopify.com",
  );

test("rules stand with their amounts, what they are for and whether they hold", async () => {
  const { text, html } = await page();
  expect(text).toContain(
    "Payment fee paypal 2.9% + €0.30 an order Jan 1, until the next one began",
  );
  expect(text).toContain("Payment fee paypal 2.5% Mar 1");
  expect(text).toContain("Shipping AT, DE €4.90 an order + €1.10 a kg Jan 1");
  expect(text).toContain("Packaging everything else nothing: 0 May 1, not yet");
  expect(html).toContain('aria-label="Take back Shipping AT DE"');
  expect(text).toContain("paypal 12 known by a rule");
  expect(text).toContain("Not told 3 unknown: add a rule");
});

test("CM1, CM2 and CM3 stand one under the other; unknown is no 0", async () => {
  const { text } = await page();
  expect(stepsOf(margin).map(({ key }) => key)).toEqual([
    ...["netSales", "unitCost", "cm1", "fees", "shippingCost", "packagingCost", "returnCost"],
    ...["cm2", "spend", "cm3"],
  ]);
  expect(text).toContain("CM1 €30.00 Payment fees − €4.00 50% Shipping − €6.00 100%");
  expect(text).toContain("Packaging €0.00 100% Cost of returns unknown 0% CM2 €20.00");
  expect(text).toContain("Advertising spend − €5.00 CM3 €15.00");
  const credit = { ...margin.beside, spend: "-5.00", spendCoverage: 0.5, cm3: "25.00" };
  const credited = (await page({ margin: { ...margin, beside: credit } })).text;
  expect(credited).toContain("Advertising spend + €5.00 50% CM3 €25.00");
  expect(credited).toContain("shared evenly by the orders");
  const { cm1: _own, ...beside } = margin.beside;
  const before = stepsOf({
    ...margin,
    version: 1,
    value: "30.00",
    beside: { ...beside, cm3: null },
  });
  expect(before.slice(0, 3)).toMatchObject([{}, {}, { key: "cm1", amount: "30.00" }]);
});

test("without rules it says what is unknown, and days being counted say so", async () => {
  const { text } = await page({ rules: [], dirtyDays: 2 });
  expect(text).toContain("No rules yet: fees, shipping, packaging and returns are unknown");
  expect(text).toContain("2 days are being counted again.");
  expect((await page({ dirtyDays: 1 })).text).toContain("1 day is being counted again.");
});

test("a gateway's fee is known by name, or by a rule for all others that knows who it is", () => {
  const now = withState(told, "2026-04-12");
  expect(now.map(({ holds }) => holds)).toEqual(["over", "now", "now", "later"]);
  expect([hasFeeRule(now, "paypal"), hasFeeRule(now, "cash")]).toEqual([true, false]);
  const others = {
    ...none,
    cost: "fee",
    match: "",
    validFrom: "2026-01-01",
    percent: "3",
  } as const;
  const both = withState([...told, others], "2026-04-12");
  expect([hasFeeRule(both, "cash"), hasFeeRule(both, null)]).toEqual([true, false]);
  expect(hasFeeRule(withState([others], "2026-04-12"), null)).toBe(true);
});

test("what carriers billed stands with its coverage, and what is of no order is said", async () => {
  const labels = { labels: 12, orders: 10, amount: "61.20", notFound: "7.70" };
  const billed = { ...margin, beside: { ...margin.beside, labelCoverage: 0.4 } };
  const { text } = await page({ labels, margin: billed });
  expect(text).toContain("The latest 12 labels, for 10 orders: €61.20.");
  expect(text).toContain("40% has its shipping cost from labels");
  expect(text).toContain("€7.70 of it is for orders or parcels that are not known");
  const alone = { ...labels, labels: 1, orders: 1 };
  expect((await page({ labels: alone, margin: billed })).text).toContain(
    "1 label, for 1 order: €61.20.",
  );
  expect((await page()).text).toContain("No labels yet: shipping costs what your rules say.");
});

test("a rule for a location says which, and the form offers them where there are several", async () => {
  const locations = [
    { id: "1", name: "Berlin till" },
    { id: "2", name: "Warehouse" },
  ];
  const rule = { ...none, cost: "fee", match: "", location: "1", validFrom: "2026-01-01" } as const;
  const rules = withState([...told, { ...rule, percent: "1.5" }], "2026-04-12", locations);
  const { text, html } = await page({ rules, locations });
  expect(text).toContain("Payment fee everything else · Berlin till 1.5%");
  expect(html).toContain('aria-label="Take back Payment fee Berlin till"');
  expect(html).toContain(">Warehouse</option>");
  // A till's fee says nothing of what the gateway takes online.
  const till = withState([{ ...rule, percent: "1.5" }], "2026-04-12", locations);
  expect(hasFeeRule(till, "paypal")).toBe(false);
  expect((await page({ locations: locations.slice(0, 1) })).html).not.toContain("Berlin till");
});
