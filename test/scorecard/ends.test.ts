import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Client, type Db } from "../../app/db.server.ts";
import { addDays } from "../../app/ledger/day.ts";
import { always } from "../../app/ledger/shop.server.ts";
import { exact, type Outcome, type When } from "../../app/kpis/formula.ts";
import { kpiById } from "../../app/kpis/index.ts";
import { endsOf, type EndMemory } from "../../app/scorecard/ends.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { given, orderRow } from "../measures/rows.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

/** The client, and the first days that sums were read from. */
function watched(client: Client) {
  const from: string[] = [];
  const query = (...asked: Parameters<Client["query"]>) => {
    const [text, values] = asked as unknown as [unknown, unknown[] | undefined];
    if (typeof text === "string" && text.includes("measure_day")) from.push(String(values![3]));
    return client.query(...asked);
  };
  return { client: { query } as unknown as Client, from };
}

test("half a year is read again once a finished day of it was counted anew, not for an order of today", async () => {
  const shop = await testShop(db);
  const today = "2026-07-20";
  const first = addDays(today, -180);
  // Ten dollars a day, eleven on each Sunday, and of today what is there by noon.
  const orders = Array.from({ length: 180 }, (_, at) =>
    orderRow(`o${at}`, addDays(first, at), { gross: at % 7 === 0 ? 1100 : 1000 }),
  );
  await given(db, shop, { orders: [...orders, orderRow("now", today, { gross: 300 })] });
  const when: When = {
    period: { from: "2026-07-15", to: "2026-07-21" },
    ...{ asOf: new Date(`${today}T12:00:00Z`), today, historyFrom: first },
  };
  const now = { value: exact(5300n), n: 6n } as Outcome;
  const memory: EndMemory = new Map();
  const read = (known?: EndMemory) =>
    inShop(db, shop.id, async (client) => {
      const spy = watched(client);
      const ends = await endsOf(spy.client, shop, {
        outcomes: [{ kpi: kpiById("net-sales")!, now }],
        targets: [{ kpi: "net-sales", value: "70", ...always }],
        ...{ when, wholeTo: "2026-07-22", memory: known },
      });
      return { end: ends.get("net-sales"), from: spy.from };
    });
  const count = (day: string) =>
    inShop(db, shop.id, async (client) => {
      await client.query("update measure_day set value = value * 4 where day = $1", [day]);
      const again = "update counted_day set mark = nextval('dirty_mark') where day = $1";
      await client.query(again, [day]);
    });
  const fresh = await read();
  expect(fresh.end!.expected).toBeGreaterThan(5300);
  expect(fresh.from).toEqual([first, today]);
  expect(await read(memory)).toEqual(fresh);
  expect(await read(memory)).toEqual({ end: fresh.end, from: [today] });
  await count(today);
  expect((await read(memory)).from).toEqual([today]);
  await count(addDays(today, -3));
  const moved = await read(memory);
  expect(moved.from).toEqual([first, today]);
  expect(moved.end).not.toEqual(fresh.end);
  expect(moved).toEqual(await read());
});
