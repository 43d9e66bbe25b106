import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../app/db.server.ts";
import { startBackfill } from "../app/ingest/backfill/start.server.ts";
import { ensureShop, install } from "../app/install.server.ts";
import { lockLedger } from "../app/ledger/lock.server.ts";
import { findShop, readShop, updateShopTold } from "../app/ledger/shop.server.ts";
import { freshDatabase } from "./database.ts";
import { deliver, drainAll, order, readInbox, rowsOf } from "./ingest/deliver.ts";

let db: Db;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.close());

type Told = { timeZone?: string; currency?: string; scopes?: string[] };

/** The Admin API of a shop in Berlin that counts in euro. */
function shopify(domain: string, told: Told = {}) {
  let asked = 0;
  const answer = {
    shop: {
      id: "gid://shopify/Shop/1",
      name: "Shop",
      myshopifyDomain: domain,
      currencyCode: told.currency ?? "EUR",
      ianaTimezone: told.timeZone ?? "Europe/Berlin",
    },
    currentAppInstallation: {
      accessScopes: (told.scopes ?? ["read_orders"]).map((handle) => ({ handle })),
    },
  };
  const graphql = async () => {
    asked += 1;
    return Response.json({ data: answer });
  };
  return { graphql, asked: () => asked };
}

test("an installation keeps zone, currency and scopes, with one question", async () => {
  const domain = "first.myshopify.com";
  const { graphql, asked } = shopify(domain, { scopes: ["read_products", "read_orders"] });
  const shop = await install(db, domain, graphql);
  expect(shop).toMatchObject({
    state: "installed",
    configured: true,
    timeZone: "Europe/Berlin",
    currency: "EUR",
    scopes: "read_orders,read_products",
  });
  expect(asked()).toBe(1);
  expect(await ensureShop(db, domain, graphql)).toEqual(shop);
  expect(asked()).toBe(1);
});

test("two installations at once are one, and a later one changes nothing", async () => {
  const domain = "twice.myshopify.com";
  const { graphql } = shopify(domain);
  const [one, other] = await Promise.all([
    install(db, domain, graphql),
    install(db, domain, graphql),
  ]);
  expect(one.id).toBe(other.id);
  const shop = await findShop(db, domain);
  expect(await install(db, domain, graphql)).toEqual(shop);
  const { rows } = await db.owner.query("select id from shop where domain = $1", [domain]);
  expect(rows).toHaveLength(1);
});

test("an opening during a backfill waits for nobody", async () => {
  const domain = "busy.myshopify.com";
  const { graphql } = shopify(domain);
  const { id } = await install(db, domain, graphql);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const writing = inShop(db, id, async (client) => {
    await lockLedger(client, id, Infinity);
    await held;
  });
  const took: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    const started = performance.now();
    await install(db, domain, graphql);
    took.push(performance.now() - started);
  }
  // More scopes are new, but nothing that orders are counted by.
  const more = shopify(domain, { scopes: ["read_orders", "read_returns"] });
  const started = performance.now();
  expect((await install(db, domain, more.graphql)).scopes).toBe("read_orders,read_returns");
  took.push(performance.now() - started);
  release();
  await writing;
  // Who waits for the writer waits until it is released, and that is later. Half of them in a tenth of a
  // second: a machine may stumble once, not eleven times.
  expect(took.toSorted((a, b) => a - b)[10]).toBeLessThan(100);
});

test("a shop that comes back finds its facts, reads anew what it missed, and is counted once", async () => {
  const domain = "back.myshopify.com";
  const { graphql } = shopify(domain, { currency: "USD", timeZone: "UTC" });
  const first = await install(db, domain, graphql);
  const day = 86_400_000;
  const installedAt = new Date(Date.now() - 2 * day);
  await rowsOf(
    db,
    first.id,
    `update shop set installed_at = '${installedAt.toISOString()}' returning id`,
  );
  const began = new Date(installedAt.getTime() + 1000);
  expect(await startBackfill(db, { id: first.id, installedAt }, { now: began })).toBe(6);
  await rowsOf(db, first.id, "update backfill set state = 'done' returning kind");
  await deliver(db, first.id, [{ topic: "orders/create", body: order(1) }]);
  await drainAll(db, first.id);

  const triggeredAt = new Date(Date.now() - day).toISOString();
  await deliver(db, first.id, [{ topic: "app/uninstalled", body: { id: 1 }, triggeredAt }]);
  await drainAll(db, first.id);
  expect(await readShop(db, first.id)).toMatchObject({ state: "uninstalled" });
  // Shopify may still send what happened before; it waits for the installation.
  await deliver(db, first.id, [
    { topic: "orders/create", body: order(1) },
    { topic: "orders/create", body: order(2) },
  ]);
  await drainAll(db, first.id);
  expect(await readInbox(db, first.id)).toHaveLength(2);

  const again = await install(db, domain, graphql);
  expect(again).toMatchObject({ id: first.id, state: "installed", uninstalledAt: null });
  expect(again.installedAt!.getTime()).toBeGreaterThan(installedAt.getTime());
  await drainAll(db, first.id);
  expect(await rowsOf(db, first.id, "select id from orders order by id")).toEqual([
    { id: "1" },
    { id: "2" },
  ]);
  const counted =
    "select sum(value)::int as n from measure_day where measure = 'orders' and dimension = 'all'";
  expect(await rowsOf(db, first.id, counted)).toEqual([{ n: 2 }]);
  // Everything read before the return is read once more; asked twice it is one run.
  expect(await startBackfill(db, again, { now: new Date() })).toBe(6);
  expect(await startBackfill(db, again, { now: new Date() })).toBe(0);
  // The uninstallation told a second time speaks of the time before.
  await deliver(db, first.id, [{ topic: "app/uninstalled", body: { id: 1 }, triggeredAt }]);
  await drainAll(db, first.id);
  expect(await readShop(db, first.id)).toMatchObject({ state: "installed" });
});

