import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { order, orders } from "../../app/kpis/examples.ts";
import { dayIn } from "../../app/ledger/day.ts";
import type { Fact } from "../../app/ledger/facts.ts";
import { readShop, type Shop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { chosenPeriod } from "../../app/scorecard/chosen-period.ts";
import { home } from "../../app/scorecard/home.server.ts";
import { kpiPage } from "../../app/scorecard/kpi-page.server.ts";
import { markets } from "../../app/scorecard/markets.server.ts";
import { scorecard } from "../../app/scorecard/scorecard.server.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

/** Eight in the morning in New York. */
const morning = (day: string) => new Date(`${day}T13:00:00Z`);

async function shopWith(facts: readonly Fact[], asOf: Date): Promise<Shop> {
  const { id } = await testShop(db, { timeZone: "America/New_York" });
  const shop = (await readShop(db, id))!;
  await inShop(db, id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf });
  return shop;
}

function askedOf({ timeZone }: Shop, search: string, asOf: Date) {
  const chosen = chosenPeriod(new URLSearchParams(search), dayIn(asOf, timeZone));
  const { period, against, compared } = chosen;
  return { period, against, compared, asOf };
}

async function rowsAt(shop: Shop, search: string, asOf: Date) {
  const { card } = await home(db, shop, askedOf(shop, search, asOf));
  return (id: string) => card.kpis.find((row) => row.id === id)!;
}

/** $10.00 each. */
const some = (count: number, name: string, on: string) => orders(count, name, { on });

const facts: Fact[] = [
  ...some(8, "year", "2025-11-10"),
  ...some(20, "year-today", "2025-11-14"),
  ...some(4, "before", "2026-10-03"),
  ...some(10, "before-today", "2026-10-14"),
  ...some(2, "first", "2026-11-02"),
  ...some(9, "seventh", "2026-11-07"),
  ...some(3, "later", "2026-11-10"),
  // Three in the morning in London is the evening before in New York.
  order("evening", { on: "2026-11-14T03:00" }),
  order("today", { on: "2026-11-14T12:30" }),
];
const asOf = morning("2026-11-14");

test("eight hours of the first of a month are not held against a day", async () => {
  const first = morning("2026-12-01");
  const shop = await shopWith(
    [...some(11, "then", "2026-11-01"), ...some(2, "now", "2026-12-01T12:30")],
    first,
  );
  const row = await rowsAt(shop, "period=this-month", first);
  for (const [id, value] of [
    ["net-sales", "20.00"],
    ["orders", 2],
  ] as const) {
    expect(row(id)).toMatchObject({
      ...{ value, previous: null, change: { absolute: null, relative: null } },
      beside: { finishedDays: 0 },
    });
  }
  // A mean of part of a day is a mean.
  expect(row("average-order-value")).toMatchObject({
    previous: "10.000000",
    change: { relative: 0 },
  });
  const page = (await kpiPage(db, shop, {
    ...askedOf(shop, "period=this-month", first),
    ...{ id: "net-sales", by: null, size: null, after: null },
  }))!;
  expect(page.causes).toMatchObject({ from: null, to: null, gap: null });
});

test("in the middle of a month as many finished days are compared, today stays in the value", async () => {
  const shop = await shopWith(facts, asOf);
  const row = await rowsAt(shop, "period=this-month", asOf);
  // 1 to 13 November: 2 + 9 + 3 + 1 orders, and one today; 1 to 13 October: 4.
  expect(row("net-sales")).toMatchObject({
    ...{ value: "160.00", previous: "40.00", change: { absolute: "110.00", relative: 2.75 } },
    beside: { finishedDays: 13 },
  });
  expect(row("orders")).toMatchObject({ value: 16, previous: 4, change: { absolute: 11 } });
  // What is asked for by its days is compared by them.
  const { period, against } = askedOf(shop, "period=this-month", asOf);
  const plain = await scorecard(db, shop, { period, against, asOf });
  expect(plain.kpis.find(({ id }) => id === "net-sales")).toMatchObject({
    ...{ value: "160.00", previous: "140.00", change: { absolute: "20.00" } },
  });
});

test("of the last seven days six are compared with the six that began a week earlier", async () => {
  const shop = await shopWith(facts, asOf);
  const row = await rowsAt(shop, "period=7", asOf);
  // 8 to 13 November: 3 + 1; 1 to 6 November: 2, without the nine of the 7th.
  expect(row("orders")).toMatchObject({
    value: 5,
    previous: 2,
    change: { absolute: 2, relative: 1 },
  });
  const year = await rowsAt(shop, "period=7&versus=year", asOf);
  // 8 to 13 November 2025: 8, without the twenty of the 14th.
  expect(year("orders")).toMatchObject({ value: 5, previous: 8, change: { absolute: -4 } });
  const last = await rowsAt(shop, "period=last-month", asOf);
  expect(last("orders").beside["finishedDays"]).toBeUndefined();
});

test("a KPI's page, its market and its causes tell the same gap to the cent", async () => {
  const shop = await shopWith(facts, asOf);
  const asked = askedOf(shop, "period=7", asOf);
  const page = (await kpiPage(db, shop, {
    ...{ ...asked, id: "net-sales", by: "channel", size: null, after: null },
  }))!;
  expect(page.kpi).toMatchObject({
    value: "50.00",
    previous: "20.00",
    change: { absolute: "20.00" },
  });
  expect(page.causes).toMatchObject({ from: "20.00", to: "40.00", gap: "20.00" });
  const cents = (amounts: readonly { amount: unknown }[]) =>
    amounts.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
  expect(cents(page.causes.effects)).toBe(2000);
  expect(cents(page.causes.keys)).toBe(2000);
  expect(page.parts).toMatchObject([{ key: "online", value: "50.00", before: "20.00" }]);
  const { columns } = await markets(db, shop, asked);
  expect(columns[0]!.kpis.find(({ id }) => id === "net-sales")).toMatchObject({
    ...{ previous: "20.00", change: { absolute: "20.00" } },
  });
});
