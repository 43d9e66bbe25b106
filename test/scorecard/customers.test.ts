// Figures by hand: two decimals, so 1000 minor units are 10.00.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { at, order, orders, parcel, refund } from "../../app/kpis/examples.ts";
import type { CustomerFact, Fact, ShopContext } from "../../app/ledger/facts.ts";
import { redactCustomer } from "../../app/ledger/redact.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { customerList, findCustomerRows } from "../../app/scorecard/customers.server.ts";
import { customerPage } from "../../app/scorecard/customer.server.ts";
import { readPlace } from "../../app/scorecard/lists.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
let other: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };
const asOf = at("2026-04-01");

function person(id: string, contact: Partial<CustomerFact["contact"] & object>): CustomerFact {
  return {
    kind: "customer",
    id,
    version: { updatedAt: at("2026-01-01"), triggeredAt: at("2026-01-01"), hash: id },
    createdAt: null,
    state: "enabled",
    contact: { email: null, phone: null, firstName: null, lastName: null, ...contact },
  };
}

const write = (to: ShopContext, facts: Fact[]) =>
  inShop(db, to.id, (client) => writeFacts(client, to, facts));

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  other = await testShop(db);
  await write(shop, [
    person("1", { firstName: "Ann", lastName: "Lee", email: "Ann@example.com" }),
    person("2", { email: "bob@example.com", phone: "+49 30 1234567" }),
    person("9", { firstName: "Nora", email: "nora@example.com" }),
    order("a0", { customer: "1", on: "2026-01-09" }),
    order("a1", { customer: "1", on: "2026-03-05", gross: 3000, discounts: 500 }),
    order("a2", { customer: "1", on: "2026-03-19", gross: 1500 }),
    order("b1", { customer: "2", on: "2026-03-25", gross: 6000 }),
    order("c1", { customer: "3", on: "2026-03-02", gross: 1000 }),
    order("test", { customer: "3", on: "2026-03-03", gross: 9000, test: true }),
    order("g1", { on: "2026-03-07" }),
    order("g2", { on: "2026-03-08" }),
    order("late", { customer: "4", on: "2026-04-01", gross: 5000 }),
    refund("a1", "2026-04-20", { amount: 700 }),
    refund("a0", "2026-03-10", { amount: 300 }),
    parcel("a1", { sent: "2026-03-06", due: "2026-03-07", delivered: "2026-03-09" }),
    parcel("a2", { sent: "2026-03-24", due: "2026-03-21" }),
    {
      kind: "answer",
      orderRef: "a1",
      question: "nps",
      touchpoint: "checkout",
      score: 9,
      answeredAt: at("2026-03-05"),
      text: "Quick",
    },
  ]);
  await write(other, [
    person("1", { firstName: "Zoe", email: "zoe@example.com" }),
    person("77", { firstName: "Yan", email: "yan@example.com" }),
    order("x1", { customer: "1", on: "2026-03-05", gross: 99900 }),
    order("x2", { customer: "77", on: "2026-03-05", gross: 99900 }),
  ]);
});
afterAll(() => db.close());

type Wish = Parameters<typeof customerList>[2];
const list = (wish: Partial<Wish> = {}) =>
  customerList(db, shop, {
    period: march,
    sort: "spend",
    direction: "descending",
    after: null,
    ...wish,
  });

const noCost = { margin: null, marginStep: "cm1", cm1: null, marginKnown: 0 };

test("the period's customers by what they spent, with what they ever bought; guests are counted apart", async () => {
  const { rows, next, customers, guestOrders } = await list();
  expect([next, customers, guestOrders]).toEqual([null, 3, 2]);
  expect(rows).toEqual([
    {
      id: "2",
      name: "bob@example.com",
      isErased: false,
      saleOptOut: false,
      orders: 1,
      ordersEver: 1,
      spend: "60.00",
      returns: "0.00",
      ...noCost,
      first: "2026-03-25",
      last: "2026-03-25",
      kind: "new",
    },
    {
      // 30.00 − 5.00 + 15.00; the 3.00 that went back of January's order are not March's.
      id: "1",
      name: "Ann Lee",
      isErased: false,
      saleOptOut: false,
      orders: 2,
      ordersEver: 3,
      spend: "40.00",
      returns: "7.00",
      ...noCost,
      first: "2026-01-09",
      last: "2026-03-19",
      kind: "returning",
    },
    {
      id: "3",
      name: null,
      isErased: false,
      saleOptOut: false,
      orders: 1,
      ordersEver: 1,
      spend: "10.00",
      returns: "0.00",
      ...noCost,
      first: "2026-03-02",
      last: "2026-03-02",
      kind: "new",
    },
  ]);
});

test("sorted by orders and by the last order, both ways", async () => {
  const ids = async (wish: Partial<Wish>) => (await list(wish)).rows.map(({ id }) => id);
  expect(await ids({ sort: "orders" })).toEqual(["1", "3", "2"]);
  expect(await ids({ sort: "last" })).toEqual(["2", "1", "3"]);
  expect(await ids({ sort: "last", direction: "ascending" })).toEqual(["3", "1", "2"]);
});

test("pages follow each other without a gap or a double, equals included", async () => {
  const large = await testShop(db);
  // 60 people with one order of 10.00 each, 3 with two.
  await write(large, [
    ...Array.from({ length: 60 }, (_, n) => order(`o${n}`, { customer: `c${n}` })),
    ...Array.from({ length: 3 }, (_, n) => order(`p${n}`, { customer: `c${n * 20}` })),
  ]);
  for (const direction of ["descending", "ascending"] as const) {
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let after: string | null = ""; after !== null;) {
      const page = await customerList(db, large, {
        period: march,
        sort: "orders",
        direction,
        after: readPlace(after),
      });
      sizes.push(page.rows.length);
      seen.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    expect(sizes).toEqual([25, 25, 10]);
    expect(new Set(seen).size).toBe(60);
    const first = direction === "descending" ? seen.slice(0, 3) : seen.slice(-3);
    expect(first.sort()).toEqual(["c0", "c20", "c40"]);
  }
});

