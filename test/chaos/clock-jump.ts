// The machine's clock is put a day on, then two back, then right, while deliveries come in: nothing is
// lost, refused for good or counted for another day. A promise that fell due by the wrong clock counts as
// due until its time has come, so the numbers are compared as of then.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBackfillSpec } from "../../app/jobs/start-backfill.ts";
import { addJobs } from "../../app/jobs/queue.server.ts";
import { compareWithCalm } from "./calm.ts";
import { unless, type Outcome, type ScenarioOptions } from "./scenario.ts";
import { openStage } from "./stage.ts";
import { historyEnd, runTrade } from "./trading.ts";

const deliveries = 400;
const hour = 3_600_000;
const jumps = [
  { at: 100, ms: 26 * hour },
  { at: 200, ms: -26 * hour },
  { at: 300, ms: 0 },
];

export async function clockJump({ seed, withinMs, say }: ScenarioOptions): Promise<Outcome> {
  const until = Date.now() + withinMs;
  const folder = mkdtempSync(join(tmpdir(), "fourfold-clock-"));
  const file = join(folder, "offset");
  writeFileSync(file, "0");
  const env = {
    CHAOS_CLOCK: file,
    NODE_OPTIONS: `--import ${new URL("./clock.mjs", import.meta.url).href}`,
  };
  const stage = await openStage({ seed, orders: 60, now: historyEnd(new Date()), env });
  try {
    const { trade, sender, shop } = stage;
    await addJobs(shop.db, [startBackfillSpec(shop.shop.id)]);
    const left = [...jumps];
    const told = await runTrade(trade, sender, {
      ...{ deliveries, until, pauseMs: 20 },
      onTold(count) {
        if (!left[0] || left[0].at > count) return;
        const { ms } = left.shift()!;
        say(`delivery ${count}: the clock is ${ms / hour} hours off`);
        writeFileSync(file, String(ms));
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
