import { z } from "zod";
import { recommendations } from "../../scorecard/experiment.server.ts";
import { shownExperiments } from "../../scorecard/experiment-results.server.ts";
import { endpoint } from "./endpoint.ts";
import { dayText } from "./shapes.ts";

const count = z.number().int();
const told = z.enum(["better", "worse"]).nullable();
const ends = z
  .tuple([z.string(), z.string()])
  .nullable()
  .describe("95 % over all looks together; null below 100 people in an arm");

export const trialsEndpoint = endpoint({
  path: "trials",
  scope: "recommendations",
  words: "Does it pay? Trials of showing recommended products, the latest five",
  query: z.strictObject({}),
  answer: z.object({
    trials: z.array(
      z.object({
        id: count,
        name: z.string(),
        startedOn: dayText,
        stoppedOn: dayText.nullable(),
        countedAt: z.iso.datetime().nullable(),
        windowDays: count.describe("A person's purchases count for so long after the first list"),
        arms: z.array(
          z.object({
            name: z.string(),
            share: z.number(),
            exposed: count,
            counted: count.describe("People whose window is over"),
            ordered: z.number().nullable(),
            cm1: z.string().nullable().describe("Net sales − known unit cost, a person"),
            returns: z.string().nullable(),
          }),
        ),
        ratio: z.object({ p: z.number().nullable(), isMismatch: z.boolean() }),
        n: count,
        needed: count.nullable(),
        leastEffect: z.string().nullable(),
        told,
        toldOn: dayText.nullable(),
        compared: z.array(
          z.object({
            arm: z.string(),
            attributed: z.string().describe("CM1 of all that people of the arm bought"),
            incremental: z.string().describe("CM1 beyond that of as many people held out"),
            incrementalInterval: ends,
            each: z.string().describe("The same, a person"),
            eachInterval: ends,
            told,
          }),
        ),
        guardrails: z.array(
          z.object({
            metric: z.string(),
            arm: z.string(),
            isBroken: z.boolean(),
            isKnown: z.boolean(),
          }),
        ),
        coverage: z.number().nullable().describe("Sales with a known unit cost"),
      }),
    ),
  }),
  async run({ db, shop }) {
    return { trials: await shownExperiments(db, shop, recommendations) };
  },
  table: ({ trials }) => ({
    heading: [
      ...["trial", "started", "stopped", "arm", "share", "exposed", "counted", "ordered"],
      ...["cm1_each", "returns_each", "attributed", "incremental", "low", "high", "ratio_p"],
    ],
    rows: trials.flatMap((trial) =>
      trial.arms.map((arm) => {
        const one = trial.compared.find(({ arm: name }) => name === arm.name);
        return [
          ...[trial.id, trial.startedOn, trial.stoppedOn, arm.name, arm.share, arm.exposed],
          ...[arm.counted, arm.ordered, arm.cm1, arm.returns, one?.attributed, one?.incremental],
          ...[one?.incrementalInterval?.[0], one?.incrementalInterval?.[1], trial.ratio.p],
        ];
      }),
    ),
  }),
});
