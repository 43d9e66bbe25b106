// A shop that is empty but for what a test puts into it, with the app before it.
import { readFileSync } from "node:fs";
import { startApp } from "../../app/commands/app-process.server.ts";
import { buildWhenNeeded } from "../../app/commands/build.server.ts";
import { demoShop } from "../platform/catalogue.ts";
import { installApp } from "../platform/install-app.ts";
import { orderPayload, warehouse } from "../platform/order.ts";
import type { OrderPayload } from "../platform/payloads.ts";
import { grantedScopes, startStandIn } from "../platform/stand-in.ts";
import { generateStore, type Trade } from "../platform/trade.ts";
import { createSender } from "../platform/webhooks.ts";

export type SmallShop = {
  /** The admin's address. */
  url: string;
  /** With what made-up buyers answered and what advertising cost, which no webhook tells. */
  trade: Trade;
  /** Address of the app itself. */
  appUrl: string;
  secret: string;
  /**
   * Sells one thing at 119.00 with 19 % tax inside, now or some days ago, and sends the signed
   * webhook; its status.
   */
  sell(sold?: { daysAgo: number }): Promise<number>;
  /** Ends the app's process and starts another one, behind the same admin. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

const app = { key: "e2e-key", secret: "e2e-secret" };

export type SmallShopOptions = {
  /** Days ago of orders that are there before the app is. Default none. */
  history?: readonly number[];
  /** Made-up orders of thirteen months before. Default none. */
  orders?: number;
  /** Shopify gives orders older than 60 days, too. Default false. */
  givesAllOrders?: boolean;
  /** False leaves that to whoever opens the admin. Default true. */
  isInstalled?: boolean;
  /** How long Shopify takes for each bulk operation. Default none. */
  bulkMs?: number;
  /** Takes all that the app's process logs. Default nobody does. */
  log?: (text: string) => void;
  /** Owner's connection. Default a database of the test run. */
  database?: { url: string; drop(): Promise<void> };
};

/** Only inside a test run; a script brings its own. */
const ofTheRun = async () => (await import("../database.ts")).freshDatabaseUrl();

export async function openSmallShop({
  history = [],
  orders = 0,
  givesAllOrders = false,
  isInstalled = true,
  bulkMs = 0,
  log,
  database: given,
}: SmallShopOptions = {}): Promise<SmallShop> {
  await buildWhenNeeded();
  const database = given ?? (await ofTheRun());
  const trade = generateStore({ orders, seed: 1, now: new Date() });
  const { store } = trade;
  history.forEach(order);
  let appUrl = "";
  const standIn = await startStandIn({
    store,
    trade,
    app,
    appUrl: () => appUrl,
    scopes: [
      ...grantedScopes(readFileSync("shopify.app.toml", "utf8")),
      ...(givesAllOrders ? ["read_all_orders"] : []),
    ],
    port: 0,
    // The standard rate is slow to hand out a year of timelines.
    plan: "plus",
  });
  standIn.weather.bulk.runMs = bulkMs;
  const start = () =>
    startApp({
      ...{ app, dev: false, standInUrl: standIn.url, databaseUrl: database.url },
      ...(log ? { log } : {}),
    });
  let running = await start();
  appUrl = `http://127.0.0.1:${running.port}`;
  if (isInstalled) await installApp({ standInUrl: standIn.url, app });
  const sender = createSender({
    url: () => `${appUrl}/webhooks`,
    secret: app.secret,
    domain: demoShop.domain,
    apiVersion: "2026-10",
  });

  function order(daysAgo: number): OrderPayload {
    const product = [...store.products.values()][0]!;
    const body = orderPayload({
      number: 1001 + store.orders.size,
      at: new Date(Date.now() - daysAgo * 86_400_000),
      items: [{ product, variant: { ...product.variants[0]!, price: "119.00" }, quantity: 1 }],
      customer: null,
      address: null,
      sourceName: "pos",
      locationId: warehouse,
      discountRate: 0,
      vatRate: 0.19,
      financialStatus: "paid",
      test: false,
    });
    store.orders.set(body.id, body);
    return body;
  }

  return {
    url: standIn.url,
    trade,
    appUrl,
    secret: app.secret,
    sell: ({ daysAgo } = { daysAgo: 0 }) =>
      sender.send({ topic: "orders/create", body: order(daysAgo) }),
    async restart() {
      await running.stop();
      running = await start();
      appUrl = `http://127.0.0.1:${running.port}`;
    },
    async close() {
      await running.stop();
      await standIn.close();
      await database.drop();
    },
  };
}
