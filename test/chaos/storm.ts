// The storm: deliveries with duplicates, changed order and losses, a backfill beside them, and web,
// worker and Postgres killed at random points. Afterwards the numbers must be as if nothing had been.
import { addJobs } from "../../app/jobs/queue.server.ts";
import { readEventsSpec } from "../../app/jobs/read-events.ts";
import { reconcileShopSpec } from "../../app/jobs/reconcile-shop.ts";
import { startBackfillSpec } from "../../app/jobs/start-backfill.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { createRandom, type Random } from "../platform/random.ts";
import { changeWeather, fair } from "../platform/weather.ts";
import { unless, type Outcome, type ScenarioOptions } from "./scenario.ts";
import { comeToRest, type ChaosShop } from "./shop.ts";
import { openStage, type Stage } from "./stage.ts";
import { historyEnd, runTrade } from "./trading.ts";
import { differences, readAll, wrongDays } from "./truth.ts";

export type StormOptions = ScenarioOptions & {
  /** How often each of web, worker, Postgres is killed. */
  kills: number;
  /** Of web and of worker. */
  processes: number;
};

type Blow = { at: number; what: "web" | "worker" | "postgres" | "session" };

/** Each at a random point of the run, not in the very first or last hundredths. */
function blows(random: Random, { deliveries, kills }: StormOptions): Blow[] {
  const planned = (["web", "worker", "postgres"] as const).flatMap((what) =>
    Array.from({ length: kills }, (): Blow => {
      const at = Math.round(deliveries * (0.03 + 0.92 * random.next()));
      // Now and then only a session of Postgres: it throws out all others and recovers.
      const isSession = what === "postgres" && kills > 1 && random.chance(0.3);
      return { at, what: isSession ? "session" : what };
    }),
  );
  return planned.sort((a, b) => a.at - b.at);
}

async function strike(what: Blow["what"], stage: Stage, random: Random): Promise<unknown> {
  const { postgres, webs, workers } = stage;
  if (what === "session") return postgres.killSession();
  if (what === "web") return random.pick(webs).kill(random.next() * 1_000);
  if (what === "worker") return random.pick(workers).kill(random.next() * 1_000);
  await postgres.kill();
  return postgres.start();
}

export async function storm(options: StormOptions): Promise<Outcome> {
  const { seed, deliveries, processes, withinMs, say } = options;
  const until = Date.now() + withinMs;
  const left = () => Math.max(5_000, until - Date.now());
  const random = createRandom(seed);
  const stage = await openStage({
    ...{ seed, orders: Math.max(20, Math.round(deliveries / 15)), now: historyEnd(new Date()) },
    ...{ webs: processes, workers: processes },
  });
  const { shop, sender, standIn, trade } = stage;
  const killed: Record<string, number> = {};
  try {
    say(`${processes} web, ${processes} worker and Postgres serve`);
    changeWeather(standIn.weather, {
      webhooks: { duplicate: 0.1, lose: 0.02, reorder: 12, lateMs: 200 },
      bulk: { runMs: 300 },
    });
    await addJobs(shop.db, [startBackfillSpec(shop.shop.id)]);

    const due = blows(random, options);
    const mending: Promise<unknown>[] = [];
    const told = await runTrade(trade, sender, {
      deliveries,
      until: until - withinMs / 3,
      onTold(count) {
        while (due[0] && due[0].at <= count) {
          const { what } = due.shift()!;
          say(`delivery ${count}: kill -9 of ${what}`);
          killed[what] = (killed[what] ?? 0) + 1;
          mending.push(strike(what, stage, random));
        }
      },
    });
    await Promise.all(mending);
    await sender.settle();
    const lost = sender.lost.length;
    say(`${told} deliveries told, ${lost} lost, ${sender.counts.duplicated} sent twice`);

    await comeToRest(shop, left());
    changeWeather(standIn.weather, fair());
    await forgetPlace(shop);
    await addJobs(shop.db, [reconcileShopSpec(shop.shop.id), readEventsSpec(shop.shop.id)]);
    await comeToRest(shop, left());
    say("reconciled; a clean database reads the same store");

    // The one door there is belongs to the other database.
    changeWeather(standIn.weather, { bulk: { finishWebhook: false } });
    const calm = await stage.another("calm");
    await readAll(calm, standIn.url, left());
    const compared = await differences(shop, calm, new Date(Date.now() + 3_600_000));
    const problems = [
      ...unless(told >= deliveries, `only ${told} of ${deliveries} deliveries in time`),
      ...unless(due.length === 0, `${due.length} kills did not come`),
      ...stage.fell(),
      ...(await setAside(shop)),
      ...compared.problems,
      ...(await wrongDays(shop, trade.store)),
    ];
    await calm.close();
    const figures = { told, lost, duplicated: sender.counts.duplicated, ...killed };
    const { levels, returns } = compared.old;
    const { size: orders } = trade.store.orders;
    return { figures: { ...figures, orders, oldLevels: levels, oldReturns: returns }, problems };
  } finally {
    await stage.close();
  }
}

/** Timelines are read from where they were read last; in a store whose clock ran fast that is too late. */
async function forgetPlace({ db, shop }: ChaosShop): Promise<void> {
  await rowsOf(db, shop.id, "delete from reading where what = 'order-events' returning 1");
}

/** Sentences of deliveries that were parked or refused, and of what could not be read again. */
export async function setAside({ db, shop }: ChaosShop): Promise<string[]> {
  const rows = await rowsOf<{ topic: string; reason: string }>(
    db,
    shop.id,
    `select topic, reason from inbox where state <> 'new'
     union all select kind || ' ' || id, reason from refetch`,
  );
  return rows.map(({ topic, reason }) => `${topic} was set aside: ${reason}`);
}
