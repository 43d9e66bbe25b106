import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { readContact } from "../../app/ledger/contacts.server.ts";
import type { ContactDetails, ShopContext } from "../../app/ledger/facts.ts";
import { mentions, redactCustomer, redactShop } from "../../app/ledger/redact.server.ts";
import { testShop } from "../database.ts";
import { minute, order, version } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, days, read, write } = ledgerForTests();
const day = (n: number) => minute(n * 24 * 60);
const bought = (id: string, at: number, customerId: string | null, n = 0) =>
  order(id, n, { customerId, processedAt: day(at) });
const merge = (fromId: string, toId: string) => ({ kind: "customer-merge" as const, fromId, toId });
const contact = { email: "Ada@Example.com", phone: null, firstName: "Ada", lastName: null };
const customer = (id: string, details: ContactDetails | null = contact, n = 0) => ({
  kind: "customer" as const,
  id,
  version: version(n, details),
  createdAt: null,
  state: "enabled",
  contact: details,
});
const links = "select id, customer_id, customer_kind, previous_id from orders order by id";

test("a merged customer's orders are the kept one's, by chains and whenever they come", async () => {
  const shop = await testShop(db());
  await write(shop, bought("1", 1, "a"), bought("2", 2, "b"));
  await write(shop, merge("b", "c"), merge("a", "b"));
  await write(shop, bought("3", 3, "a"), customer("a"));
  expect(await read(shop, links)).toEqual([
    { id: "1", customer_id: "c", customer_kind: "new", previous_id: null },
    { id: "2", customer_id: "c", customer_kind: "returning", previous_id: "1" },
    { id: "3", customer_id: "c", customer_kind: "returning", previous_id: "2" },
  ]);
  expect(await read(shop, "select id from customer")).toEqual([]);
});

test("contacts are sealed, replaced by newer copies, and gone with the customer", async () => {
  const shop = await testShop(db());
  const details = () => inShop(db(), shop.id, (client) => readContact(client, shop, "a"));
  await write(shop, customer("a"));
  expect(await details()).toEqual(contact);
  const stored = await read(
    shop,
    "select sealed::text || coalesce(email_index, '') as all from contact",
  );
  expect(JSON.stringify(stored).toLowerCase()).not.toContain("example");
  await write(
    shop,
    customer("a", { ...contact, email: "new@example.com" }, 2),
    customer("a", contact, 1),
  );
  expect((await details())?.email).toBe("new@example.com");
  await write(
    shop,
    { kind: "deleted", what: "customer", id: "a", at: day(0) },
    bought("1", 1, "a"),
  );
  await write(shop, customer("a", contact, 9));
  expect(await details()).toBe(null);
  expect(await read(shop, "select customer_id from orders")).toEqual([{ customer_id: "a" }]);
});

const sums = (shop: ShopContext) =>
  read(
    shop,
    `select sale_day, customer_kind, previous_id, gross, count(*) over (partition by customer_id) as of
     from orders order by id`,
  );

test("a redacted person leaves every sum and no trace, whatever is delivered later", async () => {
  const shop = await testShop(db());
  const answer = { kind: "answer" as const, question: "nps", touchpoint: "checkout" as const };
  await write(
    shop,
    customer("a"),
    bought("1", 1, "a"),
    bought("2", 2, "a"),
    bought("3", 2, "other"),
    { ...answer, orderRef: "1", score: 9, answeredAt: day(3), text: "I am Ada" },
  );
  const before = await sums(shop);
  await days(shop);
  const person = {
    customerId: null,
    email: " ada@example.com",
    phone: null,
    orderIds: ["2", "99"],
  };
  const { traces } = await inShop(db(), shop.id, (client) => redactCustomer(client, shop, person));
  expect(traces.customerIds).toContain("a");
  expect(await sums(shop)).toEqual(before);
  expect(await days(shop)).toEqual([]);
  await write(shop, bought("1", 1, "a", 5), bought("99", 4, "a"), customer("a", contact, 5));
  expect((await sums(shop)).slice(0, 2)).toEqual(before.slice(0, 2));
  expect(await read(shop, "select id from orders where customer_id = 'a'")).toEqual([]);
  expect(await read(shop, "select customer_id from orders where id = '99'")).toEqual([
    { customer_id: null },
  ]);
  expect(await read(shop, "select text, score from answer")).toEqual([{ text: null, score: 9 }]);
  expect(await read(shop, "select id from customer union select customer_id from contact")).toEqual(
    [],
  );
});

test("a stored payload is a trace when it names the person, not when digits merely agree", () => {
  const traces = {
    customerIds: ["77"],
    orderIds: ["1001"],
    emails: ["Ada@example.com"],
    phones: [],
  };
  expect(mentions('{"customer":{"id":77}}', traces)).toBe(true);
  expect(mentions('{"id":"gid://shopify/Order/1001"}', traces)).toBe(true);
  expect(mentions('{"email":"ADA@example.com"}', traces)).toBe(true);
  expect(mentions('{"id":770,"order_id":21001}', traces)).toBe(false);
});

test("a redacted shop leaves no row in any table, and another shop all of its own", async () => {
  const [shop, other] = [await testShop(db()), await testShop(db())];
  for (const each of [shop, other]) await write(each, bought("1", 1, "a"), customer("a"));
  await inShop(db(), shop.id, (client) => redactShop(client, shop));
  const tables = await read(
    other,
    `select quote_ident(table_name) as name from information_schema.columns
     where table_schema = 'public' and column_name = 'shop_id'`,
  );
  expect(tables.length).toBeGreaterThan(20);
  for (const { name } of tables) {
    const { rows } = await db().owner.query(`select 1 from ${String(name)} where shop_id = $1`, [
      shop.id,
    ]);
    expect({ name, rows }).toEqual({ name, rows: [] });
  }
  expect((await db().owner.query("select id from shop where id = $1", [shop.id])).rows).toEqual([]);
  expect(await read(other, "select id from orders")).toEqual([{ id: "1" }]);
});

test("an order without a region takes its location's, when that comes and when it changes", async () => {
  const shop = await testShop(db());
  const at = (n: number, region: string) => ({
    kind: "location" as const,
    id: "l",
    version: version(n),
    name: "Shop",
    active: true,
    region,
  });
  await write(
    shop,
    order("1", 0, { region: "unknown", locationId: "l" }),
    order("2", 0, { region: "DE", locationId: "l" }),
  );
  for (const [n, region] of [
    [1, "US-NY"],
    [2, "US-CA"],
  ] as const) {
    await days(shop);
    await write(shop, at(n, region));
    expect(await days(shop)).toEqual(["2026-03-01"]);
    expect(await read(shop, "select region from orders order by id")).toEqual([
      { region },
      { region: "DE" },
    ]);
  }
});
