import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { importFile } from "../../app/ingest/import.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
const folder = mkdtempSync(join(tmpdir(), "fourfold-spend-"));
const now = new Date("2026-05-04T09:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(async () => {
  await db?.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
function run(
  shop: ShopContext,
  text: string | Uint8Array,
  kind: string | null = "spend",
  at = now,
) {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, text);
  return importFile(db, shop, { file: path, kind }, { now: at });
}

type Total = { platform: string; channel: string; amount: bigint | null; rows: number };

async function totals(shop: ShopContext): Promise<Total[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<Total>(
      `select platform, channel, sum(amount)::int8 as amount, count(*)::int as rows from spend
       group by 1, 2 order by 1, 2`,
    ),
  );
  return rows;
}

const google = `Campaign report
"April 1, 2026 - April 2, 2026"
Day,Campaign,Campaign ID,Campaign type,Currency code,Cost,Clicks
2026-04-01,Brand,111,Search,USD,"1,204.50",40
2026-04-01,Prospects,112,Display,USD,80.00,9
2026-04-02,Brand,111,Search,USD,-4.50,38
2026-04-02,Prospects,112,Display,USD,0,0
,Total: Campaigns,,,USD,"1,280.00",87
,Total: Account,,,USD,"1,280.00",87
`;

test("a Google Ads export is read under its title, without its totals, by campaign type", async () => {
  const shop = await testShop(db, { currency: "USD" });
  const report = await run(shop, google, null);
  expect(report).toMatchObject({ accepted: 4, rejected: 2, unchanged: 0 });
  expect(report.problems.map(({ line }) => line)).toEqual([8, 9]);
  expect(report.problems[0]?.reason).toContain(
    'got a total row ("Total: Campaigns"), expected one campaign\'s day; left out, nothing to do',
  );
  // 1,204.50 − 4.50 of credit, and 80.00
  expect(await totals(shop)).toEqual([
    { platform: "google-ads", channel: "display", amount: 8000n, rows: 2 },
    { platform: "google-ads", channel: "paid-search", amount: 120000n, rows: 2 },
  ]);
  expect(await run(shop, google)).toMatchObject({ accepted: 0, rejected: 2, unchanged: 4 });
});

test("Google's other format, UTF-16 with tabs and commas for decimals, adds up to the same", async () => {
  const shop = await testShop(db, { currency: "EUR" });
  const text = [
    "Kampagnenbericht",
    "1. April 2026 - 2. April 2026",
    "Day\tCampaign\tCurrency code\tCost",
    "01.04.2026\tBrand\tEUR\t1.204,50",
    "02.04.2026\tBrand\tEUR\t1.000",
    "Total: Account\t --\tEUR\t2.204,50",
  ].join("\r\n");
  const report = await run(shop, Buffer.from(`﻿${text}`, "utf16le"));
  expect(report).toMatchObject({ accepted: 2, rejected: 1 });
  expect(await totals(shop)).toMatchObject([{ amount: 220450n, rows: 2 }]);
});

test("a Meta Ads export has its currency in the header and adds ad sets up", async () => {
  const shop = await testShop(db, { currency: "EUR" });
  const text = `Campaign name,Ad set name,Day,Amount spent (EUR),Reporting starts,Reporting ends
,,,33.00,2026-04-01,2026-04-02
Spring,Women,2026-04-01,10.10,2026-04-01,2026-04-01
Spring,Men,2026-04-01,12.90,2026-04-01,2026-04-01
Spring,Women,2026-04-02,10.00,2026-04-02,2026-04-02
Whole month,All,,99.00,2026-04-01,2026-04-30
`;
  const report = await run(shop, text, null);
  expect(report).toMatchObject({ accepted: 3, rejected: 2 });
  expect(report.problems[0]).toMatchObject({ line: 2 });
  expect(report.problems[1]?.reason).toContain("day: got an empty cell, expected a day");
  expect(await totals(shop)).toEqual([
    { platform: "meta-ads", channel: "paid-social", amount: 3300n, rows: 2 },
  ]);
  const month = text.replace(",Day,", ",Week,");
  expect((await run(shop, month)).problems.at(-1)?.reason).toContain(
    'Reporting ends: got "2026-04-30", expected the same day, 2026-04-01',
  );
});

test("a TikTok Ads export is read with its total of results", async () => {
  const shop = await testShop(db, { currency: "USD" });
  const text = `Campaign name,Campaign ID,By Day,Cost,Currency
Clips,1790000000000000001,2026-04-01,5.25,USD
Clips,1790000000000000001,2026-04-02,6.75,USD
Total of 2 results,-,-,12.00,USD
`;
  expect(await run(shop, text, null)).toMatchObject({ accepted: 2, rejected: 1 });
  expect(await totals(shop)).toEqual([
    { platform: "tiktok-ads", channel: "paid-social", amount: 1200n, rows: 2 },
  ]);
});

