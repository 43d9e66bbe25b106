// What each fault happens to: a Postgres of its own, a stand-in with a store, the installed shop, and
// the app's processes, each kept running by someone.
import { readFileSync } from "node:fs";
import { buildWhenNeeded } from "../../app/commands/build.server.ts";
import { app } from "../jobs/sign-in.ts";
import { adminApiVersion } from "../platform/admin-api.ts";
import { demoShop } from "../platform/catalogue.ts";
import { grantedScopes, startStandIn, type StandIn } from "../platform/stand-in.ts";
import { generateStore, type Trade } from "../platform/trade.ts";
import { createSender, type Sender, type Sent } from "../platform/webhooks.ts";
import { keep, type Kept, type Role } from "./kept.ts";
import { openPostgres, type Postgres } from "./postgres.ts";
import { openShop, type ChaosShop } from "./shop.ts";

export type Stage = {
  postgres: Postgres;
  standIn: StandIn;
  trade: Trade;
  shop: ChaosShop;
  /** To the doors in turn. */
  sender: Sender;
  /** What a door answered 200 to the sender. */
  taken: readonly Sent[];
  webs: Kept[];
  workers: Kept[];
  /** One more process of that role. */
  add(role: Role): Promise<Kept>;
  /** A new database with the same shop, of which no process knows. */
  another(name: string): Promise<ChaosShop>;
  /** What ended without having been killed. */
  fell(): string[];
  close(): Promise<void>;
};

export type StageOptions = {
  seed: number;
  /** Of the store's history, up to `now`. */
  orders: number;
  now: Date;
  /** How many of each. Default one. */
  webs?: number;
  workers?: number;
  /** Where the database's files lie. Default a folder of its own. */
  home?: string;
  settings?: string[];
  /** Of every process. */
  env?: Record<string, string>;
};

export async function openStage(options: StageOptions): Promise<Stage> {
  const { seed, orders, now } = options;
  const trade = generateStore({ orders, seed, now });
  // An empty store takes orders in dollars, as test/ingest/deliver.ts makes them.
  if (orders === 0) trade.store.shop = { ...demoShop, currency: "USD" } as typeof demoShop;
  await buildWhenNeeded();
  const postgres = await openPostgres(options);
  const scopes = [...grantedScopes(readFileSync("shopify.app.toml", "utf8")), "read_all_orders"];
  const webs: Kept[] = [];
  const workers: Kept[] = [];
  let turn = 0;
  const door = () => webs[turn++ % webs.length]!.url;
  const standIn = await startStandIn({
    ...{ store: trade.store, trade, app, scopes, port: 0, plan: "plus" as const },
    appUrl: door,
  });
  const another = (name: string) =>
    openShop(postgres, name, { standIn, store: trade.store, scopes });
  const shop = await another("fourfold");
  const taken: Sent[] = [];
  const sender = createSender({
    url: () => `${door()}/webhooks`,
    secret: app.secret,
    domain: shop.shop.domain,
    apiVersion: adminApiVersion,
    weather: standIn.weather,
    seed,
    onTaken: (sent) => taken.push(sent),
  });
  const { env } = options;
  async function add(role: Role): Promise<Kept> {
    const kept = await keep(role, {
      ...{ databaseUrl: shop.url, standInUrl: standIn.url },
      ...(env ? { env } : {}),
    });
    (role === "web" ? webs : workers).push(kept);
    return kept;
  }
  async function close(): Promise<void> {
    await Promise.all([...webs, ...workers].map((process) => process.stop()));
    await standIn.close();
    await shop.close();
    await postgres.remove();
  }
  try {
    await Promise.all([
      ...Array.from({ length: options.webs ?? 1 }, () => add("web")),
      ...Array.from({ length: options.workers ?? 1 }, () => add("worker")),
    ]);
  } catch (error) {
    await close();
    throw error;
  }
  const fell = () => [...webs, ...workers].flatMap((process) => process.fell);
  return {
    ...{ postgres, standIn, trade, shop, sender, taken, webs, workers },
    add,
    another,
    fell,
    close,
  };
}