test("scopes that change are kept, told by webhook or by the next opening", async () => {
  const domain = "scopes.myshopify.com";
  const { id } = await install(db, domain, shopify(domain).graphql);
  const triggeredAt = new Date().toISOString();
  const body = { current: ["read_products"] };
  await deliver(db, id, [{ topic: "app/scopes_update", body, triggeredAt }]);
  await drainAll(db, id);
  expect((await readShop(db, id))?.scopes).toBe("read_products");
  await install(db, domain, shopify(domain, { scopes: ["read_all_orders"] }).graphql);
  expect((await readShop(db, id))?.scopes).toBe("read_all_orders");
});

test("what Shopify told of a shop later stands, whenever an older word of it arrives", async () => {
  const domain = "order.myshopify.com";
  const { id } = await install(db, domain, shopify(domain).graphql);
  // Installed an hour ago; what follows was told in the last minute.
  await rowsOf(
    db,
    id,
    `update shop set (settings_told_at, scopes_told_at) =
       (settings_told_at - interval '1 hour', scopes_told_at - interval '1 hour') returning id`,
  );
  const minuteAgo = Date.now() - 60_000;
  const at = (seconds: number) => new Date(minuteAgo + seconds * 1_000).toISOString();
  const scopes = (current: string[], seconds: number) => ({
    ...{ topic: "app/scopes_update", body: { current }, triggeredAt: at(seconds) },
  });
  const settings = (iana_timezone: string, seconds: number) => ({
    ...{ topic: "shop/update", body: { iana_timezone, currency: "EUR", name: "Shop" } },
    triggeredAt: at(seconds),
  });
  await deliver(db, id, [scopes(["read_orders"], 20), settings("Asia/Tokyo", 20)]);
  await drainAll(db, id);
  await deliver(db, id, [scopes(["read_products"], 10), settings("Europe/Rome", 10)]);
  await drainAll(db, id);
  const told = { scopes: "read_orders", timeZone: "Asia/Tokyo", currency: "EUR" };
  expect(await readShop(db, id)).toMatchObject(told);
  // A word that changed nothing counts as well: what is older than it comes too late.
  await deliver(db, id, [settings("Asia/Tokyo", 40)]);
  await drainAll(db, id);
  await deliver(db, id, [settings("Europe/Rome", 30), scopes(["read_products"], 30)]);
  await drainAll(db, id);
  expect(await readShop(db, id)).toMatchObject({ ...told, scopes: "read_products" });
  // So does what was read while somebody opened the app.
  await install(db, domain, shopify(domain, { timeZone: "UTC", scopes: ["read_all"] }).graphql);
  await deliver(db, id, [settings("Europe/Rome", 50), scopes(["read_orders"], 50)]);
  await drainAll(db, id);
  expect(await readShop(db, id)).toMatchObject({ timeZone: "UTC", scopes: "read_all" });
});

test("a shop that was only heard of gets its zone, even where that is the usual one", async () => {
  const domain = "heard.myshopify.com";
  await db.app.query("select shop_heard($1)", [domain]);
  const { graphql } = shopify(domain, { timeZone: "UTC", currency: "USD" });
  expect(await install(db, domain, graphql)).toMatchObject({ configured: true, timeZone: "UTC" });
});

test("of two words told while a history is written the later one holds, whoever came first", async () => {
  const domain = "moving.myshopify.com";
  const { id } = await install(db, domain, shopify(domain).graphql);
  const shop = (await readShop(db, id))!;
  const told = (seconds: number, timeZone: string) =>
    updateShopTold(
      db,
      shop,
      { at: new Date(Date.now() + seconds * 1000), toldAt: "settingsToldAt" },
      () => ({ timeZone }),
    );
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const writing = inShop(db, id, async (client) => {
    await lockLedger(client, id, Infinity);
    await held;
  });
  const later = told(2, "Asia/Tokyo");
  await expect.poll(() => waiting(), { timeout: 20_000 }).toBe(1);
  const earlier = told(1, "Europe/Paris");
  await expect.poll(() => waiting(), { timeout: 20_000 }).toBe(2);
  release();
  await writing;
  expect(await later).toMatchObject({ after: { timeZone: "Asia/Tokyo" } });
  expect(await earlier).toBe(null);
  // Nor does what was asked before that, when the app was opened, undo it.
  const asked = await install(db, domain, shopify(domain).graphql);
  expect(asked).toMatchObject({ timeZone: "Asia/Tokyo" });
});

/** Who waits for a lock of a shop in this database. */
async function waiting(): Promise<number> {
  const { rows } = await db.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]!.n;
}
