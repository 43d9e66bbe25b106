// The scorecard's page at 1 M orders, over HTTP from the production server: its data as a page that
// reloads its numbers asks for it, and the whole document. Clock of the one who asks, on this machine.
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { orderBody } from "./order-body.ts";
import { seedAftermath } from "./seed.ts";
import { serveShop, type Served } from "./served.ts";

const days = 365;
const ordersPerDay = 2_740;
const requests = 200;
const warmUp = 20;
const keepingMs = 5_000;

export async function* bench(home: string): AsyncIterable<Figure> {
  const history = { days, ordersPerDay, ordersToday: 1_000 };
  const prepare = (db: Db, shop: Shop) => seedAftermath(db, shop, history);
  const served = await serveShop(home, { history, prepare });
  try {
    for (const period of [30, 365]) {
      const first = await measure(served, period, { requests: 1, warmUp: 0 });
      yield figure("home", `first data request of ${period} days`, first[0]!, {
        unit: "ms",
        atMost: 20_000,
      });
      // The worker keeps a year's months once somebody looked at it.
      await sleep(keepingMs);
      const ms = await measure(served, period, { requests, warmUp });
      yield figure("home", `data of ${period} days at 1 M orders p95`, percentile(ms, 0.95), {
        unit: "ms",
        atMost: 25,
      });
    }
    const trade = startTrade(served);
    for (const period of [30, 365]) {
      const ms = await measure(served, period, { requests, warmUp });
      yield figure("home", `the same while orders come in, ${period} days`, percentile(ms, 0.95), {
        unit: "ms",
        atMost: 25,
      });
    }
    await trade.stop();
    const ms: number[] = [];
    for (let run = 0; run < requests + warmUp; run += 1) {
      const spent = await timed(served.pageOf("/app?period=30"), served.headers(), "net-sales");
      if (run >= warmUp) ms.push(spent);
    }
    const limit = { unit: "ms", atMost: 80 };
    yield figure("home", "document of 30 days p95", percentile(ms, 0.95), limit);
  } finally {
    await served.close();
  }
}

/** Milliseconds until the whole answer is there. */
async function timed(url: string, headers: Record<string, string>, holds: string): Promise<number> {
  const started = performance.now();
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  const spent = performance.now() - started;
  if (answer.status !== 200 || !text.includes(holds)) {
    throw new Error(`got status ${answer.status} from ${url.split("?")[0]}: ${text.slice(0, 200)}`);
  }
  return spent;
}

async function measure(
  served: Served,
  period: number,
  { requests, warmUp }: { requests: number; warmUp: number },
): Promise<number[]> {
  const ms: number[] = [];
  for (let run = 0; run < requests + warmUp; run += 1) {
    // Of its own route alone: the frame and the language opted out of asking again (`shouldRevalidate`).
    const url = `${served.appUrl}/app.data?period=${period}&_routes=routes%2Fapp._index`;
    const spent = await timed(url, served.headers(), "net-sales");
    if (run >= warmUp) ms.push(spent);
  }
  return ms;
}

const pauseMs = 500;

/** Two orders a second through the door: sixty times as many as such a shop has. */
function startTrade({ standIn }: Served): { stop(): Promise<void> } {
  let run = 0;
  const timer = setInterval(() => {
    run += 1;
    const body = JSON.parse(orderBody(run, new Date().toISOString())) as object;
    standIn.sender.deliver({ topic: "orders/create", body });
  }, pauseMs);
  return {
    async stop() {
      clearInterval(timer);
      await standIn.sender.settle();
    },
  };
}
