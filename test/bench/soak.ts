// npm run soak -- --minutes 30: the production server with live trade and people who look, and whether its
// memory or its connections grow. One JSON line per figure on stdout, a line a minute on stderr; exit 1
// when a goal is missed, 2 for a bad call.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { figure, percentile } from "./figure.ts";

process.env.LOG_LEVEL ??= "warn";
process.env.FOURFOLD_KEY ??= "a key that only the bench knows and nobody else";
process.env.METRICS_TOKEN ??= "a token that only the bench knows";

const { openDatabase } = await import("../../app/db.server.ts");
const { memoryOf, openHome } = await import("./growth.ts");
const { serveShop } = await import("./served.ts");

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });
const minutes = Number(values.minutes);
if (!(minutes >= 0.5)) {
  process.stderr.write(`--minutes: got ${values.minutes}, expected a number of at least 0.5\n`);
  process.exit(2);
}

const megabyte = 1 << 20;
const orders = 1_000;
/** Three orders and two looks a second: a shop of 90 M orders a year. */
const tradeEveryMs = 333;
const lookEveryMs = 500;
const sampleEveryMs = 2_000;
const mostLooksAtOnce = 4;

type Sample = { memory: number; connections: number };

const home = mkdtempSync(join(tmpdir(), "fourfold-soak-"));
const served = await serveShop(home, { orders });
const db = await openDatabase({ home });
const samples: Sample[] = [];
let [looks, looking] = [0, 0];
const failures: string[] = [];

async function sample(): Promise<Sample> {
  // Ours are among them, the same number all the time.
  const { rows } = await db.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and application_name = 'fourfold'`,
  );
  const memory = await memoryOf(served, process.env.METRICS_TOKEN!);
  return { memory: memory / megabyte, connections: rows[0]!.n };
}

const trade = setInterval(() => served.standIn.floor!.trickle(), tradeEveryMs);
const watch = setInterval(() => {
  if (looking >= mostLooksAtOnce) return;
  looking += 1;
  openHome(served)
    .then(() => (looks += 1))
    .catch((error: Error) => failures.push(error.message))
    .finally(() => (looking -= 1));
}, lookEveryMs);
const started = Date.now();
let told = 0;
while (Date.now() - started < minutes * 60_000) {
  await sleep(sampleEveryMs);
  samples.push(await sample());
  const minute = Math.floor((Date.now() - started) / 60_000);
  if (minute === told) continue;
  told = minute;
  const { memory, connections } = samples.at(-1)!;
  process.stderr.write(`minute ${minute}: ${memory.toFixed(0)} MB, ${connections} connections\n`);
}
clearInterval(trade);
clearInterval(watch);

// The first fifth is spent on filling caches and on code that the engine makes fast.
const fifth = Math.max(1, Math.floor(samples.length / 5));
const median = (of: Sample[], what: keyof Sample) =>
  percentile(
    of.map((each) => each[what]),
    0.5,
  );
const first = samples.slice(fifth, 2 * fifth);
const last = samples.slice(-fifth);
const [memoryFirst, memoryLast] = [median(first, "memory"), median(last, "memory")];
const [poolFirst, poolLast] = [median(first, "connections"), median(last, "connections")];
const of = `of ${minutes} minutes`;
const figures = [
  figure("soak", `memory at the start ${of}`, memoryFirst, { unit: "MB", atMost: 512 }),
  figure("soak", `memory at the end ${of}`, memoryLast, {
    unit: "MB",
    atMost: Math.round(memoryFirst * 1.15),
  }),
  figure("soak", "connections at the start", poolFirst, { unit: "connections", atMost: 60 }),
  figure("soak", "connections at the end", poolLast, {
    unit: "connections",
    atMost: poolFirst + 4,
  }),
  figure("soak", "Home opened", looks, { unit: "times", atLeast: minutes * 30 }),
  figure("soak", "Home that failed", failures.length, { unit: "times", atMost: 0 }),
];
for (const each of figures) process.stdout.write(`${JSON.stringify(each)}\n`);
if (failures[0]) process.stderr.write(`${failures[0]}\n`);
await db.close();
await served.close();
rmSync(home, { recursive: true, force: true });
process.exit(figures.every(({ pass }) => pass) ? 0 : 1);
