// The production server as a process of its own, before a stand-in of the admin and a filled shop.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startApp } from "../../app/commands/app-process.server.ts";
import { buildWhenNeeded } from "../../app/commands/build.server.ts";
import { allCounted } from "../../app/commands/demo-shop.server.ts";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { openEmbedded } from "../../app/ledger/database/embedded.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { demoShop } from "../platform/catalogue.ts";
import { browser, installApp } from "../platform/install-app.ts";
import { grantedScopes, startStandIn, type StandIn } from "../platform/stand-in.ts";
import { idToken } from "../platform/tokens.ts";
import { generateStore } from "../platform/trade.ts";
import { benchShop, seedHistory, type History } from "./seed.ts";

const app = { key: "bench-key", secret: "bench-secret" };

export type Served = {
  standIn: StandIn;
  /** What App Bridge adds to a request: a fresh id token. */
  headers(): Record<string, string>;
  /** Address of a page as the admin frames it, with what it puts behind the path. */
  pageOf(path: string): string;
  /** Address of the app itself. */
  appUrl: string;
  /** What deliveries are signed with. */
  secret: string;
  close(): Promise<void>;
};

export type ServedShop =
  /** Counted in UTC and USD, from a few statements; `prepare` adds facts beside the orders. */
  | { history: History; prepare?: (db: Db, shop: Shop) => Promise<void> }
  /** Made-up orders of thirteen months as the demo has them, read by the app's own backfill. */
  | { orders: number };

const readWithinMs = 120_000;
/** The sweep that asks for once-a-day work comes each minute. */
const sweptMs = 65_000;
const restMs = 5_000;
const restWithinMs = 900_000;

export async function serveShop(home: string, filling: ServedShop): Promise<Served> {
  await buildWhenNeeded();
  const embedded = await openEmbedded(home);
  const db = await openDatabase({ url: embedded.url });
  const orders = "orders" in filling ? filling.orders : 0;
  const trade = generateStore({ orders, seed: 1, now: new Date() });
  if ("history" in filling) {
    const shop = await benchShop(db, demoShop.domain);
    await filling.prepare?.(db, shop);
    await seedHistory(db, shop, filling.history, new Date());
    const { currency, timeZone } = shop;
    // Else the installation would count the seeded orders all again.
    trade.store.shop = { ...demoShop, currency, timeZone } as typeof demoShop;
  }
  let appUrl = "";
  const standIn = await startStandIn({
    store: trade.store,
    trade,
    app,
    appUrl: () => appUrl,
    // Beside the app's own the one that Shopify approves by hand: more than 60 days of orders.
    scopes: [...grantedScopes(readFileSync("shopify.app.toml", "utf8")), "read_all_orders"],
    port: 0,
    plan: "plus",
  });
  const running = await startApp({
    app,
    dev: false,
    standInUrl: standIn.url,
    databaseUrl: embedded.url,
  });
  appUrl = `http://127.0.0.1:${running.port}`;
  await installApp({ standInUrl: standIn.url, app });
  for (const until = Date.now() + readWithinMs; !(await allCounted(db, demoShop.domain));) {
    if (Date.now() > until) throw new Error("got no end of the first reading, expected it by now");
    await sleep(250);
  }
  if ("history" in filling) await atRest(db);
  const token = () => idToken(app, demoShop.domain, new Date());
  return {
    standIn,
    appUrl,
    secret: app.secret,
    headers: () => ({ authorization: `Bearer ${token()}`, "user-agent": browser }),
    pageOf(path) {
      const framed = new URLSearchParams({
        shop: demoShop.domain,
        host: Buffer.from(`admin.shopify.com/store/${demoShop.domain.split(".")[0]}`).toString(
          "base64url",
        ),
        embedded: "1",
        id_token: token(),
      });
      return `${appUrl}${path}${path.includes("?") ? "&" : "?"}${framed}`;
    },
    async close() {
      await running.stop();
      await standIn.close();
      await db.close();
      await embedded.leave();
    },
  };
}

/** A shop that has just come has its whole day's work before it, once: pages are timed after it. */
async function atRest(db: Db): Promise<void> {
  const from = Date.now();
  let quietSince = from;
  while (Date.now() - from < sweptMs || Date.now() - quietSince < restMs) {
    if (Date.now() - from > restWithinMs) throw new Error("got no rest from the worker's jobs");
    const { rows } = await db.owner.query<{ busy: boolean }>(
      `select exists (select from graphile_worker.jobs
         where locked_at is not null or (run_at <= now() and attempts < max_attempts)) as busy`,
    );
    if (rows[0]?.busy) quietSince = Date.now();
    await sleep(500);
  }
}
