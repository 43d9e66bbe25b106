import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { importFile, openImport } from "../../app/ingest/import.server.ts";
import { FileRefused } from "../../app/ingest/files/table.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
const folder = mkdtempSync(join(tmpdir(), "fourfold-import-"));
const now = new Date("2026-05-04T09:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(async () => {
  await db?.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
function fileOf(text: string | Uint8Array): string {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, text);
  return path;
}
const run = (shop: ShopContext, text: string | Uint8Array, kind: string | null = null) =>
  importFile(db, shop, { file: fileOf(text), kind }, { now });

async function rowsOf<T>(shop: ShopContext, sql: string): Promise<T[]> {
  const { rows } = await inShop(db, shop.id, (client) => client.query(sql));
  return rows as T[];
}
const measuresOf = (shop: ShopContext) =>
  rowsOf(shop, "select *, xmin::text from measure_day order by 1, 2, 3, 4, 5, 6");

const header =
  "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at," +
  "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Country,Refunded Amount,Id,Source";
const order = (name: string, id = "", subtotal = "10.00", email = `${name}@x.test`) =>
  `${name},${email},paid,USD,${subtotal},0.00,0.00,${subtotal},2026-01-02 10:00:00 +0000,1,Cup,${subtotal},CUP,DE,0.00,${id},web`;
const line = (name: string, price = "5.00") => `${name},,,,,,,,,1,Plate,${price},PLATE,,,,`;

test("the same file again is unchanged and writes neither fact nor measure", async () => {
  const shop = await testShop(db);
  const text = [header, order("#1", "11", "15.00"), line("#1"), order("#2", "12")].join("\n");
  expect(await run(shop, text)).toEqual({
    accepted: 3,
    rejected: 0,
    unchanged: 0,
    problemsTotal: 0,
    problems: [],
  });
  const before = await measuresOf(shop);
  expect(before.length).toBeGreaterThan(0);
  const orders = await rowsOf(shop, "select id, xmin::text from orders order by id");
  expect(await run(shop, text)).toMatchObject({ accepted: 0, rejected: 0, unchanged: 3 });
  expect(await measuresOf(shop)).toEqual(before);
  expect(await rowsOf(shop, "select id, xmin::text from orders order by id")).toEqual(orders);
});

test("a corrected file replaces what an earlier one said", async () => {
  const shop = await testShop(db);
  await run(shop, [header, order("#1", "11", "10.00")].join("\n"));
  const file = fileOf([header, order("#1", "11", "12.00"), order("#2", "12")].join("\n"));
  const later = new Date(now.getTime() + 60_000);
  const report = await importFile(db, shop, { file, kind: "orders" }, { now: later });
  expect(report).toMatchObject({ accepted: 2, unchanged: 0 });
  expect(await rowsOf(shop, "select id, gross - discounts as net from orders order by id")).toEqual(
    [
      { id: "11", net: 1200n },
      { id: "12", net: 1000n },
    ],
  );
});

test("an order with a broken row is left out whole, every row with its line and reason", async () => {
  const shop = await testShop(db);
  const text = [
    header,
    order("#1", "11", "15.00"),
    line("#1", "1,5"),
    order("#2", "12"),
    order("#3", "13").replace("10.00,0.00", '"1,000.00",0.00'),
    "#4,too,short",
  ].join("\n");
  const report = await run(shop, text);
  expect(report).toMatchObject({ accepted: 1, rejected: 4, unchanged: 0, problemsTotal: 4 });
  expect(report.problems.map((problem) => problem.line)).toEqual([2, 3, 5, 6]);
  expect(report.problems[0]?.reason).toContain("left out with line 3");
  expect(report.problems[1]?.reason).toContain("got 18 cells, expected 17");
  expect(report.problems[2]?.reason).toContain('Subtotal: got "1,000.00"');
  expect(report.problems[3]?.reason).toContain("got 3 cells, expected 17");
  expect(await rowsOf(shop, "select id from orders")).toEqual([{ id: "12" }]);
});

test("rows of one order are one order even when others stand between them", async () => {
  const shop = await testShop(db);
  const text = [header, order("#1", "11", "20.00"), order("#2", "12"), line("#1"), line("#1")];
  expect(await run(shop, text.join("\n"))).toMatchObject({ accepted: 4, rejected: 0 });
  expect(await rowsOf(shop, "select id, units, gross, discounts from orders order by id")).toEqual([
    { id: "11", units: 3, gross: 3000n, discounts: 1000n },
    { id: "12", units: 1, gross: 1000n, discounts: 0n },
  ]);
});

test("BOM, semicolons, CRLF, quoted newlines and UTF-16 are read", async () => {
  const shop = await testShop(db);
  const semicolons = [
    header,
    order("#1", "11"),
    order("#2", "12").replace("Cup", '"A\r\ncup; red"'),
  ]
    .join("\r\n")
    .replaceAll(",", ";");
  expect(await run(shop, `\ufeff${semicolons}\r\n`)).toMatchObject({ accepted: 2, rejected: 0 });
  expect(await rowsOf(shop, "select title from order_line where order_id = '12'")).toEqual([
    { title: "A\r\ncup; red" },
  ]);
  const tabs = [header, order("#3", "13")].join("\n").replaceAll(",", "\t");
  expect(await run(shop, Buffer.from(`\ufeff${tabs}`, "utf16le"))).toMatchObject({ accepted: 1 });
  expect(await run(shop, [header, order("#4", "14")].join("\r"))).toMatchObject({ accepted: 1 });
});

