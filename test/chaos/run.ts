// npm run chaos -- storm … --seed 7 --deliveries 20000 --minutes 24: one line of verdict per fault on
// stdout, what happens on stderr. Exit 1 when something was wrong afterwards, 2 for a bad call.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Outcome, Scenario } from "./scenario.ts";

process.env.LOG_LEVEL ??= "silent";
process.env.FOURFOLD_KEY ??= "a key that only the storm knows and nobody else";
// Processes and folders of a run that is broken off are tidied away as it ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

// Read only now: the app takes its environment while it is imported.
const { scenarios } = await import("./index.ts");

function refuse(words: string): never {
  process.stderr.write(`${words}\nknown: ${scenarios.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  return refuse(`--${name}: got ${text}, expected a number of at least ${least}`);
}

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: "string", default: String(Date.now() % 1_000_000) },
        deliveries: { type: "string", default: "20000" },
        minutes: { type: "string", default: "24" },
      },
    });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

const { values, positionals } = read();
const seed = Math.floor(number("seed", values.seed, 0));
const deliveries = Math.floor(number("deliveries", values.deliveries, 50));
const until = performance.now() + number("minutes", values.minutes, 0.5) * 60_000;
const chosen: Scenario[] = positionals.map(
  (name) => scenarios.find((each) => each.name === name) ?? refuse(`unknown fault ${name}`),
);

/** For what a fault does after its time is over: comparing, and ending its processes. */
const graceMs = 120_000;

async function within(outcome: Promise<Outcome>, ms: number): Promise<Outcome> {
  const late = sleep(ms + graceMs, null);
  const answer = await Promise.race([outcome, late]);
  if (!answer) throw new Error(`it did not end within ${Math.round((ms + graceMs) / 1000)} s`);
  return answer;
}

let wrong = 0;
for (const { name, words, run } of chosen.length > 0 ? chosen : scenarios) {
  const started = performance.now();
  const seconds = () => Number(((performance.now() - started) / 1000).toFixed(1));
  const say = (text: string) => process.stderr.write(`${seconds()} s  ${text}\n`);
  say(`${name}: ${words}`);
  const withinMs = until - started;
  const outcome = await (
    withinMs > 0
      ? within(run({ seed, deliveries, withinMs, say }), withinMs)
      : Promise.reject(new Error("the minutes were over before it began"))
  ).catch((error: Error) => ({ figures: {}, problems: [error.message] }));
  const verdict = outcome.problems.length === 0 ? "right" : "WRONG";
  if (verdict === "WRONG") wrong += 1;
  const line = { chaos: name, seed, verdict, seconds: seconds(), ...outcome };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
process.exit(wrong > 0 ? 1 : 0);
