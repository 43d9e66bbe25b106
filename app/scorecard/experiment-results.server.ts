// Experiments as a panel shows them: read from kept sums, a few rows whatever the shop's size.
import { meanOf, type Sums } from "../analysis/experiments/always-valid.ts";
import { judge, type ArmSums, type Metrics, type Verdict } from "../analysis/experiments/judge.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import {
  countExposed,
  noteCounted,
  readSums,
  settleWindows,
  type KeptSum,
} from "../ledger/experiment-outcomes.server.ts";
import { readExperiments, type Experiment } from "../ledger/experiments.server.ts";
import { dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";

/** CM1 a person is what is wanted; fewer buyers or more returns would be a high price for it. */
const metrics: Metrics = { main: "cm1", guardrails: { ordered: "up", returns: "down" } };

const day = 86_400_000;
/** Days after the last window in which what was exposed at the very end is still counted. */
const lateDays = 3;

const sumsOf = ({ n, total, squares }: KeptSum): Sums => ({
  ...{ n: Number(n), total: Number(total), squares: Number(squares) },
});

function byArm(rows: readonly KeptSum[]): Record<string, ArmSums> {
  const sums: Record<string, { exposed: number; metrics: Record<string, Sums> }> = {};
  for (const row of rows) {
    const arm = (sums[row.arm] ??= { exposed: 0, metrics: {} });
    if (row.metric === "exposed") arm.exposed = Number(row.n);
    else arm.metrics[row.metric] = sumsOf(row);
  }
  return sums;
}

function verdictOf({ arms, leastEffect }: Experiment, sums: Record<string, ArmSums>): Verdict {
  const least = leastEffect === null ? null : Number(leastEffect);
  return judge({ arms, sums, metrics, leastEffect: least });
}

/** Whether anybody's window can still be open, or an exposure come late. */
const isOpen = ({ stoppedAt, windowDays }: Experiment, now: Date) =>
  stoppedAt === null || now.getTime() < stoppedAt.getTime() + (windowDays + lateDays) * day;

/** Counts what is over by `now` in all experiments that are not. A transaction for each 5,000 people. */
export async function countExperiments(db: Db, shop: ShopContext, now: Date): Promise<void> {
  const all = await inShop(db, shop.id, (client) => readExperiments(client, shop));
  for (const experiment of all.filter((one) => isOpen(one, now))) {
    const given = { experiment: experiment.id, windowDays: experiment.windowDays, now };
    await inShop(db, shop.id, (client) => countExposed(client, shop, experiment.id));
    while (await inShop(db, shop.id, (client) => settleWindows(client, shop, given)));
    await inShop(db, shop.id, async (client) => {
      const { compared } = verdictOf(
        experiment,
        byArm(await readSums(client, shop, experiment.id)),
      );
      const told = compared[0]?.told ?? null;
      await noteCounted(client, shop, { experiment: experiment.id, at: now, told });
    });
  }
}

export type ShownArm = {
  name: string;
  /** Part of people it was meant to get. */
  share: number;
  exposed: number;
  /** People whose window is over, and what they did, a person. */
  counted: number;
  ordered: number | null;
  /** Major units. */
  cm1: string | null;
  returns: string | null;
};

export type ShownExperiment = {
  id: number;
  of: string;
  name: string;
  /** Days of the shop; null while it runs. */
  startedOn: Day;
  stoppedOn: Day | null;
  /** The instant the sums are of; null before the first count. */
  countedAt: string | null;
  windowDays: number;
  arms: ShownArm[];
  ratio: Verdict["ratio"];
  /** People counted, those needed to tell `leastEffect` (major units a person), null if not said. */
  n: number;
  needed: number | null;
  leastEffect: string | null;
  /** Told first, and when: it stays. */
  told: Experiment["told"];
  toldOn: Day | null;
  /**
   * CM1 in major units. `attributed`: all that people of the arm left in their windows, as a widget's own
   * report has it. `incremental`: what they left more than people held out did, a person and in all.
   */
  compared: {
    arm: string;
    attributed: string;
    incremental: string;
    incrementalInterval: [string, string] | null;
    each: string;
    eachInterval: [string, string] | null;
    told: "better" | "worse" | null;
  }[];
  guardrails: { metric: string; arm: string; isBroken: boolean; isKnown: boolean }[];
  /** Part of sales in the windows whose unit cost is known; null without sales. */
  coverage: number | null;
};

async function shownOf(
  client: Client,
  shop: ShopContext,
  experiment: Experiment,
): Promise<ShownExperiment> {
  const sums = byArm(await readSums(client, shop, experiment.id));
  const verdict = verdictOf(experiment, sums);
  const money = (minor: number) => formatMinor(BigInt(Math.round(minor)), shop.currency);
  const ends = (interval: readonly [number, number] | null, times = 1): [string, string] | null =>
    interval && [money(interval[0] * times), money(interval[1] * times)];
  const whole = experiment.arms.reduce((sum, { weight }) => sum + weight, 0);
  const all = (metric: string) =>
    Object.values(sums).reduce((sum, arm) => sum + (arm.metrics[metric]?.total ?? 0), 0);
  return {
    ...{ id: experiment.id, of: experiment.of, name: experiment.name },
    ...{ windowDays: experiment.windowDays, told: experiment.told },
    ...{ ratio: verdict.ratio, n: verdict.n, needed: verdict.needed },
    startedOn: dayIn(experiment.startedAt, shop.timeZone),
    stoppedOn: experiment.stoppedAt && dayIn(experiment.stoppedAt, shop.timeZone),
    countedAt: experiment.countedAt?.toISOString() ?? null,
    toldOn: experiment.toldAt && dayIn(experiment.toldAt, shop.timeZone),
    leastEffect:
      experiment.leastEffect === null ? null : formatMinor(experiment.leastEffect, shop.currency),
    arms: experiment.arms.map(({ name, weight }) => {
      const arm = sums[name];
      const mean = (metric: string) => {
        const held = arm?.metrics[metric];
        return held && held.n > 0 ? meanOf(held) : null;
      };
      const each = (metric: string) => {
        const value = mean(metric);
        return value === null ? null : money(value);
      };
      return {
        ...{ name, share: weight / whole, exposed: arm?.exposed ?? 0 },
        ...{ counted: arm?.metrics["cm1"]?.n ?? 0, ordered: mean("ordered") },
        ...{ cm1: each("cm1"), returns: each("returns") },
      };
    }),
    compared: verdict.compared.map(({ arm, difference, told }) => {
      const held = sums[arm]?.metrics["cm1"];
      const people = held?.n ?? 0;
      return {
        ...{ arm, told, attributed: money(held?.total ?? 0), each: money(difference.value) },
        eachInterval: ends(difference.interval),
        incremental: money(difference.value * people),
        incrementalInterval: ends(difference.interval, people),
      };
    }),
    guardrails: verdict.guardrails.map(({ metric, arm, isBroken, interval }) => ({
      ...{ metric, arm, isBroken, isKnown: interval !== null },
    })),
    coverage: all("net") > 0 ? all("known-net") / all("net") : null,
  };
}

/** Experiments on something, the newest first, at most five. */
export function shownExperiments(
  db: Db,
  shop: ShopContext,
  of: string,
): Promise<ShownExperiment[]> {
  return inShop(db, shop.id, async (client) => {
    const all = (await readExperiments(client, shop)).filter((one) => one.of === of).slice(0, 5);
    const shownOnes: ShownExperiment[] = [];
    for (const experiment of all) shownOnes.push(await shownOf(client, shop, experiment));
    return shownOnes;
  });
}
