import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { drainShop } from "../../app/ingest/drain.server.ts";
import { readDataPackages, type FiledPackage } from "../../app/ingest/privacy.server.ts";
import { markAllDirty } from "../../app/ledger/dirty.server.ts";
import { open } from "../../app/ledger/keys.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { deliver, drainAll, order, readInbox, rowsOf } from "./deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

const person = { id: 77, email: "ada@example.com", phone: null };
const of = ({ domain }: { domain: string }) => ({ shop_id: 1, shop_domain: domain });

async function shopWithAda() {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    { topic: "orders/create", body: order(1, { customerId: 77, email: "ada@example.com" }) },
    {
      topic: "orders/create",
      body: order(2, { customerId: 77, email: "ada@example.com", at: "2026-03-05T10:00:00Z" }),
    },
    { topic: "orders/create", body: order(3, { customerId: 88, email: "bob@example.com" }) },
  ]);
  await drainAll(db, shop.id);
  return shop;
}

test("a data request files all that is held about the person, sealed, for the merchant", async () => {
  const shop = await shopWithAda();
  await deliver(db, shop.id, [
    {
      topic: "customers/data_request",
      body: { ...of(shop), customer: person, orders_requested: [1], data_request: { id: 9999 } },
    },
  ]);
  await drainAll(db, shop.id);
  const [row] = await readInbox(db, shop.id);
  expect(row).toMatchObject({ state: "answered", body: null });
  expect(open(row!.sealed!)).toContain("ada@example.com");
  const [{ held }] = (await readDataPackages(db, shop.id)) as [FiledPackage];
  expect(held).toMatchObject({
    requestId: "9999",
    shop: shop.domain,
    customerIds: expect.arrayContaining(["77"]),
  });
  expect(held.contacts).toMatchObject([{ email: "ada@example.com" }]);
  expect(held.orders.map((one) => one.id)).toEqual(["1", "2"]);
  expect(JSON.stringify(held)).not.toContain("bob@example.com");
});

test("a redaction leaves no trace of the person in the ledger or in kept payloads, and every sum", async () => {
  const shop = await shopWithAda();
  await deliver(db, shop.id, [
    {
      topic: "customers/data_request",
      body: { ...of(shop), customer: person, orders_requested: [1], data_request: { id: 1 } },
    },
    { topic: "orders/create", body: { id: 4, customer: person }, id: "parked-ada" },
    { topic: "orders/create", body: { id: 5, customer: { id: 88 } }, id: "parked-bob" },
  ]);
  await drainAll(db, shop.id);
  const measures = () =>
    rowsOf(
      db,
      shop.id,
      "select measure, dimension, key, day, bucket, value from measure_day order by 1, 2, 3, 4, 5",
    );
  const before = await measures();
  expect(before.length).toBeGreaterThan(0);

  await deliver(db, shop.id, [
    {
      topic: "customers/redact",
      body: { ...of(shop), customer: person, orders_to_redact: [1, 2] },
    },
  ]);
  await drainAll(db, shop.id);
  expect((await readInbox(db, shop.id)).map((row) => row.webhook_id)).toEqual(["parked-bob"]);
  const found = await rowsOf<{ customer_id: string }>(
    db,
    shop.id,
    "select customer_id from orders union select customer_id from contact",
  );
  expect(found.map((row) => row.customer_id)).not.toContain("77");
  expect(await rowsOf(db, shop.id, "select id from customer")).toEqual([{ id: "88" }]);
  await inShop(db, shop.id, (client) => markAllDirty(client, shop));
  await drainAll(db, shop.id);
  expect(await measures()).toEqual(before);
});

test("a redaction by e-mail alone finds the person", async () => {
  const shop = await shopWithAda();
  await deliver(db, shop.id, [
    { topic: "customers/redact", body: { ...of(shop), customer: { email: "Ada@Example.com " } } },
  ]);
  await drainAll(db, shop.id);
  expect(await rowsOf(db, shop.id, "select customer_id from contact")).toEqual([
    { customer_id: "88" },
  ]);
});

