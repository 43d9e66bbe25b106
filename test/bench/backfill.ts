// A shop's history from the bulk result's file to its measures, by the very functions of the jobs:
// download over HTTP, layout, counting, the one write path, measures.
// BACKFILL_ORDERS sets the number of orders (default 1 M).
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inShop, openDatabase } from "../../app/db.server.ts";
import type { Db } from "../../app/db.server.ts";
import { loadBackfill } from "../../app/ingest/backfill/load.server.ts";
import { changeRow } from "../../app/ingest/backfill/rows.server.ts";
import { startBackfill } from "../../app/ingest/backfill/start.server.ts";
import { backfillKinds } from "../../app/ingest/backfill/kinds.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { writeBulkFiles } from "./bulk-file.ts";
import type { BulkFile } from "./bulk-file.ts";
import { figure } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop } from "./seed.ts";

const orders = Number(process.env.BACKFILL_ORDERS ?? 1_000_000);
const megabyte = 1 << 20;

export async function* bench(home: string): AsyncIterable<Figure> {
  const folder = join(home, "bulk");
  mkdirSync(folder, { recursive: true });
  const files = await writeBulkFiles(folder, orders);
  const server = fork(new URL("./file-server.ts", import.meta.url), [folder], { execArgv: [] });
  const [port] = (await once(server, "message")) as [number];
  const db = await openDatabase({ home });
  const peak = watchMemory();
  try {
    const shop = await benchShop(db, "backfill.myshopify.com");
    await makeReady(db, shop, files, `http://127.0.0.1:${port}`);
    const started = performance.now();
    const cpu = process.cpuUsage();
    const report = await loadBackfill(db, shop, { now: () => new Date(), folder });
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const read = await count(db, shop);
    if (read !== orders) throw new Error(`got ${read} orders, expected ${orders}`);
    yield figure("backfill", "orders, file to measures", orders / seconds, {
      unit: "1/s",
      atLeast: 15_000,
    });
    const goal = (75 * orders) / 1_000_000;
    yield figure("backfill", `${orders} orders`, seconds, { unit: "s", atMost: goal });
    yield figure("backfill", "memory of the process", peak.stop() / megabyte, {
      unit: "MB",
      atMost: 512,
    });
    yield figure("backfill", "processor time of the process", (user + system) / 1e6, {
      unit: "s",
      atMost: goal,
    });
    yield figure("backfill", "refunds to read again", report?.refetches ?? 0, {
      unit: "refunds",
      atMost: orders / 20,
    });
  } finally {
    peak.stop();
    await db.close();
    server.disconnect();
  }
}

/** As if Shopify had just finished: kinds without a file were empty. */
export async function makeReady(
  db: Db,
  shop: Shop,
  files: BulkFile[],
  address: string,
): Promise<void> {
  const now = new Date();
  await startBackfill(db, shop, { now });
  await inShop(db, shop.id, async (client) => {
    for (const kind of backfillKinds) {
      const file = files.find((each) => each.kind === kind);
      await changeRow(
        client,
        shop.id,
        { kind, startedAt: now },
        file
          ? {
              state: "ready",
              readAt: now,
              url: `${address}/${kind}.jsonl`,
              objects: BigInt(file.lines),
              operationId: "gid://shopify/BulkOperation/1",
            }
          : { state: "done", finishedAt: now },
      );
    }
  });
}

function count(db: Db, shop: Shop): Promise<number> {
  return inShop(db, shop.id, async (client) => {
    const { rows } = await client.query<{ n: bigint }>("select count(*) as n from orders");
    return Number(rows[0]?.n ?? 0n);
  });
}

/** Highest resident memory, looked at four times a second. */
function watchMemory(): { stop(): number } {
  let peak = 0;
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
  const timer = setInterval(look, 250);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}
