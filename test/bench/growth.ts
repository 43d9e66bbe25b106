// What grows with what is there: shops with the same busy day and more and more behind it. One webhook
// from the inbox to the measures, a Home page over HTTP while orders come in, memory of the process that
// serves it. At 0, 10,000, 100,000 and 1,000,000 orders beside today's 1,000; `--orders` names the only
// size that is held against none.
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../app/db.server.ts";
import { findShop } from "../../app/ledger/shop.server.ts";
import { demoShop } from "../platform/catalogue.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { webhookCosts } from "./recompute.ts";
import { serveShop, type Served } from "./served.ts";

const all = [0, 10_000, 100_000, 1_000_000];
const ordersPerDay = 2_740;
const ordersToday = 1_000;
const requests = 60;
/** So many that the first size, which the others are held against, does not pay for the compiling. */
const warmUp = 60;
const megabyte = 1 << 20;

type Cost = { webhookMs: number; homeMs: number; memoryMb: number };

export async function* bench(
  home: string,
  { orders }: { orders?: number } = {},
): AsyncIterable<Figure> {
  const token = (process.env.METRICS_TOKEN ??= "a token that only the bench knows");
  // Postgres, who is nobody, has to come through.
  chmodSync(home, 0o755);
  let first: Cost | null = null;
  for (const size of orders === undefined ? all : [0, orders]) {
    const folder = join(home, String(size));
    mkdirSync(folder);
    const days = Math.round(size / ordersPerDay);
    const served = await serveShop(folder, { history: { days, ordersPerDay, ordersToday } });
    try {
      const cost = await measure(served, folder, token);
      first ??= cost;
      const at = `at ${size.toLocaleString("en")} orders`;
      // A millisecond or two is the clock's own trembling.
      const twice = (value: number) => Number((2 * value + 1).toPrecision(3));
      const ms = (value: number) => ({ unit: "ms", atMost: twice(value) });
      yield figure("growth", `one webhook ${at}, p50`, cost.webhookMs, ms(first.webhookMs));
      yield figure("growth", `Home after each webhook ${at}, p50`, cost.homeMs, ms(first.homeMs));
      const memory = { unit: "MB", atMost: twice(first.memoryMb) };
      yield figure("growth", `memory ${at}`, cost.memoryMb, memory);
    } finally {
      await served.close();
    }
  }
}

async function measure(served: Served, folder: string, token: string): Promise<Cost> {
  const db = await openDatabase({ home: folder });
  try {
    const shop = (await findShop(db, demoShop.domain))!;
    const homes: number[] = [];
    const webhooks: number[] = [];
    await openHome(served);
    for (let run = 0; run < requests + warmUp; run += 1) {
      const cost = { first: run, count: 1, skip: 0 };
      const [[webhook]] = (await webhookCosts(db, [shop], cost)) as [[number]];
      const started = performance.now();
      await openHome(served);
      if (run < warmUp) continue;
      webhooks.push(webhook);
      homes.push(performance.now() - started);
    }
    return {
      webhookMs: percentile(webhooks, 0.5),
      homeMs: percentile(homes, 0.5),
      memoryMb: (await memoryOf(served, token)) / megabyte,
    };
  } finally {
    await db.close();
  }
}

/** The data of Home as a page that reloads its numbers asks for it. */
export async function openHome(served: Served): Promise<void> {
  const url = `${served.appUrl}/app.data?period=30&_routes=routes%2Fapp._index`;
  const answer = await fetch(url, { headers: served.headers() });
  const text = await answer.text();
  if (answer.status !== 200 || !text.includes("net-sales")) {
    throw new Error(`got status ${answer.status} from Home: ${text.slice(0, 200)}`);
  }
}

/** Bytes that the process says it has. */
export async function memoryOf(served: Served, token: string): Promise<number> {
  const answer = await fetch(`${served.appUrl}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const found = /^process_resident_memory_bytes (\d+)$/m.exec(await answer.text());
  if (!found) throw new Error(`got no memory from /metrics (status ${answer.status})`);
  return Number(found[1]);
}
