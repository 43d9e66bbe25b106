// The machine's clock is put a day on, then two back, then right, while deliveries come in: nothing is
// lost, refused for good or counted for another day. A promise that fell due by the wrong clock counts as
// due until its time has come, so the numbers are compared as of then.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startBackfillSpec } from "../../app/jobs/start-backfill.ts";
import { addJobs } from "../../app/jobs/queue.server.ts";
import { compareWithCalm } from "./calm.ts";
import { ordersCounted, waitFor } from "./counted.ts";
import { knock, orderOf } from "./door.ts";
import { unless, type Outcome, type ScenarioOptions } from "./scenario.ts";
import { openStage, type Stage } from "./stage.ts";
import { historyEnd, runTrade } from "./trading.ts";

const deliveries = 400;
const hour = 3_600_000;
const jumps = [
  { at: 100, ms: 26 * hour },
  { at: 200, ms: -26 * hour },
  { at: 300, ms: 0 },
];

/** Environment of processes whose clock is as far off as a file says, and how to set it. */
export function movedClock(folder: string): {
  env: Record<string, string>;
  set(offMs: number): void;
} {
  const file = join(folder, "offset");
  const set = (offMs: number) => writeFileSync(file, String(offMs));
  set(0);
  const preload = new URL("./clock.mjs", import.meta.url).href;
  return { env: { CHAOS_CLOCK: file, NODE_OPTIONS: `--import ${preload}` }, set };
}

const ordersEach = 5;
const seenWithinMs = 200;
const countedWithinMs = 30_000;

/** The short form: orders come in while the clock is a day fast, a day slow, and right again. */
export async function clockOff(
  { shop, webs, fell }: Stage,
  setClock: (offMs: number) => void,
): Promise<Outcome> {
  const before = await ordersCounted(shop);
  const answers = [];
  for (const { ms } of jumps) {
    setClock(ms);
    await sleep(seenWithinMs);
    for (let n = 0; n < ordersEach; n += 1) {
      const body = orderOf(60_000 + answers.length);
      answers.push(await knock(webs[0]!.url, shop.shop.domain, { body }));
    }
  }
  const due = before + answers.length;
  const ms = await waitFor(async () => (await ordersCounted(shop)) >= due, countedWithinMs);
  const refused = answers.filter(({ status }) => status !== 200).length;
  const counted = await ordersCounted(shop);
  return {
    figures: { sent: answers.length, countedMs: Math.round(ms ?? -1) },
    problems: [
      ...unless(refused === 0, `${refused} deliveries were not taken`),
      ...unless(counted === due, `${counted - before} orders counted of ${answers.length}`),
      ...fell(),
    ],
  };
}

export async function clockJump({ seed, withinMs, say }: ScenarioOptions): Promise<Outcome> {
  const until = Date.now() + withinMs;
  const folder = mkdtempSync(join(tmpdir(), "fourfold-clock-"));
  const clock = movedClock(folder);
  const stage = await openStage({
    ...{ seed, orders: 60, now: historyEnd(new Date()), env: clock.env },
  });
  try {
    const { trade, sender, shop } = stage;
    await addJobs(shop.db, [startBackfillSpec(shop.shop.id)]);
    const left = [...jumps];
    const told = await runTrade(trade, sender, {
      ...{ deliveries, until, pauseMs: 5 },
      onTold(count) {
        if (!left[0] || left[0].at > count) return;
        const { ms } = left.shift()!;
        say(`delivery ${count}: the clock is ${ms / hour} hours off`);
        clock.set(ms);
      },
    });
    await sender.settle();
    const after = await compareWithCalm(stage, until - Date.now(), say, 27 * hour);
    return {
      figures: { told, ...after.figures },
      problems: [...unless(left.length === 0, "not every jump came"), ...after.problems],
    };
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