test("a delivery of the redacted person that comes later brings nobody back", async () => {
  const shop = await shopWithAda();
  await deliver(db, shop.id, [
    {
      topic: "customers/redact",
      body: { ...of(shop), customer: person, orders_to_redact: [1, 2] },
    },
  ]);
  await drainAll(db, shop.id);
  const late = { customerId: 77, email: "ada@example.com", updatedAt: "2026-03-09T00:00:00Z" };
  await deliver(db, shop.id, [
    { topic: "orders/updated", body: order(1, late) },
    {
      topic: "customers/update",
      body: { ...person, created_at: late.updatedAt, updated_at: late.updatedAt, state: "enabled" },
    },
  ]);
  await drainAll(db, shop.id);
  const found = await rowsOf<{ customer_id: string }>(
    db,
    shop.id,
    "select customer_id from orders union select customer_id from contact union select id from customer",
  );
  expect(found.map((row) => row.customer_id)).not.toContain("77");
});

test("a privacy delivery that names another shop, or none, does nothing and is parked", async () => {
  const shop = await shopWithAda();
  const other = await shopWithAda();
  const asked = { customer: person, orders_requested: [1], orders_to_redact: [1, 2] };
  // A signed order says all that a redaction needs but the shop; its topic is not signed.
  for (const named of [of(other), { shop_id: 1 }, { shop_domain: "{shop}.myshopify.com" }, {}]) {
    await deliver(db, shop.id, [
      { topic: "customers/data_request", body: { ...asked, ...named } },
      { topic: "customers/redact", body: { ...asked, ...named } },
      { topic: "shop/redact", body: { ...named } },
    ]);
  }
  await drainAll(db, shop.id);
  const kept = await readInbox(db, shop.id);
  expect(kept.map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => "parked"));
  const ofOther = kept.filter(({ reason }) => reason?.includes(`got a body of ${other.domain}, `));
  expect(ofOther.map(({ topic }) => topic).sort()).toEqual([
    ...["customers/data_request", "customers/redact", "shop/redact"],
  ]);
  for (const { reason } of ofOther) expect(reason).toContain(`expected one of ${shop.domain}`);
  for (const { reason } of kept) expect(reason).not.toContain("ada@example.com");
  expect(await rowsOf(db, shop.id, "select id from customer order by id")).toEqual([
    ...[{ id: "77" }, { id: "88" }],
  ]);
  // Its own is done, however its name is written.
  const own = { shop_domain: shop.domain.toUpperCase(), customer: person };
  await deliver(db, shop.id, [{ topic: "customers/redact", body: own }]);
  await drainAll(db, shop.id);
  expect(await rowsOf(db, shop.id, "select id from customer")).toEqual([{ id: "88" }]);
});

test("privacy topics of a shop that is not installed are done, others wait", async () => {
  const shop = await shopWithAda();
  await inShop(db, shop.id, (client) => client.query("update shop set state = 'uninstalled'"));
  await deliver(db, shop.id, [
    { topic: "customers/redact", body: { ...of(shop), customer: person, orders_to_redact: [] } },
    { topic: "orders/create", body: order(9), id: "waits" },
  ]);
  await drainAll(db, shop.id);
  expect((await readInbox(db, shop.id)).map((row) => row.webhook_id)).toEqual(["waits"]);
  expect(await rowsOf(db, shop.id, "select customer_id from contact")).toEqual([
    { customer_id: "88" },
  ]);
});

async function addSession(domain: string): Promise<void> {
  await db.app.query(
    `insert into "Session" (id, shop, state, "accessToken") values ($1, $2, '', 'token')`,
    [`offline_${domain}`, domain],
  );
}

async function sessions(domain: string): Promise<number> {
  const { rows } = await db.app.query(`select id from "Session" where shop = $1`, [domain]);
  return rows.length;
}

test("an uninstalled shop loses its sessions at once and keeps its facts", async () => {
  const shop = await shopWithAda();
  await addSession(shop.domain);
  const triggeredAt = new Date(Date.now() + 1000).toISOString();
  await deliver(db, shop.id, [{ topic: "app/uninstalled", body: { id: 1 }, triggeredAt }]);
  await drainAll(db, shop.id);
  expect(await sessions(shop.domain)).toBe(0);
  expect(await readShop(db, shop.id)).toMatchObject({
    state: "uninstalled",
    uninstalledAt: new Date(triggeredAt),
  });
  expect(await rowsOf(db, shop.id, "select id from orders")).toHaveLength(3);
});