test("a person is found by exact e-mail, phone, customer id, order name and order id", async () => {
  const found = async (text: string) =>
    (await findCustomerRows(db, shop, { text, period: march })).rows.map(({ id }) => id);
  expect(await found(" ANN@example.com ")).toEqual(["1"]);
  expect(await found("+49 30 1234567")).toEqual(["2"]);
  expect(await found("gid://shopify/Customer/1")).toEqual(["1"]);
  expect(await found("b1")).toEqual(["2"]);
  expect(await found("ann")).toEqual([]);
  expect(await found("")).toEqual([]);
});

test("who did not buy in the period is found too, with nothing in it", async () => {
  const { rows } = await findCustomerRows(db, shop, { text: "late", period: march });
  expect(rows).toMatchObject([{ id: "4", orders: 0, ordersEver: 1, spend: "0.00", kind: null }]);
  const nora = await findCustomerRows(db, shop, { text: "nora@example.com", period: march });
  expect(nora.rows).toMatchObject([{ id: "9", name: "Nora", ordersEver: 0, first: null }]);
  const guest = await findCustomerRows(db, shop, { text: "g1", period: march });
  expect(guest).toEqual({ rows: [], isGuestOrder: true });
});

test("one customer: contact, totals, days between orders", async () => {
  const page = await customerPage(db, shop, { id: "1", after: null, asOf });
  expect(page?.customer).toEqual({
    id: "1",
    contact: { name: "Ann Lee", email: "Ann@example.com", phone: null },
    isErased: false,
    saleOptOut: false,
    orders: 3,
    // 10.00 + 25.00 + 15.00, 7.00 + 3.00 of it back
    spent: "50.00",
    returned: "10.00",
    // 50.00 ÷ 3 = 16.67
    average: "16.67",
    // 9 January to 19 March are 69 days in two steps.
    daysBetween: 34.5,
    first: "2026-01-09",
    last: "2026-03-19",
  });
});

test("their orders, newest first, with refund, shipping against its promise, answers", async () => {
  const page = await customerPage(db, shop, { id: "1", after: null, asOf });
  const rows = page?.orders.map(({ id, net, refunded, shipping, isLate, answers }) => [
    [id, net, refunded, shipping, isLate],
    answers,
  ]);
  expect(rows).toEqual([
    [["a2", "15.00", "0.00", "shipped", true], []],
    [["a1", "25.00", "7.00", "delivered", null], [{ question: "nps", score: 9, text: "Quick" }]],
    [["a0", "10.00", "3.00", "waiting", null], []],
  ]);
  const third = await customerPage(db, shop, { id: "3", after: null, asOf });
  expect(third?.orders.map(({ id, leftOut }) => [id, leftOut])).toEqual([
    ["test", "test"],
    ["c1", null],
  ]);
});

test("a customer's orders come page by page", async () => {
  const wholesale = await testShop(db);
  await write(wholesale, orders(30, "w", { customer: "w" }));
  const first = await customerPage(db, wholesale, { id: "w", after: null, asOf });
  expect(first?.orders).toHaveLength(25);
  const after = readPlace(first!.next);
  const second = await customerPage(db, wholesale, { id: "w", after, asOf });
  expect([second?.orders.length, second?.next]).toEqual([5, null]);
  const ids = [...first!.orders, ...second!.orders].map(({ id }) => id);
  expect(new Set(ids).size).toBe(30);
});

test("another shop's people are neither listed, found nor opened", async () => {
  const { rows } = await list();
  expect(rows.find(({ name }) => name === "Zoe")).toBeUndefined();
  for (const text of ["77", "yan@example.com", "x2"]) {
    expect((await findCustomerRows(db, shop, { text, period: march })).rows, text).toEqual([]);
  }
  expect(await customerPage(db, shop, { id: "77", after: null, asOf })).toBeNull();
  // The same id in both shops is each shop's own person.
  const zoe = await customerPage(db, other, { id: "1", after: null, asOf });
  expect(zoe?.customer).toMatchObject({ contact: { name: "Zoe" }, orders: 1, spent: "999.00" });
});

test("a merged customer's old id leads to the one that was kept", async () => {
  await write(other, [
    order("m1", { customer: "50" }),
    order("m2", { customer: "51" }),
    { kind: "customer-merge", fromId: "50", toId: "51" },
  ]);
  const page = await customerPage(db, other, { id: "50", after: null, asOf });
  expect(page?.customer).toMatchObject({ id: "51", orders: 2 });
});

test("an erased person keeps their orders and nothing else", async () => {
  const erased = await testShop(db);
  await write(erased, [
    person("5", { firstName: "Eve", email: "eve@example.com" }),
    order("e1", { customer: "5", gross: 4000 }),
  ]);
  const named = { customerId: "5", email: null, phone: null, orderIds: [] };
  await inShop(db, erased.id, (client) => redactCustomer(client, erased, named));
  const wish = { period: march, sort: "spend", direction: "descending", after: null } as const;
  const { rows } = await customerList(db, erased, wish);
  expect(rows).toMatchObject([{ name: null, isErased: true, orders: 1, spend: "40.00" }]);
  const page = await customerPage(db, erased, { id: rows[0]!.id, after: null, asOf });
  expect(page?.customer).toMatchObject({ contact: null, isErased: true, orders: 1 });
  expect(await customerPage(db, erased, { id: "5", after: null, asOf })).toBeNull();
});
