// The scorecard's page at 1 M orders, over HTTP from the production server: its data as a page that
// reloads its numbers asks for it, and the whole document. Clock of the one who asks, on this machine.
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/ledger/shop.server.ts";
import { figure, percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { orderBody } from "./order-body.ts";
import { serveShop, type Served } from "./served.ts";

const days = 365;
const ordersPerDay = 2_740;
const orders = days * ordersPerDay;
const requests = 200;
const warmUp = 20;
const keepingMs = 5_000;

export async function* bench(home: string): AsyncIterable<Figure> {
  const history = { days, ordersPerDay, ordersToday: 1_000 };
  const served = await serveShop(home, { history, prepare: addAftermath });
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

/** Steps of apps and people on every order, and a refund of every 25th, ten days later. */
async function addAftermath(db: Db, shop: Shop): Promise<void> {
  const at = `date_trunc('day', now(), 'UTC') - make_interval(days => ${days})
    + make_interval(secs => i * 86400.0 / ${ordersPerDay})`;
  const rows = `(select i, ${at} as at from generate_series(0, ${orders - 1}) i) o`;
  await db.owner.query(
    `insert into order_event (shop_id, id, order_id, action, by_app, by_user, created_at, day)
     select $1, 'E' || i, 'S' || i, 'fulfillment_success', i % 4 <> 0, i % 4 = 0,
       at + interval '5 hours', ((at + interval '5 hours') at time zone 'UTC')::date from ${rows}`,
    [shop.id],
  );
  await db.owner.query(
    `insert into refund (shop_id, id, order_id, source, updated_at, triggered_at, hash, processed_at,
       refund_day, amount, units)
     select $1, 'R' || i, 'S' || i, 'api', at, at, 'seed', at + interval '10 days',
       ((at + interval '10 days') at time zone 'UTC')::date, 500, 1 from ${rows}
     where i % 25 = 0 and at + interval '10 days' < now()`,
    [shop.id],
  );
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
