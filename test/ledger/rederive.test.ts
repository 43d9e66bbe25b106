import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { inLanes } from "../../app/ledger/lanes.ts";
import { rederive, rederiveInLanes } from "../../app/ledger/rederive.server.ts";
import { rangesOf } from "../../app/ledger/writers/ranges.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { back, line, minute, order, refund } from "./make.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

/** Every order is looked at for the bounds, so that these few make many ranges. */
const tiny = { rows: 7, sampledPercent: 100 };
const ids = Array.from({ length: 60 }, (_, at) => String(at * 7));

/** Sixty orders of nine customers and guests, some voided, most with a cost, each fifth with a refund. */
const facts: Fact[] = [
  ...["1", "2"].map((sku) => ({
    kind: "cost" as const,
    item: `sku:s${sku}`,
    validFrom: minute(100),
    amount: "33.5",
  })),
  { kind: "cost", item: "sku:s1", validFrom: minute(900), amount: "41.5" },
  ...ids.map((id, at) =>
    order(id, at, {
      processedAt: minute(at * 30),
      customerId: at % 10 === 0 ? null : `c${(at * 3) % 10}`,
      financialStatus: at % 6 === 1 ? "voided" : "paid",
      lines: [
        line("1", { sku: `s${at % 3}`, quantity: 1 + (at % 3) }),
        line("2", { position: 1, sku: "s1", gross: 500n }),
      ],
    }),
  ),
  ...ids
    .filter((_, at) => at % 5 === 0)
    .map((id, at) => refund(`r${id}`, id, at, { processedAt: minute(5000), lines: [back("1")] })),
];

async function derivedRows(shop: ShopContext): Promise<string[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ row: string }>(
      `select to_jsonb(o)::text as row from orders o union all
       select to_jsonb(l)::text from order_line l union all
       select to_jsonb(r)::text from refund r order by 1`,
    ),
  );
  return rows.map(({ row }) => row);
}

/** What no batch would ever leave behind. */
const damage = (shop: ShopContext) =>
  inShop(db, shop.id, async (client) => {
    await client.query("update order_line set cost = 1, cost_exact = not cost_exact");
    await client.query("update refund set known_amount = 5, restock_cost = 7");
    await client.query(
      `update orders set counted = not counted, gross = 3, cost = 4, sale_day = '2020-01-01',
         region = 'ZZ', customer_kind = 'new', previous_id = 'nobody', previous_day = '2020-01-01'`,
    );
  });

test("ranges hold every order and every customer once, however they sort", async () => {
  const shop = await testShop(db);
  expect(await inShop(db, shop.id, (client) => rangesOf(client, shop, tiny))).toEqual({
    orders: [],
    customers: [],
  });
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  const found = await inShop(db, shop.id, async (client) => {
    const { orders, customers } = await rangesOf(client, shop, tiny);
    const count = async (column: string, { after, upTo }: { after: string; upTo: string }) => {
      const { rows } = await client.query<{ id: string }>(
        `select ${column} as id from orders where ${column} > $1 and ${column} <= $2`,
        [after, upTo],
      );
      return rows.map(({ id }) => id);
    };
    const held = { ids: [] as string[], customers: [] as string[] };
    for (const range of orders) held.ids.push(...(await count("id", range)));
    for (const range of customers) held.customers.push(...(await count("customer_id", range)));
    return { ...held, ranges: orders.length };
  });
  expect(found.ids.sort()).toEqual([...ids].sort());
  // Each tenth order is a guest's.
  expect(found.customers).toHaveLength(54);
  // Sixty by sevens: eight whole ones and the rest.
  expect(found.ranges).toBe(9);
});

test("range by range, alone or side by side, everything is derived as facts derive it", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  const right = await derivedRows(shop);
  await damage(shop);
  expect(await derivedRows(shop)).not.toEqual(right);
  await rederiveInLanes(db, shop, tiny);
  expect(await derivedRows(shop)).toEqual(right);
  await damage(shop);
  await inShop(db, shop.id, (client) => rederive(client, shop, tiny));
  expect(await derivedRows(shop)).toEqual(right);
});

test("a lane that fails begins nothing more, and says so once the other is done", async () => {
  const begun: number[] = [];
  const work = inLanes([1, 2, 3, 4, 5, 6], async (part) => {
    begun.push(part);
    await new Promise((done) => setImmediate(done));
    if (part === 2) throw new Error("part 2");
  });
  await expect(work).rejects.toThrow("part 2");
  expect(begun.length).toBeLessThan(5);
});
