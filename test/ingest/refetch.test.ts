import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { refetchShop, type Graphql, type GraphqlAnswer } from "../../app/ingest/refetch.server.ts";
import { wishRefetch } from "../../app/ingest/refetch-wishes.server.ts";
import type { Refetch } from "../../app/ingest/topics/index.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, rowsOf } from "./deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const now = () => new Date("2026-03-02T00:00:00Z");

async function shopWishing(wishes: Refetch[]) {
  const shop = await testShop(db);
  await inShop(db, shop.id, (client) => wishRefetch(client, shop.id, wishes, now()));
  return shop;
}

const customerWishes = (count: number): Refetch[] =>
  Array.from({ length: count }, (_, index) => ({ kind: "customer", id: String(index + 1) }));

/** Answers customers by id; those in `gone` are null, as Shopify answers what it does not know. */
function customers(gone: string[] = []): { graphql: Graphql; calls: number[] } {
  const calls: number[] = [];
  const graphql: Graphql = async (_query, variables) => {
    const ids = variables.ids as string[];
    calls.push(ids.length);
    const nodes = ids.map((id) =>
      gone.some((one) => id.endsWith(`/${one}`))
        ? null
        : { id, createdAt: now().toISOString(), updatedAt: now().toISOString(), state: "ENABLED" },
    );
    return { data: { nodes } };
  };
  return { graphql, calls };
}

type WishRow = { kind: string; id: string; attempts: number; reason: string | null; due: string };
const wishesOf = (shopId: bigint) =>
  rowsOf<WishRow>(
    db,
    shopId,
    "select kind, id, attempts, reason, next_at::text as due from refetch order by id",
  );

test("wishes come true in one call of at most 250 ids, and are forgotten", async () => {
  const shop = await shopWishing(customerWishes(260));
  const { graphql, calls } = customers();
  expect(await refetchShop(db, shop, { graphql, now })).toMatchObject({ read: 250, left: 1 });
  expect(await refetchShop(db, shop, { graphql, now })).toMatchObject({ read: 10, left: 0 });
  expect(calls).toEqual([250, 10]);
  expect(await wishesOf(shop.id)).toEqual([]);
  const found = await rowsOf(db, shop.id, "select id from customer");
  expect(found).toHaveLength(260);
});

test("a journey that is not ready is asked for again, and let go after the last try", async () => {
  const shop = await shopWishing([{ kind: "promise", id: "1" }]);
  let ready = false;
  const visit = (medium: string) => ({
    landingPage: "https://shop.example/",
    referrerUrl: null,
    utmParameters: { source: "letter", medium, campaign: "May" },
  });
  const graphql: Graphql = async () => {
    const [firstVisit, lastVisit] = ready ? [visit("cpc"), visit("email")] : [null, null];
    const journey = { customerOrderIndex: 1, ready, firstVisit, lastVisit };
    const id = "gid://shopify/Order/1";
    const node = { id, customerJourneySummary: journey, fulfillmentOrders: { nodes: [] } };
    return { data: { nodes: [{ ...node, discountCodes: [] }] } };
  };
  await refetchShop(db, shop, { graphql, now });
  const [waiting] = await wishesOf(shop.id);
  expect(waiting).toMatchObject({ attempts: 1, reason: expect.stringContaining("journey") });
  expect(waiting?.due).toContain("00:00:15");
  ready = true;
  await refetchShop(db, shop, { graphql, now: () => new Date(now().getTime() + 60_000) });
  expect(await wishesOf(shop.id)).toEqual([]);
  const touches = "select first_channel, last_channel, grade from order_touch";
  expect(await rowsOf(db, shop.id, touches)).toEqual([
    { first_channel: "paid-search", last_channel: "email", grade: 3 },
  ]);
  ready = false;
  await inShop(db, shop.id, (client) =>
    wishRefetch(client, shop.id, [{ kind: "promise", id: "1" }], now()),
  );
  for (let hours = 1; hours <= 8; hours += 1) {
    await refetchShop(db, shop, {
      graphql,
      now: () => new Date(now().getTime() + hours * 3_600_000),
    });
  }
  expect(await wishesOf(shop.id)).toEqual([]);
});

test("the promise of an order is read after its webhook and makes it due", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  expect((await drainAll(db, shop.id))[0]).toMatchObject({ refetches: 1 });
  const graphql: Graphql = async () => ({
    data: {
      nodes: [
        {
          id: "gid://shopify/Order/1",
          fulfillmentOrders: {
            nodes: [
              {
                id: "gid://shopify/FulfillmentOrder/5",
                status: "OPEN",
                updatedAt: "2026-03-01T10:00:00Z",
                fulfillBy: "2026-03-03T10:00:00Z",
                deliveryMethod: { maxDeliveryDateTime: "2026-03-06T10:00:00Z" },
              },
            ],
          },
        },
      ],
    },
  });
  const later = () => new Date(Date.now() + 60_000);
  expect(await refetchShop(db, shop, { graphql, now: later })).toMatchObject({ read: 1 });
  expect(await rowsOf(db, shop.id, "select due_at, promised_at from orders")).toEqual([
    { due_at: new Date("2026-03-03T10:00:00Z"), promised_at: new Date("2026-03-06T10:00:00Z") },
  ]);
});

