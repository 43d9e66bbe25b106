import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const folder = mkdtempSync(join(tmpdir(), "fourfold-foreign-"));
const now = new Date("2026-05-04T09:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db, { currency: "EUR" });
});
afterAll(async () => {
  await db?.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
function imported(text: string | Uint8Array, kind: string) {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, text);
  return importFile(db, shop, { file: path, kind }, { now });
}
const stored = async (text: string) => {
  const { rows } = await inShop(db, shop.id, (client) => client.query<{ row: string }>(text));
  return rows.map(({ row }) => row);
};

test("a carrier's invoice with semicolons, BOM, decimal commas and dotted days is read", async () => {
  const text =
    "\uFEFFday;tracking_number;carrier;amount\r\n03.02.2026;A1;DHL;4,10\r\n03.02.2026;A2;DHL;1.204,50\r\n" +
    '04.02.2026;A3;"DHL\r\nExpress";-1,00\r\n04.02.2026;A4;DHL;4,10 €\r\n';
  const report = await imported(text, "label-costs");
  expect(report).toMatchObject({ accepted: 3, rejected: 1 });
  expect(report.problems.at(-1)).toEqual({
    line: 6,
    reason:
      'amount: got "4,10 €", expected an amount such as 1234.50; write it without thousands separators, currency sign or words',
  });
  expect(
    await stored("select concat_ws(' ', day, amount) as row from label_cost order by day, amount"),
  ).toEqual(["2026-02-03 410", "2026-02-03 120450", "2026-02-04 -100"]);
  expect(await imported(text, "label-costs")).toMatchObject({ accepted: 0, unchanged: 3 });
});

test("rules, unit costs and rates are read so too, in UTF-16 as well; percent signs in their column", async () => {
  const rules =
    "rule;valid_from;percent;per_order\nfee;13/01/2026;2,9 %;0,30\npackaging;13/01/2026;;0,45\n";
  const utf16 = Buffer.from(`\uFEFF${rules.replaceAll(";", "\t")}`, "utf16le");
  expect(await imported(utf16, "cost-rules")).toMatchObject({ accepted: 2, rejected: 0 });
  expect(
    await stored(
      "select concat_ws(' ', kind, valid_from, percent, per_order) as row from cost_rule order by 1",
    ),
  ).toEqual(["fee 2026-01-13 2.9 30", "packaging 2026-01-13 0 45"]);

  expect(
    await imported("sku;cost;valid_from\nCUP;1,255;01.01.2026\nBOWL;12,5;\n", "costs"),
  ).toMatchObject({ accepted: 2, rejected: 0 });
  expect(
    await stored("select concat_ws(' ', item, amount) as row from unit_cost order by item"),
  ).toEqual(["sku:BOWL 1250", "sku:CUP 125.5"]);

  expect(await imported("day;currency;rate\n02.04.2026;USD;0,9213\n", "rates")).toMatchObject({
    accepted: 1,
  });
});

test("what a file leaves open is refused or read as before, never guessed", async () => {
  const report = await imported(
    'rule,valid_from,per_order\nreturn,03/04/2026,1\nreturn,2026-01-01,"1,234"\nreturn,46113,1\n',
    "cost-rules",
  );
  expect(report.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '2 valid_from: got "03/04/2026", expected a day such as 2026-01-31; write year, month and day',
    '3 per_order: got "1,234", expected an amount such as 1234.50; write it without thousands separators, currency sign or words',
    '4 valid_from: got "46113", expected a day such as 2026-01-31; write year, month and day',
  ]);
});

test("UTF-16 without a mark is read; a workbook is told what to do with", async () => {
  const text = "rule,valid_from,per_order\nreturn,2026-01-01,2.50\n";
  const little = Buffer.from(text, "utf16le");
  expect(await imported(little, "cost-rules")).toMatchObject({ accepted: 1, rejected: 0 });
  expect(await imported(Buffer.from(little).swap16(), "cost-rules")).toMatchObject({
    unchanged: 1,
  });
  const workbook = Buffer.from("504b030414000600080000002100", "hex");
  await expect(imported(workbook, "cost-rules")).rejects.toThrow(
    "expected CSV text; open it in your spreadsheet and save the sheet as CSV",
  );
});
