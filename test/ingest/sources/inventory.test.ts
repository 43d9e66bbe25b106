// Shopify's inventory export and suppliers' times as files, and what is wrong with some of their rows.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { importFile, openImport } from "../../../app/ingest/import.server.ts";
import type { ShopContext } from "../../../app/ledger/facts.ts";
import { testShop } from "../../database.ts";
import { ledgerForTests } from "../../ledger/store.ts";

const { db, read } = ledgerForTests();
const folder = mkdtempSync(join(tmpdir(), "fourfold-stock-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(text: string): string {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, text);
  return path;
}
const run = (shop: ShopContext, text: string, time = "2026-05-04T09:00:00Z", kind = "inventory") =>
  importFile(db(), shop, { file: write(text), kind }, { now: new Date(time) });
const levels = (shop: ShopContext) =>
  read(
    shop,
    `select inventory_item_id as item, l.name as place, s.active, available, on_hand as "onHand", committed, incoming
     from stock_level s join location l on l.id = s.location_id order by 1, 2`,
  );

const header =
  "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)";
const exported = `${header}
socks,Socks,Title,Default Title,SOCKS,,,Berlin,,5,0,2,8,10,10
socks,Socks,Title,Default Title,SOCKS,,,Hamburg,,not stocked,not stocked,not stocked,not stocked,not stocked,not stocked
hats,Hats,Title,Default Title,HATS,,,Berlin,,0,0,0,-3,-3,-3
gift,Gift,Title,Default Title,GIFT,,,Berlin,,,,,,,
gloves,Gloves,Title,Default Title,,,,Berlin,,0,0,0,1,1,1
scarf,Scarf,Title,Default Title,SCARF,,,Berlin,,0,0,0,1.5,1,1
`;

test("the export is known by its header, and read row by row", async () => {
  expect((await openImport(write(exported), null)).source.kind).toBe("inventory");
  const shop = await testShop(db());
  expect(await run(shop, exported)).toEqual({
    ...{ accepted: 3, rejected: 3, unchanged: 0, problemsTotal: 3 },
    problems: [
      {
        line: 5,
        reason:
          'available: got an empty cell, expected a whole number or "not stocked"; let Shopify track the item\'s quantity, or fill it in',
      },
      { line: 6, reason: "SKU: got an empty cell, expected a text; fill the cell in" },
      {
        line: 7,
        reason:
          'available: got "1.5", expected a whole number or "not stocked"; write it without separators or decimals',
      },
    ],
  });
  const none = { committed: null, incoming: null };
  expect(await levels(shop)).toEqual([
    {
      item: "sku:HATS",
      place: "Berlin",
      active: true,
      available: -3,
      onHand: -3,
      committed: 0,
      incoming: 0,
    },
    {
      item: "sku:SOCKS",
      place: "Berlin",
      active: true,
      available: 8,
      onHand: 10,
      committed: 2,
      incoming: 5,
    },
    { item: "sku:SOCKS", place: "Hamburg", active: false, available: null, onHand: null, ...none },
  ]);
});

test("the same file again changes nothing, on another day neither; a changed cell does", async () => {
  const shop = await testShop(db());
  await run(shop, exported);
  expect(await run(shop, exported)).toMatchObject({ accepted: 0, unchanged: 3, rejected: 3 });
  expect(await run(shop, exported, "2026-05-06T09:00:00Z")).toMatchObject({
    accepted: 0,
    unchanged: 3,
  });
  const changed = exported.replace("2,8,10,10", "2,6,8,8");
  expect(await run(shop, changed, "2026-05-06T10:00:00Z")).toMatchObject({
    accepted: 1,
    unchanged: 2,
  });
  expect(
    await read(
      shop,
      "select day, available from stock_change where inventory_item_id = 'sku:SOCKS' and active order by 1",
    ),
  ).toEqual([
    { day: "2026-05-04", available: 8 },
    { day: "2026-05-06", available: 6 },
  ]);
});

test("a history of days can be read in; no day to come", async () => {
  const shop = await testShop(db(), { timeZone: "Europe/Berlin" });
  const history =
    "sku,available,date\nSOCKS,8,2026-05-01\nSOCKS,3,2026-05-03\nSOCKS,9,2026-06-01\n";
  expect(await run(shop, history)).toMatchObject({
    accepted: 2,
    problems: [
      {
        line: 4,
        reason:
          "date: got a day to come, expected one that has begun; leave it empty for what is there now",
      },
    ],
  });
  expect(await read(shop, "select day, available from stock_change order by 1")).toEqual([
    { day: "2026-05-01", available: 8 },
    { day: "2026-05-03", available: 3 },
  ]);
});

test("suppliers' times are read by vendor and SKU", async () => {
  const shop = await testShop(db());
  const text = "vendor,sku,days\nKnit & Co,,21\n,SOCKS,5\n,,10\nOld,,0\nFar,,soon\n";
  const report = await run(shop, text, undefined, "lead-times");
  expect(report).toMatchObject({ accepted: 3, rejected: 2 });
  expect(report.problems.map(({ reason }) => reason)).toEqual([
    "days: got 0, expected 1 to 365; write whole days from the order to the shelf",
    'lead_days: got "soon", expected a whole number such as 3; write it without separators or decimals',
  ]);
  expect(await read(shop, "select rule, name, days from stock_rule order by 1")).toEqual([
    { rule: "lead-shop", name: "", days: 10 },
    { rule: "lead-sku", name: "SOCKS", days: 5 },
    { rule: "lead-vendor", name: "Knit & Co", days: 21 },
  ]);
  expect(await run(shop, text, undefined, "lead-times")).toMatchObject({
    accepted: 0,
    unchanged: 3,
  });
});
