// A shop of the stand-in with the app's database and door before it, all but the worker: that is a
// process of its own, or the test's.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { createDoor } from "../../app/ingest/door.server.ts";
import { drainLineSpecs } from "../../app/jobs/drain-line.ts";
import { jobs } from "../../app/jobs/index.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { startBackfillSpec } from "../../app/jobs/start-backfill.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { readShop, updateShop } from "../../app/ledger/shop.server.ts";
import { freshDatabaseUrl, testShop } from "../database.ts";
import { grantedScopes, startStandIn } from "../platform/stand-in.ts";
import type { Passing, StandIn } from "../platform/stand-in.ts";
import type { Trade } from "../platform/trade.ts";
import { app, signIn } from "./sign-in.ts";

export { app, signIn };

export type LiveShop = {
  db: Db;
  url: string;
  shop: Shop;
  standIn: StandIn;
  /** Told what the app is about to get from Shopify. */
  onPassing: (passing: Passing) => Promise<void>;
  beginBackfill(): Promise<void>;
  close(): Promise<void>;
};

export async function openLiveShop(trade: Trade): Promise<LiveShop> {
  const { url, drop } = await freshDatabaseUrl();
  const db = await openDatabase({ url });
  await prepareQueue(db, jobs);
  const door = createDoor({
    db,
    secrets: [app.secret],
    now: () => new Date(),
    onShops: (ids) => addJobs(db, drainLineSpecs(ids)),
  });
  const server = createServer((req, res) => door(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };

  const { domain, timeZone, currency } = trade.store.shop;
  const scopes = [...grantedScopes(readFileSync("shopify.app.toml", "utf8")), "read_all_orders"];
  const standIn = await startStandIn({
    ...{ store: trade.store, trade, app, scopes, port: 0, plan: "plus" as const },
    appUrl: () => `http://127.0.0.1:${port}`,
    pass: (passing) => live.onPassing(passing),
  });
  const { id } = await testShop(db, { domain, timeZone, currency });
  await updateShop(db, (await readShop(db, id))!, { scopes: scopes.join(",") });
  await signIn(db, standIn.url, domain);

  const live: LiveShop = {
    ...{ db, url, standIn },
    shop: (await readShop(db, id))!,
    onPassing: async () => {},
    beginBackfill: () => addJobs(db, [startBackfillSpec(id)]),
    async close() {
      await standIn.sender.settle();
      await standIn.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await door.settle();
      await db.close();
      await drop();
    },
  };
  return live;
}