test("a missing, doubled or unknown column is named and nothing is taken", async () => {
  const refused = async (text: string, kind: string | null = null) => {
    const error = await openImport(fileOf(text), kind).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileRefused);
    return (error as Error).message;
  };
  expect(await refused(header.replace(",Subtotal", ""))).toContain('missing column "Subtotal"');
  expect(await refused(`${header},Created at`)).toContain('the column "Created at" twice');
  expect(await refused("a,b,c\n1,2,3\n")).toContain("got the header a, b, c");
  expect(await refused("order,score\n", "answers")).toContain(
    'missing column "question", "answered_at", "touchpoint"',
  );
  expect(await refused("")).toContain("got an empty file");
  const absent = await openImport(join(folder, "absent.csv"), null).catch((e: Error) => e.message);
  expect(absent).toContain("got no file at");
});

test("a CSV order never replaces one from the API, nor brings its refund or customer", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into orders (shop_id, id, name, source, updated_at, triggered_at, hash, processed_at,
         sale_day, test, financial_status, counted, currency, channel, region, given_region, gross,
         discounts, units, ship_eligible)
       values ($1, '99', '#1', 'api', now(), now(), 'h', now(), '2026-01-02', false, 'paid', true,
         'USD', 'online', 'DE', 'DE', 700, 0, 1, true)`,
      [shop.id],
    ),
  );
  const text = [header, order("#1").replace(",0.00,,web", ",4.00,,web")].join("\n");
  expect(await run(shop, text)).toMatchObject({ accepted: 0, unchanged: 1 });
  expect(await rowsOf(shop, "select id, gross from orders")).toEqual([{ id: "99", gross: 700n }]);
  expect(await rowsOf(shop, "select id from refund")).toEqual([]);
  expect(await rowsOf(shop, "select customer_id from contact")).toEqual([]);
});

test("a parcel or an answer that comes before its order is joined by name or id", async () => {
  const shop = await testShop(db);
  const parcels = "order,created_at\n1,2026-01-03T10:00:00Z\n#12,2026-01-04T10:00:00Z\n";
  expect(await run(shop, parcels)).toMatchObject({ accepted: 2 });
  expect(
    await run(shop, "order,question,score,answered_at,touchpoint\n#1,nps,9,2026-01-05,checkout\n"),
  ).toMatchObject({ accepted: 1 });
  await run(shop, [header, order("#1", "11"), order("#2", "12")].join("\n"));
  const shipped = "select id, shipped_at from orders order by id";
  expect(await rowsOf(shop, shipped)).toEqual([
    { id: "11", shipped_at: new Date("2026-01-03T10:00:00Z") },
    { id: "12", shipped_at: new Date("2026-01-04T10:00:00Z") },
  ]);
  expect(await run(shop, parcels)).toMatchObject({ accepted: 0, unchanged: 2 });
});

test("an undated cost that is still the same is unchanged on another day", async () => {
  const shop = await testShop(db);
  const file = fileOf("SKU,Cost per item\nCUP,3.20\n");
  const at = (day: string) =>
    importFile(db, shop, { file, kind: "costs" }, { now: new Date(`${day}T09:00:00Z`) });
  expect(await at("2026-05-04")).toMatchObject({ accepted: 1 });
  expect(await at("2026-06-01")).toMatchObject({ accepted: 0, unchanged: 1 });
});

test("people's e-mails stand in no table but sealed", async () => {
  const shop = await testShop(db);
  await run(shop, [header, order("#1", "11", "10.00", "Ann@Example.com ")].join("\n"));
  await run(shop, [header, order("#2", "12", "10.00", "ann@example.com")].join("\n"));
  const people = await rowsOf<{ customer_id: string }>(shop, "select customer_id from orders");
  expect(new Set(people.map((row) => row.customer_id)).size).toBe(1);
  expect(people[0]?.customer_id).toMatch(/^person:[\w-]{22}$/);
  const texts = await rowsOf<{ text: string }>(
    shop,
    `select to_json(o)::text as text from orders o union all select to_json(c)::text from customer c
     union all select to_json(c)::text from contact c`,
  );
  expect(texts.filter(({ text }) => text.toLowerCase().includes("ann@"))).toEqual([]);
});

test("a cell as long as a row may be is refused like any other, and at once", async () => {
  const shop = await testShop(db);
  for (const cell of [`${"1".repeat(1_000_000)}x`, "0".repeat(1_000_000), "1".repeat(65)]) {
    const labels = `day,order,amount\n2026-01-05,#1,${cell}\n2026-01-05,#2,4.90\n`;
    const report = await run(shop, labels, "label-costs");
    expect(report).toMatchObject({ rejected: 1 });
    expect(report.problems.find(({ line }) => line === 2)?.reason).toMatch(
      /got "[01]{60}…", expected an amount .*; write it/,
    );
  }
  // A row of nothing but cells, of which one is quoted.
  const cells = `day,order,amount\n"",${",".repeat(1_000_000)}\n`;
  expect(await run(shop, cells, "label-costs")).toMatchObject({ accepted: 0 });
});