test("a Microsoft Advertising export is read between its title and its last line", async () => {
  const shop = await testShop(db, { currency: "USD" });
  const text = `"Report Name: Campaign performance"
"Report Time: 4/1/2026,4/3/2026"
"Time Zone: UTC"
"Rows: 3"

"Gregorian date","Account name","Campaign name","Campaign type","Currency code","Spend"
"4/1/2026","Shop","Brand","Search & content","USD","7.10"
"4/2/2026","Shop","Brand","Search & content","USD","7.20"
"4/3/2026","Shop","Readers","Audience","USD","1,000.00"

"©2026 Microsoft Corporation. All rights reserved. "
`;
  const report = await run(shop, text, null);
  expect(report).toMatchObject({ accepted: 3, rejected: 1 });
  expect(report.problems).toMatchObject([{ line: 11 }]);
  expect(report.problems[0]?.reason).toContain("got a closing line");
  expect(await totals(shop)).toEqual([
    { platform: "microsoft-ads", channel: "display", amount: 100000n, rows: 1 },
    { platform: "microsoft-ads", channel: "paid-search", amount: 1430n, rows: 2 },
  ]);
});

test("a plain file has a channel; future days, unknown channels and missing days are told", async () => {
  const shop = await testShop(db, { currency: "EUR" });
  const report = await run(
    shop,
    `day,channel,campaign,amount,currency
2026-05-01,Catalogue,Spring book,500.00,EUR
2026-05-01,email,May letter,20.00,
2026-05-04,email,May letter,20.00,EUR
2026-05-05,email,May letter,20.00,EUR
2026-05-01,horoscope,Stars,20.00,EUR
2026-05-01,email,,20.00,EUR
2026-05-01,email,A letter,twenty,EUR
2026-05-01,email,A letter,20.00,euro
`,
    null,
  );
  expect(report).toMatchObject({ accepted: 3, rejected: 5, problemsTotal: 6 });
  const reasons = report.problems.map(({ line, reason }) => `${line} ${reason}`);
  expect(reasons[0]).toContain(
    "1 day: got no row for 2 of the days 2026-05-01 to 2026-05-05 (2026-05-02 and the 1 after it)",
  );
  expect(reasons[1]).toContain('5 day: got "2026-05-05", expected a day up to 2026-05-04');
  expect(reasons[2]).toContain('6 channel: got "horoscope", expected one of organic-search');
  expect(reasons[3]).toContain("7 campaign: got an empty cell");
  expect(reasons[4]).toContain('8 amount: got "twenty", expected an amount such as 1234.50');
  expect(reasons[5]).toContain('9 currency: got "euro", expected a code such as EUR');
  expect(await totals(shop)).toEqual([
    { platform: "file", channel: "email", amount: 4000n, rows: 2 },
    { platform: "file", channel: "offline", amount: 50000n, rows: 1 },
  ]);
});

test("other currencies count at the rate of their day, whichever file comes first", async () => {
  const spend = `day,channel,campaign,amount,currency
2026-04-03,email,Letter,100.00,USD
2026-04-06,email,Letter,100.00,USD
2026-04-06,email,Post,10.00,EUR
2026-04-06,email,Yen,1000,JPY
`;
  // Easter Monday, 6 April 2026, takes Thursday's rate. 92.13 twice, 10.00, and 1,000 yen at .0061.
  const rates = `day,currency,rate
2026-04-02,USD,0.9213
2026-04-02,JPY,0.0061
`;
  const amount = 9213n * 2n + 1000n + 610n;
  const first = await testShop(db, { currency: "EUR" });
  const waiting = await run(first, spend);
  expect(waiting).toMatchObject({ accepted: 4, rejected: 0 });
  expect(waiting.problems.map(({ reason }) => reason).join("\n")).toContain(
    "got USD on 2 days from 2026-04-03 to 2026-04-06, expected EUR or a rate for the day; kept",
  );
  expect(await totals(first)).toMatchObject([{ amount: 1000n, rows: 4 }]);
  const told = await run(first, rates, "rates");
  expect(told).toMatchObject({ accepted: 2, rejected: 0, problems: [] });
  expect(await totals(first)).toMatchObject([{ amount, rows: 4 }]);
  expect(await run(first, rates, "rates")).toMatchObject({ accepted: 0, unchanged: 2 });

  const second = await testShop(db, { currency: "EUR" });
  await run(second, rates, "rates");
  await run(second, spend);
  expect(await totals(second)).toMatchObject([{ amount, rows: 4 }]);
  // A rate in the file itself wins for its row: 100.00 at .95.
  const own =
    "day,channel,campaign,amount,currency,rate\n2026-04-03,email,Letter,100.00,USD,0.95\n";
  await run(second, own);
  expect(await totals(second)).toMatchObject([{ amount: amount - 9213n + 9500n }]);
});