test("what Shopify does not know is recorded, not fatal, and given up after eight tries", async () => {
  const shop = await shopWishing(customerWishes(3));
  const { graphql } = customers(["2"]);
  expect(await refetchShop(db, shop, { graphql, now })).toMatchObject({ read: 2, missing: 1 });
  expect(await wishesOf(shop.id)).toMatchObject([
    { id: "2", attempts: 1, reason: "not found at Shopify: deleted, or not readable for this app" },
  ]);
  const inAnHour = () => new Date(now().getTime() + 3600_000);
  for (let tries = 2; tries <= 8; tries += 1) {
    await inShop(db, shop.id, (client) => client.query("update refetch set next_at = $1", [now()]));
    await refetchShop(db, shop, { graphql, now: inAnHour });
  }
  expect(await wishesOf(shop.id)).toMatchObject([{ id: "2", attempts: 8, due: "infinity" }]);
});

test("a throttled call waits (requested − available) ÷ restore rate and is made again", async () => {
  const shop = await shopWishing(customerWishes(1));
  const { graphql } = customers();
  const cost = {
    requestedQueryCost: 500,
    throttleStatus: { currentlyAvailable: 100, restoreRate: 100 },
  };
  const answers: GraphqlAnswer[] = [
    { errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }], extensions: { cost } },
  ];
  const waits: number[] = [];
  const report = await refetchShop(db, shop, {
    graphql: async (query, variables) => answers.shift() ?? graphql(query, variables),
    now,
    wait: async (ms) => void waits.push(ms),
  });
  expect(report).toMatchObject({ read: 1, failed: 0 });
  expect(waits).toEqual([4_000]);
});

test("a call that is dearer than allowed is halved until it fits", async () => {
  const shop = await shopWishing(customerWishes(8));
  const { graphql, calls } = customers();
  const report = await refetchShop(db, shop, {
    graphql: async (query, variables) =>
      (variables.ids as string[]).length > 2
        ? { errors: [{ message: "too dear", extensions: { code: "MAX_COST_EXCEEDED" } }] }
        : graphql(query, variables),
    now,
  });
  expect(report).toMatchObject({ read: 8, failed: 0 });
  expect(calls).toEqual([2, 2, 2, 2]);
});

test("a network that fails costs no wish a try, however long it lasts", async () => {
  const shop = await shopWishing(customerWishes(4));
  let calls = 0;
  const hangsUp = () => {
    calls += 1;
    return Promise.reject(new Error("socket hang up"));
  };
  const minute = (n: number) => () => new Date(now().getTime() + n * 60_000);
  for (let n = 0; n < 12; n += 1) {
    const report = await refetchShop(db, shop, { graphql: hangsUp, now: minute(n) });
    expect(report).toMatchObject({ read: 0, failed: 4 });
  }
  expect(calls).toBe(12);
  for (const wish of await wishesOf(shop.id)) {
    expect(wish).toMatchObject({ attempts: 0, reason: "socket hang up" });
  }
  const { graphql } = customers();
  expect(await refetchShop(db, shop, { graphql, now: minute(11.9) })).toMatchObject({ read: 0 });
  expect(await refetchShop(db, shop, { graphql, now: minute(12) })).toMatchObject({ read: 4 });
});

test("a server that answers 502 is waited for, one that answers 403 is given up after eight tries", async () => {
  const refused = (code: number) => () =>
    Promise.reject(Object.assign(new Error("no"), { response: { status: code } }));
  const shop = await shopWishing(customerWishes(1));
  const hour = (n: number) => () => new Date(now().getTime() + n * 3_600_000);
  await refetchShop(db, shop, { graphql: refused(502), now });
  expect(await wishesOf(shop.id)).toMatchObject([{ attempts: 0 }]);
  for (let n = 1; n <= 8; n += 1) {
    await refetchShop(db, shop, { graphql: refused(403), now: hour(n) });
  }
  expect(await wishesOf(shop.id)).toMatchObject([{ attempts: 8, due: "infinity" }]);
});

test("a revoked access is asked once, costs no try, and what it left waits for the next opening alone", async () => {
  const wishes: Refetch[] = [...customerWishes(1), { kind: "promise", id: "1" }];
  const shop = await shopWishing(wishes);
  let calls = 0;
  const revoked = () => {
    calls += 1;
    return Promise.reject(Object.assign(new Error("401"), { response: { status: 401 } }));
  };
  const report = await refetchShop(db, shop, { graphql: revoked, now });
  expect([report.failed, calls]).toEqual([2, 1]);
  expect(await wishesOf(shop.id)).toMatchObject([
    { attempts: 0, due: expect.stringContaining("00:00:00") },
    { attempts: 0, due: expect.stringContaining("00:00:00") },
  ]);
  const { graphql } = customers();
  expect(await refetchShop(db, shop, { graphql, now })).toMatchObject({ read: 1 });
});

test("a wish that is made again while it is read stays", async () => {
  const shop = await shopWishing(customerWishes(1));
  const { graphql } = customers();
  await refetchShop(db, shop, {
    graphql: async (query, variables) => {
      const again = new Date(now().getTime() + 1);
      await inShop(db, shop.id, (client) => wishRefetch(client, shop.id, customerWishes(1), again));
      return graphql(query, variables);
    },
    now,
  });
  expect(await wishesOf(shop.id)).toMatchObject([{ id: "1", attempts: 0 }]);
});
