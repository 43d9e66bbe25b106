// The process: database, doors for webhooks and surveys, background worker and pages on one port.
import { createServer } from "node:http";
import { jobs } from "../jobs/index.ts";
import { addJobs, prepareQueue } from "../jobs/queue.server.ts";
import { drainLineSpecs } from "../jobs/drain-line.ts";
import { refetchShopSpec } from "../jobs/refetch-shop.ts";
import { startBackfillSpec } from "../jobs/start-backfill.ts";
import { startWorker } from "../jobs/worker.server.ts";
import { openDatabase } from "../db.server.ts";
import { env, shopifyEnv } from "../env.server.ts";
import { createDoor } from "../ingest/door.server.ts";
import { createSurveyDoor } from "../ingest/survey.server.ts";
import { log } from "../log.server.ts";
import { setRuntime } from "../runtime.server.ts";
import { createMetrics, kindOf } from "./metrics.server.ts";
import { createPages } from "./pages.server.ts";
import { createSigns, respond } from "./signs.server.ts";

export type Served = { port: number; close(): Promise<void> };
export type ServeOptions = {
  port: number;
  role: "all" | "web" | "worker";
  /** Pages compiled on request instead of the built ones. Default false. */
  dev?: boolean;
};

/** Requests that still run when the process must end have this long. */
const lastRequestsMs = 3_000;

/** Throws Errors that say what to do: a missing variable, no build, a taken port, no database. */
export async function serve({ port, role, dev = false }: ServeOptions): Promise<Served> {
  const { apiKey, apiSecret } = shopifyEnv();
  const db = await openDatabase();
  await prepareQueue(db, jobs);
  const wake = (shopIds: bigint[]) => addJobs(db, drainLineSpecs(shopIds));
  // A page that signs in a shop also begins its history, and reads what waited for access; begun
  // before, and with nothing waiting, that changes nothing.
  const welcome = (shopIds: bigint[]) =>
    addJobs(db, [
      ...drainLineSpecs(shopIds),
      ...shopIds.flatMap((id) => [startBackfillSpec(id), refetchShopSpec(id)]),
    ]);
  setRuntime({ db, wake: welcome });

  // Imported here, because Shopify's library and the version listener take the runtime at once.
  const { graphqlFor } = await import("../shopify.server.ts");
  const { versions } = await import("../version.server.ts");
  const worker = role === "web" ? null : await startWorker(db, { graphqlFor });
  const secrets = [apiSecret, env.SHOPIFY_API_SECRET_OLD].filter((secret) => secret !== undefined);
  const given = { db, secrets, now: () => new Date(), onShops: wake };
  const door = createDoor(given);
  const surveyDoor = createSurveyDoor({ ...given, apiKey, proxies: env.PROXIES });
  const pages = role === "worker" ? null : await createPages({ dev });

  const metrics = createMetrics();
  const signs = createSigns({ db, metrics, token: env.METRICS_TOKEN });

  const server = createServer((req, res) => {
    const path = (req.url ?? "/").split("?")[0] ?? "/";
    if (signs.handle(path, req, res)) return;
    metrics.time(kindOf(path), res);
    if (!pages) respond(res, 404, { error: "a worker serves no pages" });
    else if (path === "/webhooks") door(req, res);
    else if (path === "/api/survey") surveyDoor(req, res);
    else pages.handle(req, res);
  });
  // Shopify keeps connections to the door open; a minute saves it the handshakes.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve());
  });
  const address = server.address() as { port: number };
  log.info({ port: address.port, role }, "serving");

  return {
    port: address.port,
    async close() {
      signs.stop();
      const quiet = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), lastRequestsMs).unref();
      const settled = quiet.then(() => Promise.all([door.settle(), surveyDoor.settle()]));
      // Beside each other, or the seconds of both would not fit into ten.
      await Promise.all([settled, worker?.stop()]);
      await pages?.close();
      await versions().close();
      await db.close();
    },
  };
}
