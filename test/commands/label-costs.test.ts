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
