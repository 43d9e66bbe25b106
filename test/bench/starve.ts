// A quiet shop beside four shops whose whole history is read at the same time, through the real door and worker:
// from the sending of a webhook, one each half second, to its order among the facts. STARVE_ORDERS sets how many
// orders each history has (default 30,000).
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { createDoor } from "../../app/ingest/door.server.ts";
import { drainLineSpecs } from "../../app/jobs/drain-line.ts";
import { jobs } from "../../app/jobs/index.ts";
import { loadBackfillSpec } from "../../app/jobs/load-backfill.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { startWorker } from "../../app/jobs/worker.server.ts";
import { makeReady } from "./backfill.ts";
import { writeBulkFiles } from "./bulk-file.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { orderRequest, sendRaw } from "./raw-sender.ts";
import { benchShop } from "./seed.ts";

const secret = "the bench's client secret";
const domain = "quiet.myshopify.com";
const histories = 4;
const orders = Number(process.env.STARVE_ORDERS ?? 30_000);
const sendEveryMs = 500;
const lookEveryMs = 20;
const giveUpMs = 300_000;

export async function* bench(home: string): AsyncIterable<Figure> {
  const folder = join(home, "bulk");
  mkdirSync(folder, { recursive: true });
  const files = await writeBulkFiles(folder, orders);
  const fileServer = fork(new URL("./file-server.ts", import.meta.url), [folder], { execArgv: [] });
  const [filePort] = (await once(fileServer, "message")) as [number];
  const db = await openDatabase({ home });
  await prepareQueue(db, jobs);
  const quiet = await benchShop(db, domain);
  const loading: bigint[] = [];
  for (let n = 0; n < histories; n += 1) {
    const shop = await benchShop(db, `history-${n}.myshopify.com`);
    await makeReady(db, shop, files, `http://127.0.0.1:${filePort}`);
    loading.push(shop.id);
  }
  const worker = await startWorker(db, { graphqlFor: async () => null });
  const door = createDoor({
    ...{ db, secrets: [secret], now: () => new Date() },
    onShops: (heard) => addJobs(db, drainLineSpecs(heard)),
  });
  const server = createServer(door);
  try {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await addJobs(db, loading.map(loadBackfillSpec));
    const sent: Delivery[] = [];
    for (const until = Date.now() + giveUpMs; Date.now() < until;) {
      sent.push(send(db, quiet.id, port, sent.length));
      await sleep(sendEveryMs);
      if (await areRead(db, loading)) break;
    }
    const taken = await Promise.all(sent.map((each) => each.taken));
    const stored = await Promise.all(sent.map((each) => each.stored));
    const of = `beside ${histories} histories`;
    const seconds = { unit: "s", atMost: 2 };
    yield figure("starve", `webhook → facts ${of} p95`, percentile(stored, 0.95) / 1000, seconds);
    yield figure("starve", `webhook → facts ${of} p50`, percentile(stored, 0.5) / 1000, seconds);
    // The door by itself has a bench of its own. Here Shopify's patience counts, and there are few to ask.
    const slowest = { unit: "s", atMost: 5 };
    yield figure("starve", `door ${of}, slowest answer`, percentile(taken, 1) / 1000, slowest);
    yield figure("starve", "all histories read after", (sent.length * sendEveryMs) / 1000, {
      unit: "s",
      atMost: giveUpMs / 1000,
    });
  } finally {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await door.settle();
    await worker.stop();
    await db.close();
    fileServer.disconnect();
  }
}

/** ms from its sending to the door's answer, and to its order among the facts. */
type Delivery = { taken: Promise<number>; stored: Promise<number> };

function send(db: Db, shopId: bigint, port: number, index: number): Delivery {
  const sentAt = performance.now();
  const request = orderRequest(index, { domain, secret, at: new Date() });
  const taken = new Promise<number>((resolve, reject) =>
    sendRaw(port, [request], 1, ({ status }) => {
      if (status === "200") resolve(performance.now() - sentAt);
      else reject(new Error(`got status ${status}, expected 200`));
    }),
  );
  return { taken, stored: taken.then(() => stored(db, shopId, index + 1, sentAt)) };
}

async function stored(db: Db, shopId: bigint, count: number, sentAt: number): Promise<number> {
  for (const until = Date.now() + giveUpMs; Date.now() < until; await sleep(lookEveryMs)) {
    const { rows } = await db.owner.query<{ n: number }>({
      name: "starve-look",
      text: "select count(*)::int as n from orders where shop_id = $1",
      values: [shopId],
    });
    if (rows[0]!.n >= count) return performance.now() - sentAt;
  }
  throw new Error(`order ${count} of the quiet shop was not stored`);
}

async function areRead(db: Db, shopIds: bigint[]): Promise<boolean> {
  const { rows } = await db.owner.query<{ isRead: boolean }>(
    `select bool_and(state = 'done') as "isRead" from backfill where shop_id = any($1::bigint[])`,
    [shopIds],
  );
  return rows[0]!.isRead;
}
