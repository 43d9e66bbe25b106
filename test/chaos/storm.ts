// The storm: deliveries with duplicates, changed order and losses, a backfill beside them, and web,
// worker and Postgres killed at random points. Afterwards the numbers must be as if nothing had been.
import { thingsAtOnce } from "../../app/ingest/backfill/batches.server.ts";
import { addJobs } from "../../app/jobs/queue.server.ts";
import { startBackfillSpec } from "../../app/jobs/start-backfill.ts";
import { createRandom } from "../platform/random.ts";
import { changeWeather } from "../platform/weather.ts";
import { pauseMsFor, planBlows, strike, wrongKills } from "./blows.ts";
import { compareWithCalm } from "./calm.ts";
import { killMidMerge } from "./mid-merge.ts";
import { unless, type Outcome, type ScenarioOptions } from "./scenario.ts";
import { comeToRest } from "./shop.ts";
import { openStage } from "./stage.ts";
import { historyEnd, runTrade } from "./trading.ts";

export type StormOptions = ScenarioOptions & {
  /** How often each of web, worker, Postgres is killed, at random. */
  kills: number;
  /** Of web and of worker. */
  processes: number;
  /** Orders before the storm; the workers are killed amid the reading of more than one batch. */
  history: number;
};

/** What a commit does not wait for is written by nobody else before a breakdown. */
const settings = ["wal_writer_delay=10s", "wal_writer_flush_after=1GB"];

export async function storm(options: StormOptions): Promise<Outcome> {
  const { seed, deliveries, processes, history, withinMs, say } = options;
  const until = Date.now() + withinMs;
  const left = () => Math.max(5_000, until - Date.now());
  const random = createRandom(seed);
  const stage = await openStage({
    ...{ seed, orders: history, now: historyEnd(new Date()) },
    ...{ webs: processes, workers: processes, settings },
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
    const merged = history > thingsAtOnce ? await killMidMerge(stage, left()) : [];
    say("the history is being read");

    const begun = Date.now();
    const due = planBlows(random, options);
    const planned = due.length;
    const mending: Promise<unknown>[] = [];
    let told = 0;
    for (const at of [0, 1]) {
      const before = told;
      told += await runTrade(trade, sender, {
        ...{ deliveries: Math.ceil((deliveries - before) / (2 - at)), part: { at, of: 2 } },
        ...{ until: until - withinMs / 3, pauseMs: pauseMsFor(options) },
        onTold(count) {
          while (due[0] && due[0].at <= before + count) {
            const blow = due.shift()!;
            say(`delivery ${before + count}: kill -9 of ${blow.what}`);
            killed[blow.what] = (killed[blow.what] ?? 0) + 1;
            mending.push(strike(blow, stage, random));
          }
        },
      });
      // The first half beside a backfill, which reads what was lost; of the second only comparing knows.
      await Promise.all(mending);
      await sender.settle();
      if (at === 0) await comeToRest(shop, left());
    }
    const kills = [...stage.webs, ...stage.workers, stage.postgres]
      .flatMap((it) => it.killedAt)
      .filter((at) => at > begun);
    const lost = sender.lost.length;
    say(`${told} deliveries told, ${lost} lost, ${sender.counts.duplicated} sent twice`);

    const after = await compareWithCalm(stage, left(), say);
    const problems = [
      ...unless(told >= deliveries, `only ${told} of ${deliveries} deliveries in time`),
      ...merged,
      ...wrongKills(kills, planned),
      ...after.problems,
    ];
    const figures = { told, lost, duplicated: sender.counts.duplicated, ...killed };
    return { figures: { ...figures, ...after.figures }, problems };
  } finally {
    await stage.close();
  }
}