test("bad rates are refused one by one", async () => {
  const shop = await testShop(db, { currency: "EUR" });
  const report = await run(
    shop,
    "day,currency,rate\n2026-04-01,EUR,1\n2026-04-01,USD,0\n2027-01-01,USD,1\n1/4/2026,USD,1\n2026-04-01,USD,0.9\n",
    "rates",
  );
  expect(report).toMatchObject({ accepted: 1, rejected: 4 });
});

test("two currencies of one campaign and day cannot be added: the second is told", async () => {
  const shop = await testShop(db, { currency: "USD" });
  const report = await run(
    shop,
    `Campaign name,Campaign ID,By Day,Cost,Currency
Clips,17,2026-04-01,5.00,USD
Clips,17,2026-04-01,6.00,EUR
`,
  );
  expect(report).toMatchObject({ accepted: 1, rejected: 1 });
  expect(report.problems[0]?.reason).toContain('got EUR for "Clips" on 2026-04-01, expected USD');
});

test("an export told again later replaces its days; a renamed campaign with an id stays one", async () => {
  const shop = await testShop(db, { currency: "USD" });
  await run(shop, google);
  const later = google.replaceAll(",Brand,111", ",Brand 2,111").replace("-4.50", "10.50");
  const at = new Date("2026-05-05T09:00:00Z");
  expect(await run(shop, later, "spend", at)).toMatchObject({ accepted: 4, rejected: 2 });
  // 1,204.50 + 10.50
  expect(await totals(shop)).toMatchObject([{ amount: 8000n }, { amount: 121500n, rows: 2 }]);
  // An older file does not take it back.
  await run(shop, google);
  expect((await totals(shop))[1]).toMatchObject({ amount: 121500n, rows: 2 });
});

test("a renamed campaign without an id is told instead of counted twice", async () => {
  const shop = await testShop(db, { currency: "USD" });
  const export1 = "Campaign name,Day,Amount spent (USD)\nA,2026-04-01,5.00\nA,2026-04-02,7.00\n";
  await run(shop, export1);
  const renamed = await run(shop, `${export1.replaceAll("A,", "B,")}B,2026-04-03,9.00\n`);
  expect(renamed).toMatchObject({ accepted: 1, rejected: 2 });
  expect(renamed.problems[0]?.reason).toContain(
    'campaign: got "B" with exactly what "A" cost on 2026-04-01, expected each campaign once',
  );
  expect(await totals(shop)).toMatchObject([{ amount: 2100n, rows: 3 }]);
  // Told with ids later, the days of A become those of the campaign with the id.
  const ids = export1.replace("Day", "Campaign ID,Day").replaceAll("A,", "A,9,");
  expect(await run(shop, ids)).toMatchObject({ accepted: 2, rejected: 0 });
  expect(await totals(shop)).toMatchObject([{ amount: 2100n, rows: 3 }]);
});

test("amounts that may be read in two ways are refused, not guessed", async () => {
  const shop = await testShop(db, { currency: "USD" });
  const row = (amounts: string[]) =>
    run(
      shop,
      `day;channel;campaign;amount\n${amounts.map((amount, at) => `2026-04-01;email;C${at};${amount}`).join("\n")}\n`,
    );
  expect((await row(["1.234"])).problems[0]?.reason).toContain(
    'amount: got "1.234", expected an amount such as 1234.50; write it with decimals',
  );
  // One sure amount tells how the file writes: 1,234 is then a thousand.
  expect(await row(["1.234", "0,50"])).toMatchObject({ accepted: 2, rejected: 0 });
  expect(await totals(shop)).toMatchObject([{ amount: 123400n + 50n }]);
  // A file that contradicts itself: only the doubtful one is refused.
  expect(await row(["1,5", "1.5", "1.234"])).toMatchObject({ accepted: 2, rejected: 1 });
});

test("another currency of the shop: what was spent in it counts, the rest waits for new rates", async () => {
  const shop = await testShop(db, { currency: "USD" });
  const plain = "day,channel,campaign,amount,currency\n2026-04-01,email,A,10.00,USD\n";
  await run(shop, `${plain}2026-04-01,email,B,20.00,EUR\n`);
  await run(shop, "day,currency,rate\n2026-04-01,EUR,1.10\n", "rates");
  // 10.00 + 20.00 × 1.10
  expect(await totals(shop)).toMatchObject([{ amount: 3200n }]);
  const euros = await updateShop(db, shop, { currency: "EUR" });
  expect(await totals(euros)).toMatchObject([{ amount: 2000n }]);
  await run(euros, "day,currency,rate\n2026-04-01,USD,0.90\n", "rates");
  // 10.00 × 0.90 + 20.00
  expect(await totals(euros)).toMatchObject([{ amount: 2900n }]);
  await run(euros, "day,currency,rate\n2026-04-01,USD,0.80\n", "rates", new Date("2026-05-05"));
  expect(await totals(euros)).toMatchObject([{ amount: 2800n }]);
});