test("an uninstall or a redaction from before the installation does nothing", async () => {
  const shop = await shopWithAda();
  await addSession(shop.domain);
  const triggeredAt = "2020-01-01T00:00:00Z";
  await deliver(db, shop.id, [
    { topic: "app/uninstalled", body: { id: 1 }, triggeredAt },
    { topic: "shop/redact", body: of(shop), triggeredAt },
  ]);
  await drainAll(db, shop.id);
  expect(await sessions(shop.domain)).toBe(1);
  expect(await readShop(db, shop.id)).toMatchObject({ state: "installed" });
  expect(await readInbox(db, shop.id)).toEqual([]);
});

test("shop/redact erases every row of the shop, and later deliveries for it are not kept", async () => {
  const shop = await shopWithAda();
  const other = await shopWithAda();
  await addSession(shop.domain);
  await inShop(db, shop.id, (client) =>
    client.query("update shop set state = 'uninstalled', installed_at = '2020-01-01'"),
  );
  await deliver(db, shop.id, [{ topic: "shop/redact", body: of(shop) }]);
  expect(await drainShop(db, shop.id, { now: new Date() })).toMatchObject({ taken: 1, left: 0 });
  await deliver(db, shop.id, [{ topic: "orders/create", body: order(1) }]);
  const tables = await db.owner.query<{ name: string }>(
    "select table_name as name from information_schema.columns where column_name = 'shop_id' and table_schema = 'public'",
  );
  for (const { name } of tables.rows) {
    const { rows } = await db.owner.query(`select 1 from "${name}" where shop_id = $1`, [shop.id]);
    expect(rows, name).toHaveLength(0);
  }
  expect(await readShop(db, shop.id)).toBeNull();
  expect(await sessions(shop.domain)).toBe(0);
  expect(await rowsOf(db, other.id, "select id from orders")).toHaveLength(3);
});

test("scopes are kept as granted, and a finished bulk operation nobody waits for is parked", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    {
      topic: "app/scopes_update",
      body: { previous: [], current: ["read_products", "read_orders"] },
    },
    {
      topic: "bulk_operations/finish",
      body: {
        admin_graphql_api_id: "gid://shopify/BulkOperation/1",
        status: "completed",
        error_code: null,
      },
      id: "bulk",
    },
  ]);
  await drainAll(db, shop.id);
  expect(await readShop(db, shop.id)).toMatchObject({ scopes: "read_orders,read_products" });
  expect(await readInbox(db, shop.id)).toMatchObject([{ webhook_id: "bulk", state: "parked" }]);
});

test("another time zone moves orders to their days there and asks for a full rebuild", async () => {
  const shop = await testShop(db);
  await deliver(db, shop.id, [
    { topic: "orders/create", body: order(1, { at: "2026-03-01T23:30:00Z" }) },
  ]);
  await drainAll(db, shop.id);
  const body = { iana_timezone: "Pacific/Auckland", currency: "USD", name: "Shop" };
  await deliver(db, shop.id, [{ topic: "shop/update", body }]);
  expect(await drainShop(db, shop.id, { now: new Date() })).toMatchObject({ rebuild: true });
  // 23:30 UTC on 1 March is 12:30 on 2 March in Auckland (UTC+13 in summer).
  expect(await rowsOf(db, shop.id, "select sale_day from orders")).toEqual([
    { sale_day: "2026-03-02" },
  ]);
  await deliver(db, shop.id, [
    { topic: "shop/update", body },
    { topic: "shop/update", body: { iana_timezone: null, currency: null, name: null } },
  ]);
  expect(await drainShop(db, shop.id, { now: new Date() })).toMatchObject({ rebuild: false });
  expect(await readShop(db, shop.id)).toMatchObject({ timeZone: "Pacific/Auckland" });
});
