// Any order, any duplicates and any split into batches of the same raw deliveries, and a full
// rebuild, end in the same facts and measures.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../app/db.server.ts";
import { drainShop } from "../../app/ingest/drain.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { readShop, updateShop } from "../../app/ledger/shop.server.ts";
import { rebuild } from "../../app/measures/recompute.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, order, readInbox, rowsOf, type Sent } from "./deliver.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const runs = Number(process.env["PROPERTY_RUNS"] ?? 25);

const instant = (hour: number) => new Date(Date.UTC(2026, 2, 6) + hour * 3600_000).toISOString();
const hour = fc.integer({ min: 0, max: 24 * 6 });
const customerId = fc.constantFrom(undefined, 501, 502, 503);

/** One delivery of one of five orders: created, changed, cancelled, refunded, shipped, deleted. */
const ofOrder = fc
  .record({
    id: fc.integer({ min: 1, max: 5 }),
    what: fc.constantFrom(
      ...["create", "updated", "updated", "cancelled", "refund", "ship", "event", "event"],
      "delete",
    ),
    after: fc.integer({ min: 0, max: 3 }),
    price: fc.constantFrom("10.00", "25.50"),
    customerId,
    test: fc.boolean(),
    status: fc.constantFrom("paid", "paid", "pending", "voided"),
    region: fc.constantFrom("CA", "NY"),
  })
  .map(({ id, what, after, price, customerId, test, status, region }): Sent => {
    // An order is sold once: its instant follows from its id, two of them at the same one.
    const at = instant(Math.floor(id / 2) * 29);
    const later = instant(Math.floor(id / 2) * 29 + after);
    const body = order(id, {
      price,
      at,
      updatedAt: later,
      ...(customerId === undefined ? {} : { customerId, email: `c${customerId}@example.com` }),
      test: test && id === 5,
      financial_status: status,
      cancelled_at: what === "cancelled" ? later : null,
      shipping_address: { country_code: "US", province_code: region },
    });
    const of = { order_id: id, created_at: later, updated_at: later };
    switch (what) {
      case "refund":
        return {
          topic: "refunds/create",
          body: {
            ...of,
            id: id * 10 + after,
            processed_at: later,
            refund_line_items: [
              {
                line_item_id: `${id}1`,
                quantity: 1,
                restock_type: after % 2 ? "return" : "no_restock",
                subtotal: "4.00",
                total_tax: "0.00",
              },
            ],
            transactions: [],
          },
        };
      case "ship":
        return {
          topic: after % 2 ? "fulfillments/update" : "fulfillments/create",
          body: {
            ...of,
            id: 700 + id,
            status: after === 3 ? "cancelled" : "success",
            created_at: at,
          },
        };
      case "event":
        return {
          topic: "fulfillment_events/create",
          body: {
            id: 800 + id * 10 + after,
            fulfillment_id: 700 + id,
            order_id: id,
            status: after % 2 ? "delivered" : "in_transit",
            happened_at: later,
          },
        };
      case "delete":
        // Only the last order is ever deleted, or few histories would keep anything.
        return id === 5
          ? { topic: "orders/delete", body: { id } }
          : { topic: "orders/updated", body };
      default:
        return { topic: `orders/${what}`, body };
    }
  });

const ofCustomer = fc
  .record({
    id: fc.constantFrom(501, 502, 503),
    at: hour,
    what: fc.constantFrom("create", "update", "merge", "delete"),
  })
  .map(({ id, at, what }): Sent => {
    // Merges go one way (503 into 502 into 501), as a store's do.
    if (what === "merge" && id > 501) {
      return {
        topic: "customers/merge",
        body: {
          admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${id - 1}`,
          admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${id}`,
          status: "completed",
        },
      };
    }
    if (what === "delete" && id === 503) return { topic: "customers/delete", body: { id } };
    return {
      topic: what === "create" ? "customers/create" : "customers/update",
      body: {
        id,
        email: `c${id}-${at}@example.com`,
        first_name: `C${at}`,
        state: "enabled",
        created_at: instant(0),
        updated_at: instant(at),
      },
    };
  });

