import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import { readDay } from "../../app/ingest/sources/spend-dialect.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
const folder = mkdtempSync(join(tmpdir(), "fourfold-words-"));
const now = new Date("2026-05-04T09:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(async () => {
  await db?.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
/** Imports a file of spend into a shop of its own; its kind is told by the header. */
async function imported(text: string | Uint8Array) {
  const shop = await testShop(db, { currency: "EUR" });
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, text);
  const report = await importFile(db, shop, { file: path, kind: null }, { now });
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ row: string }>(
      "select concat_ws(' ', platform, channel, day, name, original) as row from spend order by day, row",
    ),
  );
  return { report, rows: rows.map(({ row }) => row) };
}

test("ad exports are read in the languages their platforms write them in", async () => {
  const german = await imported(
    "Kampagnenbericht\nTag;Kampagne;Kampagnen-ID;Kampagnentyp;Währungscode;Kosten\n" +
      "2026-04-01;Marke;11;Suchnetzwerk;EUR;1.204,50\n2026-04-02;Bilder;12;Displaynetzwerk;EUR;80,00\n" +
      "Gesamt: Konto;;;;EUR;1.284,50\n",
  );
  expect(german.report).toMatchObject({ accepted: 2, rejected: 1 });
  expect(german.rows).toEqual([
    "google-ads paid-search 2026-04-01 Marke 120450",
    "google-ads display 2026-04-02 Bilder 8000",
  ]);
  const french = await imported(
    "Nom de la campagne,Jour,Montant dépensé (EUR),Début des rapports,Fin des rapports\n" +
      '"Été, soldes",2026-04-01,"10,10",2026-04-01,2026-04-01\n',
  );
  expect(french.rows).toEqual(["meta-ads paid-social 2026-04-01 Été, soldes 1010"]);
  const spanish = await imported(
    "Nombre de la campaña;Día;Importe gastado (EUR)\nVerano;01/04/2026;12,50\nVerano;13/04/2026;7,50\n",
  );
  expect(spanish.rows).toEqual([
    "meta-ads paid-social 2026-04-01 Verano 1250",
    "meta-ads paid-social 2026-04-13 Verano 750",
  ]);
  const italian = await imported(
    "Nome della campagna;Per giorno;Costo;Valuta\nEstate;2026-04-01;5,25;EUR\n",
  );
  expect(italian.rows).toEqual(["tiktok-ads paid-social 2026-04-01 Estate 525"]);
  const dutch = await imported("Dag;Campagne;Valutacode;Kosten\n1 mei 2026;Merk;EUR;5,25\n");
  expect(dutch.rows).toEqual(["google-ads paid-search 2026-05-01 Merk 525"]);
  const portuguese = await imported(
    "Data gregoriana;Nome da conta;Nome da campanha;Gasto;Código da moeda\n" +
      "4/30/2026;Loja;Marca;7,10;EUR\n",
  );
  expect(portuguese.rows).toEqual(["microsoft-ads paid-search 2026-04-30 Marca 710"]);
});

test("a spreadsheet's CSV in Windows-1252 is read like UTF-8, quoted line ends included", async () => {
  const text = 'Tag;Kampagne;Währung;Kosten\r\n01.04.2026;"Frühling\r\nMärz";EUR;1.000,00 €\r\n';
  const bytes = Buffer.from(text.replace("€", "\u0080"), "latin1");
  const { report, rows } = await imported(bytes);
  expect(report).toMatchObject({ accepted: 1, rejected: 0 });
  expect(rows).toEqual(["google-ads paid-search 2026-04-01 Frühling\r\nMärz 100000"]);
});

test("days in words are read in these languages; a spreadsheet's number of a day is told", () => {
  const day = (text: string) => readDay(text, { order: null });
  for (const text of [
    ...["1. April 2026", "1 avr. 2026", "1 de abril de 2026", "1 aprile 2026", "Apr 1, 2026"],
    ...["mer. 1 avr. 2026", "Wednesday, April 1, 2026", "1 apr 2026"],
  ]) {
    expect([text, day(text)]).toEqual([text, { value: "2026-04-01" }]);
  }
  expect(day("14 juillet 2026")).toEqual({ value: "2026-07-14" });
  expect(day("1 août 2026")).toEqual({ value: "2026-08-01" });
  expect(day("3. März 2026")).toEqual({ value: "2026-03-03" });
  expect(day("3. Dez. 2026")).toEqual({ value: "2026-12-03" });
  expect(day("46113")).toMatchObject({
    todo: "it is a spreadsheet's number of a day: format the column as a date, and save",
  });
  expect(day("1 foo 2026")).toMatchObject({ expected: "a day such as 2026-01-31" });
});

test("percent signs and words are no amounts, thousands marks are", async () => {
  const { report, rows } = await imported(
    "day,channel,campaign,amount\n2026-04-01,email,A,12%\n2026-04-01,email,B,free\n" +
      '2026-04-01,email,C,"1,204,500.25"\n2026-04-01,email,D,1 204.25\n2026-04-01,email,E,1\'204.75\n',
  );
  expect(report.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '2 amount: got "12%", expected an amount such as 1234.50; write the number alone',
    '3 amount: got "free", expected an amount such as 1234.50; write the number alone',
  ]);
  expect(rows.map((row) => row.split(" ").slice(3).join(" "))).toEqual([
    "C 120450025",
    "D 120425",
    "E 120475",
  ]);
});

test("a campaign may be called Total Look; a total of a day is left out", async () => {
  const { report, rows } = await imported(
    "Campaign name,By Day,Cost,Currency\nTotal Look,2026-04-01,5.00,EUR\nTotal,2026-04-01,5.00,EUR\n" +
      "Gesamt: Kampagnen,2026-04-01,5.00,EUR\nTotal of 1 results,-,5.00,EUR\n",
  );
  expect(rows).toEqual(["tiktok-ads paid-social 2026-04-01 Total Look 500"]);
  expect(report).toMatchObject({ accepted: 1, rejected: 3 });
});

test("ids that a spreadsheet rounded do not make two campaigns one", async () => {
  const { report, rows } = await imported(
    "Campaign name,Campaign ID,By Day,Cost,Currency\nA,1.79E+18,2026-04-01,5.00,EUR\n" +
      "B,1.79E+18,2026-04-01,6.00,EUR\n",
  );
  expect(rows.map((row) => row.split(" ").slice(3).join(" "))).toEqual(["A 500", "B 600"]);
  expect(report.problems).toEqual([
    {
      line: 1,
      reason: expect.stringContaining('campaign_id: got "1.79E+18", which a spreadsheet'),
    },
  ]);
});
