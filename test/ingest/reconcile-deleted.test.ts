import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { freshDatabase } from "../database.ts";
import { scopes, told, toldStore } from "./told-store.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

/** All orders of a store, told; what comparing finds of them. */
async function toldOrders(given: { seed: number; scopes: string[] }) {
  const { store, asked, compareAll, rows } = await toldStore(db, given);
  const compare = async () => (await compareAll()).orders!;
  const known = async () =>
    (await rows<{ id: string }>("select id from orders")).map(({ id }) => id);
  return { store, orders: [...store.orders.values()], asked, compare, known };
}

test("orders that were deleted while nobody told us are found and buried, few questions are asked", async () => {
  const all = [...scopes, "read_all_orders", "read_locations"];
  const { store, orders, asked, compare, known } = await toldOrders({ seed: 3, scopes: all });
  const count = (name: string) => asked.filter((each) => each === name).length;

  expect(await compare()).toMatchObject({ stale: 0, repaired: 0, problem: null });
  expect([count("CountOrders"), count("OrderIds")]).toEqual([1, 0]);

  // An early one and the last; the first stays, it says how far back we see.
  const gone = [orders[100]!, orders.at(-1)!];
  for (const { id } of gone) store.orders.delete(id);
  expect(await compare()).toMatchObject({ stale: 2, repaired: 2, problem: null });
  // 700 are halved into two of 350 and four of 175.
  expect([count("CountOrders"), count("OrderIds")]).toEqual([1 + 2 + 4, 2]);
  const left = await known();
  expect(left).toHaveLength(orders.length - 2);
  for (const { id } of gone) expect(left).not.toContain(String(id));
  expect(await compare()).toMatchObject({ stale: 0, repaired: 0 });
});

test("orders older than Shopify shows are not taken for deleted", async () => {
  const { store, orders, compare, known } = await toldOrders({
    seed: 4,
    scopes: [...scopes, "read_locations"],
  });
  const newest = orders.at(-1)!;
  store.orders.delete(newest.id);
  expect(await compare()).toMatchObject({ stale: 1, repaired: 1, problem: null });
  expect(await known()).toHaveLength(orders.length - 1);
});

test("products and customers that were deleted while nobody told us are found, what files know stays", async () => {
  const { store, compareAll, rows, tell, asked } = await toldStore(db, {
    ...{ seed: 9, orders: 60, scopes: [...scopes, "read_all_orders", "read_locations"] },
    deliveries: told,
  });
  // People and products of files: without Shopify's id, or without its word on the account.
  await rows(
    `insert into product (shop_id, id, updated_at, triggered_at, hash, title, handle, vendor, product_type, status, tags)
     select shop_id, 'csv:cup', updated_at, triggered_at, hash, 'Cup', 'cup', '', '', 'active', '{}'
     from product limit 1 returning 1`,
  );
  await rows(
    `insert into customer (shop_id, id, updated_at, triggered_at, hash, state)
     select shop_id, '17', updated_at, triggered_at, hash, '' from customer limit 1 returning 1`,
  );
  const known = async (table: string) => {
    const found = await rows<{ n: bigint }>(`select count(*) as n from ${table}`);
    return Number(found[0]!.n);
  };
  const [products, customers] = [await known("product"), await known("customer")];
  const before = await compareAll();
  expect(before.products).toMatchObject({ stale: 0, problem: null });
  expect(before.customers).toMatchObject({ stale: 0, problem: null });

  const cup = [...store.products.values()].at(-1)!;
  const heard = new Set([...store.orders.values()].map((order) => order.customer?.id));
  const person = [...store.customers.values()].find(({ id }) => heard.has(id))!;
  store.products.delete(cup.id);
  store.customers.delete(person.id);
  const after = await compareAll();
  expect(after.products).toMatchObject({ stale: 1, repaired: 1, problem: null });
  expect(after.customers).toMatchObject({ stale: 1, repaired: 1, problem: null });
  expect(asked).toEqual(expect.arrayContaining(["CountProducts", "CountCustomers"]));
  expect([await known("product"), await known("customer")]).toEqual([products - 1, customers - 1]);
  // A tardy delivery does not bring it back.
  await tell([{ topic: "products/update", body: cup, triggeredAt: cup.updated_at }]);
  expect(await known("product")).toBe(products - 1);
});
