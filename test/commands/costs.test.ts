import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import type { ImportReport } from "../../app/ingest/import.server.ts";
import type { KpiParts } from "../../app/scorecard/types.ts";
import { freshDatabase } from "../database.ts";
import { terminal } from "./terminal.ts";

let db: Db;
let fourfold: ReturnType<typeof terminal>;
beforeAll(async () => {
  db = await freshDatabase();
  fourfold = terminal(db, new Date("2026-05-04T09:00:00Z"));
});
afterAll(async () => {
  fourfold?.close();
  await db?.close();
});

const shop = ["--shop", "c.myshopify.com"];
const orders =
  "Name,Financial Status,Currency,Subtotal,Shipping,Total,Created at,Lineitem quantity,Lineitem name," +
  "Lineitem price,Lineitem sku,Shipping Country,Payment Method,Discount Code,Source\n" +
  "#1,paid,GBP,10.00,2.00,12.00,2026-02-02 10:00:00 +0000,2,Cup,5.00,CUP,GB,Shopify Payments,,web\n" +
  "#2,paid,GBP,30.00,0.00,30.00,2026-02-03 10:00:00 +0000,1,Bowl,30.00,BOWL,DE,Shopify Payments,CATALOG-7,web\n";
const imported = async (text: string, ...more: string[]) =>
  fourfold.json<ImportReport>("import", ...shop, "--file", fourfold.file(text), ...more);
const february = ["--from", "2026-02-01", "--to", "2026-03-01"];
const margin = (...more: string[]) =>
  fourfold.json<KpiParts>("kpi", ...shop, "--id", "contribution-margin", ...more);

test("rules by file and by set make CM2 of CM1, by version, and in every split to the cent", async () => {
  expect(await imported(orders)).toMatchObject({ accepted: 2, rejected: 0 });
  await imported("sku,cost,valid_from\nCUP,1.50,2026-01-01\nBOWL,12.00,2026-01-01\n");
  // 40.00 − 2 × 1.50 − 12.00
  expect((await margin(...february)).kpi).toMatchObject({
    ...{ value: "25.00", version: 1, coverage: 1 },
    formula: expect.stringContaining("CM1"),
  });

  const rules =
    "rule,applies_to,valid_from,percent,per_order\nfee,shopify_payments,2026-01-01,2.5,0.20\n" +
    "packaging,,2026-01-01,,0.50\nfee,,yesterday,1,\n";
  expect(await imported(rules, "--kind", "cost-rules")).toMatchObject({
    accepted: 2,
    problems: [{ line: 4, reason: expect.stringContaining('valid_from: got "yesterday"') }],
  });
  expect(await imported(rules)).toMatchObject({ accepted: 0, unchanged: 2 });
  const set = await fourfold.json<{ costRules: string[] }>(
    ...["set", ...shop, "--cost", "shipping:GB=3.00+0.25/unit:2026-01-01"],
    ...["--cost", "shipping=9.00:2026-01-01", "--cost", "return=2.00:2026-01-01"],
  );
  expect(set.costRules).toEqual([
    "fee:shopify_payments=2.5%+0.2:2026-01-01",
    "shipping:GB=3+0.25/unit:2026-01-01",
    "shipping=9:2026-01-01",
    "packaging=0.5:2026-01-01",
    "return=2:2026-01-01",
  ]);

  // Fees 2.5 % of 12.00 and of 30.00 and 0.20 each: 0.50 + 0.95. Shipping 3.50 + 9.00. Packaging 1.00.
  const { kpi, parts } = await margin(...february, "--by", "product");
  expect(kpi).toMatchObject({
    ...{ value: "10.05", version: 2, coverage: 1, previous: null },
    beside: { cm1: "25.00", fees: "1.45", shippingCost: "12.50", packagingCost: "1.00" },
  });
  // Cup 10.00 − 3.00 − 0.50 − 3.50 − 0.50; Bowl 30.00 − 12.00 − 0.95 − 9.00 − 0.50.
  expect(parts.map(({ key, value }) => [key, value])).toEqual([
    ["BOWL", "7.55"],
    ["CUP", "2.50"],
  ]);
  expect((await margin(...february, "--version", "1")).kpi).toMatchObject({
    ...{ value: "25.00", version: 1 },
  });
  // What begins before the first rule keeps version 1 unless the other is asked for.
  const wider = ["--from", "2025-12-01", "--to", "2026-03-01"];
  expect((await margin(...wider)).kpi).toMatchObject({ value: "25.00", version: 1 });
  expect((await margin(...wider, "--version", "2")).kpi).toMatchObject({ value: "10.05" });
});

test("a rule taken back is unknown again and not 0", async () => {
  const none = ["--cost", "shipping:GB=none:2026-01-01", "--cost", "shipping=none:2026-01-01"];
  await fourfold.json("set", ...shop, ...none);
  expect((await margin(...february)).kpi).toMatchObject({
    value: "22.55",
    coverage: 0,
    beside: { shippingCoverage: 0, feeCoverage: 1 },
  });
});

test("the catalogue's code of a file's order is its channel, and the same file again changes nothing", async () => {
  await fourfold.json("set", ...shop, "--cost", "shipping=4.00:2026-01-01");
  expect(await imported(orders)).toMatchObject({ accepted: 0, unchanged: 2 });
  await imported("day,channel,campaign,amount,currency\n2026-02-01,offline,Catalogue,10.00,GBP\n");
  const { kpi } = await fourfold.json<KpiParts>(
    "kpi",
    ...shop,
    "--id",
    "marketing-roi",
    ...february,
  );
  // Bowl: 30.00 − 12.00 − 0.95 − 4.00 − 0.50 = 12.55 of 10.00.
  expect(kpi).toMatchObject({ value: 0.255, version: 2, beside: { label: "CM2" } });
});

test("a rule for a location holds for what was sent from there, and for nothing else", async () => {
  const packaging = async () => (await margin(...february)).kpi.beside?.packagingCost;
  expect(await packaging()).toBe("1.00");
  const set = await fourfold.json<{ costRules: string[] }>(
    ...["set", ...shop, "--cost", "packaging@77=0.10:2026-01-01"],
  );
  expect(set.costRules).toContain("packaging@77=0.1:2026-01-01");
  expect(await packaging()).toBe("1.00");
  await imported("order,created_at,location\n1,2026-02-04 10:00:00 +0000,77\n");
  expect(await packaging()).toBe("0.60");
  await fourfold.json("set", ...shop, "--cost", "packaging@77=none:2026-01-01");
  expect(await packaging()).toBe("1.00");
});

test("what is no rule is wrong usage", async () => {
  for (const [cost, words] of [
    ["fee", "got --cost fee, expected such as fee:shopify_payments=2.9%+0.30:2026-01-01"],
    ["fee=2.9e%", "got --cost fee=2.9e%"],
    ["postage=1", 'rule: got "postage", expected one of fee, shipping, packaging, return'],
    ["fee=1/kg", 'perKg: got "1", expected only percent, per_order for fee; empty the cell'],
  ] as const) {
    const said = await fourfold.run("set", ...shop, "--cost", cost);
    expect([said.exit, said.out]).toEqual([2, ""]);
    expect(said.err).toContain(words);
  }
});