const ofCatalogue = fc
  .record({
    at: hour,
    what: fc.integer({ min: 0, max: 3 }),
    cost: fc.constantFrom("3.00", "4.125"),
  })
  .map(({ at, what, cost }): Sent => {
    if (what === 0) return { topic: "products/delete", body: { id: 1 } };
    if (what === 1) {
      const variants = [{ id: 2, sku: "A", price: "10.00", inventory_item_id: 900, title: "v" }];
      return {
        topic: "products/update",
        body: { id: 1, title: `T${at}`, status: "active", updated_at: instant(at), variants },
      };
    }
    return {
      topic: what === 2 ? "inventory_items/create" : "inventory_items/update",
      body: { id: 900, sku: "A", cost, tracked: true, updated_at: instant(at) },
    };
  });

/** Each delivery has its own webhook id and trigger time; what is sent twice is sent as it is. */
const history = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: ofOrder },
      { weight: 2, arbitrary: ofCustomer },
      { weight: 1, arbitrary: ofCatalogue },
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((sent) =>
    sent.map((one, index) => ({ ...one, id: `w${index}`, triggeredAt: instant(200 + index) })),
  );

const arrival = history.chain((sent) =>
  fc.record({
    sent: fc.constant(sent),
    shuffled: fc
      .tuple(fc.shuffledSubarray(sent, { minLength: sent.length }), fc.subarray(sent))
      .map(([all, again]) => [...all, ...again.map((one) => ({ ...one, id: `${one.id}-again` }))]),
    split: fc.integer({ min: 1, max: 9 }),
    limit: fc.integer({ min: 1, max: 6 }),
  }),
);

const tables = {
  orders: "to_jsonb(t)",
  order_line: "to_jsonb(t)",
  refund: "to_jsonb(t)",
  refund_line: "to_jsonb(t)",
  fulfillment: "to_jsonb(t)",
  fulfillment_event: "to_jsonb(t)",
  product: "to_jsonb(t)",
  variant: "to_jsonb(t)",
  inventory_item: "to_jsonb(t)",
  unit_cost: "to_jsonb(t)",
  customer: "to_jsonb(t)",
  customer_alias: "to_jsonb(t)",
  tombstone: "to_jsonb(t)",
  // Sealed with a random nonce each time: only who has one can be compared.
  contact: "to_jsonb(t) - 'sealed'",
  measure_day: "to_jsonb(t)",
};

async function snapshot(shop: ShopContext): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const [table, row] of Object.entries(tables)) {
    const rows = await rowsOf<{ row: string }>(
      db,
      shop.id,
      `select (${row} - 'shop_id')::text as row from "${table}" t order by 1`,
    );
    all[table] = rows.map((one) => one.row);
  }
  return all;
}

async function newShop(): Promise<ShopContext> {
  const shop = await testShop(db, { timeZone: "America/Los_Angeles" });
  return updateShop(db, shop, { shipPromiseHours: "24", deliverPromiseHours: "72" });
}

async function drained(batches: Sent[][], limit: number): Promise<ShopContext> {
  const shop = await newShop();
  for (const batch of batches) {
    await deliver(db, shop.id, batch);
    for (let left = 1; left > 0;) {
      ({ left } = await drainShop(db, shop.id, { now: new Date(), limit }));
    }
  }
  expect(await readInbox(db, shop.id)).toEqual([]);
  return shop;
}

test("any order, duplicates and split of the same deliveries, and a rebuild, give the same rows", async () => {
  await fc.assert(
    fc.asyncProperty(arrival, async ({ sent, shuffled, split, limit }) => {
      const orderly = await drained([sent], 200);
      const expected = await snapshot(orderly);
      const batches: Sent[][] = [];
      for (let at = 0; at < shuffled.length; at += split) {
        batches.push(shuffled.slice(at, at + split));
      }
      const other = await drained(batches, limit);
      expect(await snapshot(other)).toEqual(expected);
      const shop = await readShop(db, other.id);
      await rebuild(db, shop!, { asOf: new Date() });
      expect(await snapshot(other)).toEqual(expected);
    }),
    { numRuns: runs },
  );
}, 300_000);
