// What grows with what is there: shops with the same busy day and more and more behind it. One webhook
// from the inbox to the measures, a Home page over HTTP while orders come in, memory of the process that
// serves it. At 0, 10,000, 100,000 and 1,000,000 orders beside today's 1,000, each held against the least of
// the sizes below it: what is small may cost more, and is no measure for what is large. `--orders` names the
// largest size.
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
const warmUp = 60;
/** Webhooks before the first size, so many that it does not pay for the compiling of what all of them use. */
const compiling = 300;
const megabyte = 1 << 20;

type Cost = { webhookMs: number; homeMs: number; memoryMb: number };

export async function* bench(
  home: string,
  { orders }: { orders?: number } = {},
): AsyncIterable<Figure> {
  const token = (process.env.METRICS_TOKEN ??= "a token that only the bench knows");
  // Postgres, who is nobody, has to come through.
  chmodSync(home, 0o755);
  let least: Cost | null = null;
  const largest = orders ?? all.at(-1)!;
  for (const size of [...all.filter((each) => each < largest), largest]) {
    const folder = join(home, String(size));
    mkdirSync(folder);
    const days = Math.round(size / ordersPerDay);
    const served = await serveShop(folder, { history: { days, ordersPerDay, ordersToday } });
    try {
      if (!least) await compile(folder);
      const cost = await measure(served, folder, token);
      least ??= cost;
      const at = `at ${size.toLocaleString("en")} orders`;
      // A millisecond or two is the clock's own trembling.
      const twice = (value: number) => Number((2 * value + 1).toPrecision(3));
      const ms = (value: number) => ({ unit: "ms", atMost: twice(value) });
      yield figure("growth", `one webhook ${at}, p50`, cost.webhookMs, ms(least.webhookMs));
      yield figure("growth", `Home after each webhook ${at}, p50`, cost.homeMs, ms(least.homeMs));
      const memory = { unit: "MB", atMost: twice(least.memoryMb) };
      yield figure("growth", `memory ${at}`, cost.memoryMb, memory);
      least = leastOf(least, cost);
    } finally {
      await served.close();
    }
  }
}

const leastOf = (a: Cost, b: Cost): Cost => ({
  webhookMs: Math.min(a.webhookMs, b.webhookMs),
  homeMs: Math.min(a.homeMs, b.homeMs),
  memoryMb: Math.min(a.memoryMb, b.memoryMb),
});

async function compile(folder: string): Promise<void> {
  const db = await openDatabase({ home: folder });
  try {
    const shop = (await findShop(db, demoShop.domain))!;
    await webhookCosts(db, [shop], { first: requests + warmUp, count: compiling, skip: 0 });
  } finally {
    await db.close();
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
