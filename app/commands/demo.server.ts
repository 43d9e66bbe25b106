// The demo from nothing to a scorecard: build when needed, database, stand-in, app, installation,
// thirteen months of history by the app's own backfill, then live orders until it is stopped.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, type Db } from "../db.server.ts";
import { startLiveTrade } from "../../test/platform/floor.ts";
import { installApp } from "../../test/platform/install-app.ts";
import { startLiveAnswers } from "../../test/platform/live-answers.ts";
import { grantedScopes, startStandIn } from "../../test/platform/stand-in.ts";
import { heardAnswers } from "../../test/platform/survey.ts";
import { generateStore } from "../../test/platform/trade.ts";
import { z } from "zod";
import { buildWhenNeeded } from "./build.server.ts";
import { startApp, type AppProcess } from "./app-process.server.ts";
import { closeDemoDays } from "./demo-days.server.ts";
import { furnishDigest, furnishTeam } from "./demo-team.server.ts";
import { furnishPatterns, furnishTrial } from "./demo-trial.server.ts";
import {
  allCounted,
  forgetShop,
  importAnswers,
  importSpend,
  importStock,
  setAims,
} from "./demo-shop.server.ts";

const project = join(import.meta.dirname, "../..");

const DemoEnv = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  DEMO_ORDERS: z.coerce.number().int().min(1).max(1_000_000).default(3000),
  DEMO_SEED: z.coerce.number().int().default(1),
});

/** Known to everybody, so only ever for made-up data. */
const app = { key: "fourfold-demo-key", secret: "fourfold-demo-secret" };
/** A demo that is slow to count its history opens anyway; the page fills itself. */
const countWithinMs = 45_000;

type Closing = () => Promise<unknown>;

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Runs until SIGINT or SIGTERM; ends the process. */
export async function runDemo({ dev }: { dev: boolean }): Promise<void> {
  const closings: Closing[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (code: number) =>
    (stopping ??= (async () => {
      for (const close of closings.reverse()) await close().catch(() => (code = 1));
      process.exit(code);
    })());
  process.on("SIGINT", () => void stop(0));
  process.on("SIGTERM", () => void stop(0));
  try {
    await open(dev, closings);
  } catch (error) {
    if (stopping) return;
    const { message, cause } = error as Error;
    // A failed fetch says why only here.
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    process.stderr.write(`${message}${why}\n`);
    await stop(1);
  }
}

async function open(dev: boolean, closings: Closing[]): Promise<void> {
  const options = DemoEnv.parse(process.env);
  say("Preparing the demo: build, database, made-up store …");
  // First, because the app's process joins the database that this one starts and stops.
  const db = await openDatabase();
  closings.push(() => db.close());
  if (!dev) await buildWhenNeeded();

  const trade = generateStore({
    orders: options.DEMO_ORDERS,
    seed: options.DEMO_SEED,
    now: new Date(),
  });
  const { shop } = trade.store;
  await forgetShop(db, shop.domain);

  let appUrl = "";
  const standIn = await startStandIn({
    store: trade.store,
    trade,
    app,
    appUrl: () => appUrl,
    // Beside the app's own scopes the one that Shopify approves by hand: more than 60 days of orders.
    scopes: [
      ...grantedScopes(readFileSync(join(project, "shopify.app.toml"), "utf8")),
      "read_all_orders",
    ],
    port: options.PORT,
    // At the standard rate a year of timelines alone takes a minute.
    plan: "plus",
  });
  closings.push(() => standIn.close());

  const running: AppProcess = await startApp({ app, dev, standInUrl: standIn.url });
  closings.push(() => running.stop());
  appUrl = `http://127.0.0.1:${running.port}`;
  await installApp({ standInUrl: standIn.url, app, domain: shop.domain });

  say(`Reading ${trade.store.orders.size} orders of thirteen months …`);
  // No bulk operation holds places; their webhooks do.
  await standIn.sender.sendAll(
    [...trade.store.locations.values()].map((body) => ({ topic: "locations/update", body })),
  );
  await setAims(db, shop.domain);
  await counted(db, shop.domain);
  await importAnswers(db, shop.domain, [...trade.store.answers, ...heardAnswers(trade.store)]);
  await importSpend(db, shop.domain, trade);
  await importStock(db, shop.domain, trade);
  await furnishTeam(db, shop.domain, new Date());
  await counted(db, shop.domain);
  await furnishTrial(db, shop.domain, new Date());
  await furnishPatterns(db, shop.domain, new Date());
  await closeDemoDays(db, shop.domain, trade, new Date());
  // Last, so that it tells what the scorecard shows.
  await furnishDigest(db, shop.domain, new Date());

  const live = startLiveTrade(standIn.floor!, standIn.sender);
  closings.push(() => live.stop());
  const answers = startLiveAnswers({ store: trade.store, app, appUrl });
  closings.push(() => answers.stop());
  say(`Fourfold demo ready: ${standIn.url}`);
  say("Demo data: a made-up shop. New orders every few seconds. Ctrl-C stops everything.");
}

async function counted(db: Db, domain: string): Promise<void> {
  const until = Date.now() + countWithinMs;
  while (Date.now() < until && !(await allCounted(db, domain))) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
