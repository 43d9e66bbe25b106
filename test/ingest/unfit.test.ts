// A value that the database does not take costs its own thing, and nothing that is written with it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { adminGraphql } from "../../app/ingest/reconcile-client.server.ts";
import { refetchShop, type Graphql } from "../../app/ingest/refetch.server.ts";
import { wishRefetch } from "../../app/ingest/refetch-wishes.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, readInbox, rowsOf } from "./deliver.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const at = "2026-03-02T00:00:00Z";
const now = () => new Date(at);

/** Customers, and products without variants; the customer `bad` is in a state that no text holds. */
const shopify =
  (bad: string): Graphql =>
  async (_query, { ids }) => {
    const nodes = (ids as string[]).map((id) => {
      const product = { title: "", handle: "", vendor: "", productType: "", tags: [] };
      const variants = { pageInfo: { hasNextPage: false }, nodes: [] };
      return id.includes("/Product/")
        ? { id, ...product, status: "ACTIVE", isGiftCard: false, updatedAt: at, variants }
        : { id, createdAt: at, updatedAt: at, state: id.endsWith(`/${bad}`) ? "A\0B" : "ENABLED" };
    });
    return { data: { nodes } };
  };

test("of things that are read again one that does not fit waits alone, with its reason", async () => {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    wishRefetch(
      client,
      shop.id,
      [
        ...["1", "2", "3"].map((id) => ({ kind: "customer" as const, id })),
        { kind: "product", id: "9" },
      ],
      now(),
    ),
  );
  const report = await refetchShop(db, shop, { graphql: shopify("2"), now });
  expect(report).toEqual({ read: 3, missing: 0, failed: 1, left: 0 });
  expect(await rowsOf(db, shop.id, "select id from customer order by id")).toEqual([
    { id: "1" },
    { id: "3" },
  ]);
  expect(await rowsOf(db, shop.id, "select id from product")).toEqual([{ id: "9" }]);
  const wishes =
    "select kind, id, attempts, reason, next_at > $$2026-03-02$$ as later from refetch";
  const reason = expect.stringContaining("invalid byte sequence");
  expect(await rowsOf(db, shop.id, wishes)).toEqual([
    { kind: "customer", id: "2", attempts: 1, reason, later: true },
  ]);
});

test("a database that is out of room is no wish's fault", async () => {
  const shop = await testShop(db);
  const wishes = ["1", "2"].map((id) => ({ kind: "customer" as const, id }));
  await inShop(db, shop.id, (client) => wishRefetch(client, shop.id, wishes, now()));
  let asked = 0;
  const graphql: Graphql = async (query, variables) => {
    asked += 1;
    await db.owner.query("alter table customer rename to lost_customer");
    return shopify("")(query, variables);
  };
  await expect(refetchShop(db, shop, { graphql, now })).rejects.toThrow("does not exist");
  await db.owner.query("alter table lost_customer rename to customer");
  expect(asked).toBe(1);
  expect(await rowsOf(db, shop.id, "select attempts from refetch")).toEqual([
    { attempts: 0 },
    { attempts: 0 },
  ]);
});

test("an escaped NUL in Shopify's answer is a character that a text may hold", async () => {
  const real = globalThis.fetch;
  globalThis.fetch = async () =>
    new Response(String.raw`{"data":{"name":"A\u0000B","path":"C:\\u0000"}}`, {
      headers: { "Content-Type": "application/json" },
    });
  try {
    const graphql = adminGraphql("client.myshopify.com", "token");
    // A doubled backslash is one, and what follows it stands for itself.
    expect((await graphql("{ shop { name } }", {})).data).toEqual({
      name: "A\ufffdB",
      path: String.raw`C:\u0000`,
    });
  } finally {
    globalThis.fetch = real;
  }
});

test.for([3_000_000_000, 2_147_483_648, -5, 0])(
  "an order that weighs %i g is sold all the same, its weight unknown",
  async (grams) => {
    const shop = await testShop(db);
    const body = { ...(order(1) as object), total_weight: grams };
    await deliver(db, shop.id, [{ topic: "orders/create", body }]);
    await drainAll(db, shop.id);
    expect(await readInbox(db, shop.id)).toEqual([]);
    expect(await rowsOf(db, shop.id, "select id, weight_grams as grams from orders")).toEqual([
      { id: "1", grams: null },
    ]);
  },
);

test("an order weighs as much as a whole number of 32 bits can say", async () => {
  const shop = await testShop(db);
  const body = { ...(order(1) as object), total_weight: 2_147_483_647 };
  await deliver(db, shop.id, [{ topic: "orders/create", body }]);
  await drainAll(db, shop.id);
  expect(await rowsOf(db, shop.id, "select weight_grams as grams from orders")).toEqual([
    { grams: 2_147_483_647 },
  ]);
});
