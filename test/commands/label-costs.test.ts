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

const shop = ["--shop", "labels.myshopify.com"];
const imported = async (text: string) =>
  fourfold.json<ImportReport>("import", ...shop, "--file", fourfold.file(text));
const header =
  "Name,Financial Status,Currency,Subtotal,Shipping,Total,Created at,Lineitem quantity,Lineitem name," +
  "Lineitem price,Lineitem sku,Shipping Country,Payment Method,Source\n";
const order = (name: string, day: string, price: string, sku: string) =>
  `${name},paid,GBP,${price},0.00,${price},${day} 10:00:00 +0000,1,${sku},${price},${sku},GB,card,web\n`;
const february = ["--from", "2026-02-01", "--to", "2026-03-01"];
const margin = (...more: string[]) =>
  fourfold.json<KpiParts>("kpi", ...shop, "--id", "contribution-margin", ...february, ...more);
const shipping = async () => (await margin()).kpi.beside?.shippingCost;

const labels =
  "day,order,tracking_number,carrier,amount,currency\n" +
  "2026-02-03,#1,A1,DHL,4.10,GBP\n2026-02-04,1,A2,DHL,2.05,GBP\n2026-02-20,#1,A1,DHL,-1.00,GBP\n" +
  "2026-02-05,#3,C1,DHL,7.70,GBP\n";

test("real label costs take the place of the rule, and what is allocated is what the file says", async () => {
  await imported(
    header + order("#1", "2026-02-02", "10.00", "CUP") + order("#2", "2026-02-03", "30.00", "BOWL"),
  );
  await imported("sku,cost,valid_from\nCUP,2.00,2026-01-01\nBOWL,12.00,2026-01-01\n");
  const rules = ["fee=0", "shipping=3.00", "packaging=0", "return=0"].map(
    (rule) => `${rule}:2026-01-01`,
  );
  await fourfold.json("set", ...shop, ...rules.flatMap((rule) => ["--cost", rule]));
  expect(await shipping()).toBe("6.00");

  expect(await imported(labels)).toMatchObject({
    ...{ accepted: 4, rejected: 0 },
    problems: [{ line: 5, reason: expect.stringContaining('order: got "3", expected') }],
  });
  // 4.10 + 2.05 - 1.00 of labels, and the rule's 3.00 for the order without any.
  expect(await shipping()).toBe("8.15");
  // Bowl 30.00 - 12.00 - 3.00; Cup 10.00 - 2.00 - 5.15.
  const { parts } = await margin("--by", "product");
  expect(parts.map(({ key, value }) => [key, value])).toEqual([
    ["BOWL", "15.00"],
    ["CUP", "2.85"],
  ]);
  expect(await fourfold.json("set", ...shop)).toMatchObject({
    labelCosts: { labels: 4, orders: 1, amount: "12.85", notFound: "7.70" },
  });
});

test("the same file again changes nothing, a corrected amount is counted once, the order may come later", async () => {
  expect(await imported(labels)).toMatchObject({ accepted: 0, unchanged: 4 });
  expect(await shipping()).toBe("8.15");
  expect(await imported(labels.replace("2.05", "2.55"))).toMatchObject({
    accepted: 1,
    unchanged: 3,
  });
  expect(await shipping()).toBe("8.65");
  await imported(header + order("#3", "2026-02-04", "20.00", "VASE"));
  expect(await shipping()).toBe("16.35");
  expect(await fourfold.json("set", ...shop)).toMatchObject({
    labelCosts: { labels: 4, orders: 2, amount: "13.35", notFound: "0.00" },
  });
});

test("a label without an order is the parcel's by its number, however that is written", async () => {
  const parcels =
    "order,created_at,tracking_number\n2,2026-02-04 10:00:00 +0000,1Z 99-aa\n3,2026-02-05 10:00:00 +0000,XY7\n";
  await imported(parcels);
  // Until now the rule's 3.00 for #2; #3 costs its label's 7.70 and 1.00 more.
  const billed = "day,tracking_number,amount\n2026-02-06,1z99AA,5.40\n2026-02-06,xy7,1.00\n";
  expect(await imported(billed)).toMatchObject({ accepted: 2, rejected: 0, problems: [] });
  // 4.10 + 2.55 − 1.00, 5.40, 7.70 + 1.00
  expect(await shipping()).toBe("19.75");
  expect(await imported(billed)).toMatchObject({ accepted: 0, unchanged: 2 });

  // An unknown number is kept, told, and counted once its parcel is there.
  const early = "day,tracking_number,amount\n2026-02-07,LATE1,2.00\n";
  expect(await imported(early)).toMatchObject({
    accepted: 1,
    problems: [{ line: 2, reason: expect.stringContaining('tracking_number: got "LATE1"') }],
  });
  expect(await shipping()).toBe("19.75");
  await imported("order,created_at,tracking_number\n#2,2026-02-08 10:00:00 +0000,LATE1\n");
  expect(await shipping()).toBe("21.75");
  // Of 60.00 sold all has its shipping cost from labels.
  expect((await margin()).kpi.beside).toMatchObject({ labelCoverage: 1 });
});

test("a label billed twice counts once, whatever file tells it; a credit always counts", async () => {
  const again =
    "day,order,tracking_number,amount\n2026-02-09,#2,LATE1,2.00\n2026-02-09,,NEW9,3.00\n" +
    "2026-02-10,,NEW9,3.00\n2026-02-10,,LATE1,-0.50\n2026-02-10,,LATE1,-0.50\n";
  const report = await imported(again);
  expect(report).toMatchObject({ accepted: 3, rejected: 2 });
  expect(report.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    expect.stringContaining(
      '2 tracking_number: got "LATE1" with the amount that it was billed on 2026-02-07, expected each label once',
    ),
    expect.stringContaining('3 tracking_number: got "NEW9", expected the number of a parcel'),
    expect.stringContaining('4 tracking_number: got "NEW9" with the amount'),
  ]);
  expect(await shipping()).toBe("20.75");
  expect(await imported(again)).toMatchObject({ accepted: 0, rejected: 2, unchanged: 3 });
  expect(await imported("day,order,amount,currency\n2026-02-10,#2,4.00,EUR\n")).toMatchObject({
    ...{ accepted: 0, rejected: 1 },
    problems: [{ line: 2, reason: expect.stringContaining('currency: got "EUR", expected GBP') }],
  });
});
