// The app as a process behind the stand-in's admin: installed, left, installed again, its access
// revoked. Each time the shop ends up whole, and counted once.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp, type AppProcess } from "../../app/commands/app-process.server.ts";
import { buildWhenNeeded } from "../../app/commands/build.server.ts";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { backfillState } from "../../app/ingest/backfill/state.server.ts";
import { findShop, type Shop } from "../../app/ledger/shop.server.ts";
import { freshDatabaseUrl } from "../database.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { demoShop } from "./catalogue.ts";
import { installApp } from "./install-app.ts";
import { grantedScopes, startStandIn, type StandIn } from "./stand-in.ts";
import { generateStore } from "./trade.ts";

const app = { key: "reinstall-key", secret: "reinstall-secret" };
const trade = generateStore({ orders: 60, seed: 8, now: new Date() });
let standIn: StandIn;
let running: AppProcess;
let db: Db;
let drop: () => Promise<void>;

beforeAll(async () => {
  await buildWhenNeeded();
  const database = await freshDatabaseUrl();
  drop = database.drop;
  db = await openDatabase({ url: database.url });
  let appUrl = "";
  standIn = await startStandIn({
    ...{ store: trade.store, trade, app, port: 0, plan: "plus" as const },
    appUrl: () => appUrl,
    scopes: [...grantedScopes(readFileSync("shopify.app.toml", "utf8")), "read_all_orders"],
  });
  const { url: standInUrl } = standIn;
  running = await startApp({ app, dev: false, standInUrl, databaseUrl: database.url });
  appUrl = `http://127.0.0.1:${running.port}`;
}, 180_000);
afterAll(async () => {
  await running?.stop();
  await standIn?.close();
  await db?.close();
  await drop?.();
});

const open = () => installApp({ standInUrl: standIn.url, app });
const control = (what: string) =>
  fetch(`${standIn.url}/__platform/control/${what}`, { method: "POST" });
const shopNow = async (): Promise<Shop> => (await findShop(db, demoShop.domain))!;
const sessions = async () =>
  (await db.app.query<{ token: string }>(`select "accessToken" as token from "Session"`)).rows;

async function isWhole(): Promise<void> {
  const shop = await shopNow();
  const state = async () => {
    const { state, kinds } = await backfillState(db, shop);
    return state === "done" && kinds.every(({ startedAt }) => startedAt >= shop.installedAt!);
  };
  await expect.poll(state, { timeout: 60_000, interval: 250 }).toBe(true);
  const orders = await rowsOf(db, shop.id, "select id from orders");
  expect(orders).toHaveLength(trade.store.orders.size);
}

const counted = async () => {
  const { id } = await shopNow();
  await expect.poll(() => rowsOf(db, id, "select day from dirty_day")).toEqual([]);
  return rowsOf(
    db,
    id,
    `select measure, sum(value)::text as value from measure_day
     where measure in ('orders', 'gross', 'discounts', 'units') and dimension = 'all'
     group by 1 order by 1`,
  );
};

test("installed, left and installed again, a shop is whole and counted once", async () => {
  await open();
  await isWhole();
  const first = await shopNow();
  const before = await counted();
  expect(before.length).toBeGreaterThan(2);
  // Opened once more nothing begins again.
  await open();
  expect((await shopNow()).installedAt).toEqual(first.installedAt);

  await control("uninstall");
  await expect.poll(async () => (await shopNow()).state).toBe("uninstalled");
  expect(await sessions()).toEqual([]);

  await open();
  const again = await shopNow();
  expect(again).toMatchObject({ id: first.id, state: "installed", uninstalledAt: null });
  expect(again.installedAt!.getTime()).toBeGreaterThan(first.installedAt!.getTime());
  await isWhole();
  expect(await counted()).toEqual(before);
}, 120_000);

test("a revoked access is forgotten, and the next opening brings a new one", async () => {
  await open();
  const [held] = await sessions();
  await control("revoke");
  // Orders: of those of the online store the promise is read again at Shopify, which refuses.
  for (let order = 0; order < 8; order += 1) standIn.floor!.act("order");
  await expect.poll(sessions, { timeout: 30_000 }).toEqual([]);
  const { id } = await shopNow();
  const wishes = () => rowsOf(db, id, "select kind, attempts from refetch");
  expect((await wishes()).length).toBeGreaterThan(0);

  await open();
  const [fresh] = await sessions();
  expect(fresh?.token).toBeDefined();
  expect(fresh?.token).not.toBe(held?.token);
  // The opening itself asks for what waited for it; the minute's sweep would, too, but later.
  await expect.poll(wishes, { timeout: 90_000, interval: 100 }).toEqual([]);
}, 150_000);
