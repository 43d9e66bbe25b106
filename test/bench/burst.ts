// 10,000 deliveries at once over 200 shops, half of them one shop's, through the real door and worker:
// how long the others wait for their numbers, from the sending of a webhook to the measures that hold
// it. BURST_DELIVERIES sets how many (default 10,000).
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase, type Db } from "../../app/db.server.ts";
import { createDoor } from "../../app/ingest/door.server.ts";
import { drainLineSpecs } from "../../app/jobs/drain-line.ts";
import { jobs } from "../../app/jobs/index.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { readShop } from "../../app/ledger/shop.server.ts";
import { startWorker } from "../../app/jobs/worker.server.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { benchShop, seedHistory } from "./seed.ts";

const secret = "the bench's client secret";
const shops = 200;
const deliveries = Number(process.env.BURST_DELIVERIES ?? 10_000);
const connections = 32;
const lookEveryMs = 25;
/** So long after the last word of a new version all shops are looked at. */
const silentMs = 2_000;
const giveUpMs = 180_000;

export async function* bench(home: string): AsyncIterable<Figure> {
  const db = await openDatabase({ home });
  await prepareQueue(db, jobs);
  const ids: bigint[] = [];
  for (let shop = 0; shop < shops; shop += 1) {
    ids.push((await benchShop(db, `burst-${shop}.myshopify.com`)).id);
  }
  // The busy one has a month behind it, as such shops have.
  const busy = (await readShop(db, ids[0]!))!;
  await seedHistory(db, busy, { days: 30, ordersPerDay: 100, ordersToday: 0 }, new Date());
  const worker = await startWorker(db, { graphqlFor: async () => null });
  const door = createDoor({
    ...{ db, secrets: [secret], now: () => new Date() },
    onShops: (heard) => addJobs(db, drainLineSpecs(heard)),
  });
  const server = createServer(door);
  try {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const args = [port, secret, shops, deliveries, connections].map(String);
    const script = new URL("./burst-client.ts", import.meta.url);
    const client = fork(script, args, { execArgv: [] });
    await once(client, "message");
    const answer = once(client, "message") as Promise<[[number, number][]]>;
    client.send("go");
    const seen = await watch(db, ids);
    const [sent] = await answer;
    const waits = waited(sent, seen);
    const others = waits.slice(1).flat();
    const seconds = (atMost: number) => ({ unit: "s", atMost });
    const of = "webhook → measure";
    yield figure("burst", `${of}, 199 shops p95`, percentile(others, 0.95) / 1000, seconds(2));
    yield figure("burst", `${of}, 199 shops p50`, percentile(others, 0.5) / 1000, seconds(2));
    // Served at the speed of one drain: that others do not wait for it is what it waits for.
    const last = `${of}, the last of ${waits[0]!.length} that one shop sent at once`;
    yield figure("burst", last, Math.max(...waits[0]!) / 1000, seconds(60));
    const firstAt = Math.min(...sent.map(([, at]) => at));
    const taking = Math.max(...sent.map(([, at]) => at)) - firstAt;
    yield figure("burst", "all taken after", taking / 1000, seconds(60));
    yield figure(
      "burst",
      "all counted after",
      (Math.max(...seen.flat()) - firstAt) / 1000,
      seconds(60),
    );
    const wrong = await miscounted(db, ids, sent);
    yield figure("burst", "lost or counted twice", wrong, { unit: "deliveries", atMost: 0 });
  } finally {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await door.settle();
    await worker.stop();
    await db.close();
  }
}

const countOrders = `select shop_id as id, sum(value)::text as orders from measure_day
  where shop_id = any($1::bigint[]) and measure = 'orders' and dimension = 'all' and day >= $2
  group by shop_id`;
const today = () => new Date().toISOString().slice(0, 10);

/**
 * By shop: when its first, second, … order was in its measures, ms of the epoch. Only shops that told a
 * new version are looked at, by index: reading all of them all the time would take a core from those
 * who are measured.
 */
async function watch(db: Db, ids: bigint[]): Promise<number[][]> {
  const seen: number[][] = ids.map(() => []);
  const place = new Map(ids.map((id, at) => [id, at]));
  const told = new Set<bigint>();
  const listener = await db.owner.connect();
  listener.on("notification", ({ payload }) => told.add(BigInt(payload!.split(":")[0]!)));
  await listener.query("listen fourfold_version");
  let [total, heardAt] = [0, Date.now()];
  for (const until = heardAt + giveUpMs; total < deliveries && Date.now() < until;) {
    await sleep(lookEveryMs);
    const isSilent = Date.now() - heardAt > silentMs;
    if (told.size === 0 && !isSilent) continue;
    const some = isSilent ? ids : [...told];
    told.clear();
    heardAt = Date.now();
    const { rows } = await listener.query<{ id: bigint; orders: string }>({
      name: "burst-look",
      text: countOrders,
      values: [some, today()],
    });
    const now = Date.now();
    for (const { id, orders } of rows) {
      const times = seen[place.get(id)!]!;
      for (; times.length < Number(orders); total += 1) times.push(now);
    }
  }
  listener.release(true);
  return seen;
}

/** By how many the shops' orders differ from what was sent, too few and too many alike. */
async function miscounted(db: Db, ids: bigint[], sent: [number, number][]): Promise<number> {
  await sleep(silentMs);
  const { rows } = await db.owner.query<{ id: bigint; orders: string }>(countOrders, [
    ids,
    today(),
  ]);
  const counted = new Map(rows.map(({ id, orders }) => [id, Number(orders)]));
  const told = new Map<bigint, number>();
  for (const [shop] of sent) told.set(ids[shop]!, (told.get(ids[shop]!) ?? 0) + 1);
  return ids.reduce((sum, id) => sum + Math.abs((told.get(id) ?? 0) - (counted.get(id) ?? 0)), 0);
}

/** By shop, ms: its nth order sent is taken for its nth order counted, as its line has it. */
function waited(sent: [number, number][], seen: number[][]): number[][] {
  const at: number[][] = seen.map(() => []);
  for (const [shop, time] of sent) at[shop]!.push(time);
  return at.map((times, shop) =>
    times
      .sort((a, b) => a - b)
      .flatMap((time, n) => (seen[shop]![n] === undefined ? [] : [seen[shop]![n] - time])),
  );
}
