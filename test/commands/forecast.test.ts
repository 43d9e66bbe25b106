import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import type { ForecastAnswer } from "../../app/scorecard/forecast.server.ts";
import { freshDatabase } from "../database.ts";
import { terminal } from "./terminal.ts";

let db: Db;
let fourfold: ReturnType<typeof terminal>;

beforeAll(async () => {
  db = await freshDatabase();
  // A Monday: 40 Mondays before it sold two pairs of socks each.
  fourfold = terminal(db, new Date("2026-06-01T06:00:00Z"));
  const day = (week: number) =>
    new Date(Date.UTC(2025, 7, 25 + 7 * week, 12)).toISOString().slice(0, 10);
  const header =
    "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Source\n";
  const rows = Array.from(
    { length: 40 },
    (_, week) =>
      `#${week},a@x.test,paid,EUR,16.00,${day(week)} 12:00:00 +0000,2,Socks,8.00,SOCKS,web\n`,
  );
  const stock = "sku,available,date\nSOCKS,4,2026-05-20\nHATS,-3,2026-05-20\n";
  await take("orders", header + rows.join(""));
  await take("inventory", stock);
});
afterAll(async () => {
  fourfold?.close();
  await db?.close();
});

const shop = ["--shop", "a.myshopify.com"];
const take = (kind: string, text: string) =>
  fourfold.json("import", ...shop, "--file", fourfold.file(text), "--kind", kind);
const forecast = (...more: string[]) => fourfold.json<ForecastAnswer>("forecast", ...shop, ...more);

test("the forecast is printed with exactly the names of the contract, items by SKU", async () => {
  const answer = await forecast();
  expect(Object.keys(answer)).toEqual(["horizonDays", "method", "backtest", "items"]);
  const contract = ["wape", "bias", "coverage95", "naiveWape"];
  expect(Object.keys(answer.backtest)).toEqual([...contract, "averageWape", "coverage80"]);
  expect(answer).toMatchObject({
    ...{ horizonDays: 21, method: "ses" },
    backtest: { wape: 0, bias: 0, coverage95: 1, naiveWape: 0, averageWape: 0, coverage80: 1 },
  });
  expect(answer.items.map(({ sku }) => sku)).toEqual(["HATS", "SOCKS"]);
  // Level 2 a week for three weeks; R: qnbinom(.95, size = 36 / (6.6923 - 6), mu = 6) = 11. For seven weeks:
  // variance 14 × (1 + 7 ÷ 26) = 17.77, qnbinom(.95, size = 196 / 3.77, mu = 14) = 21; 21 − 4 there.
  expect(answer.items[1]).toEqual({
    ...{ sku: "SOCKS", onHand: 4, demandPerDay: expect.closeTo(2 / 7, 9) as number },
    ...{ quantile95: 11, reorderPoint: 11, orderQuantity: 17, status: "runs-out" },
  });
  // Below 0, and never sold: out, and nobody is told to order what nobody wants.
  expect(answer.items[0]).toEqual({
    ...{ sku: "HATS", onHand: -3, demandPerDay: 0, quantile95: 0, reorderPoint: 0 },
    ...{ orderQuantity: 0, status: "out" },
  });
});

test("one SKU, up to any day: what came after it is not known", async () => {
  const { items } = await forecast("--sku", "SOCKS", "--cut", "2025-11-03");
  expect(items).toHaveLength(1);
  // Ten Mondays: variance 6 × (1 + 3 ÷ 10) = 7.8, qnbinom(.95, size = 36 / 1.8, mu = 6) = 11.
  expect(items[0]).toMatchObject({ sku: "SOCKS", quantile95: 11 });
  const before = await fourfold.run("forecast", ...shop, "--sku", "SOCKS", "--cut", "2024-01-01");
  expect(before.exit).toBe(0);
  expect(JSON.parse(before.out)).toMatchObject({ items: [{ demandPerDay: 0 }] });
});

test("what is wrong is said with what to do", async () => {
  const fails = async (exit: number, words: string, ...more: string[]) => {
    const said = await fourfold.run("forecast", ...more);
    expect([said.exit, said.out]).toEqual([exit, ""]);
    expect(said.err).toContain(words);
  };
  await fails(
    1,
    "got the SKU NONE, expected one that the shop sold or stocks",
    ...shop,
    "--sku",
    "NONE",
  );
  await fails(2, "got --cut soon, expected a day such as 2026-01-01", ...shop, "--cut", "soon");
  // The fake clock says 1 June: what nobody could buy yet is not what nobody wanted.
  await fails(
    2,
    "got --cut 2026-06-02, expected at most today, 2026-06-01",
    ...shop,
    "--cut",
    "2026-06-02",
  );
  await fails(2, "--shop");
  await fails(1, "unknown.myshopify.com", "--shop", "unknown.myshopify.com");
});
