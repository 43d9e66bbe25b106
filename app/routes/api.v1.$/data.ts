import { z } from "zod";
import { ingestState } from "../../ingest/state.server.ts";
import { latestRuns, works } from "../../ledger/work-runs.server.ts";
import { endpoint } from "./endpoint.ts";
import { dayText } from "./shapes.ts";

const instant = z.iso.datetime();

export const dataEndpoint = endpoint({
  path: "data",
  scope: "numbers",
  words: "Whether data arrives: what came, what waits, what could not be used",
  query: z.strictObject({}),
  answer: z.object({
    lastDeliveryAt: instant.nullable(),
    waiting: z.number(),
    waitingSince: instant.nullable(),
    retrying: z.number(),
    parked: z.array(
      z.object({
        webhookId: z.string(),
        topic: z.string(),
        receivedAt: instant,
        reason: z.string(),
      }),
    ),
    parkedTotal: z.number(),
    refused: z.number(),
    refusedReason: z.string().nullable(),
    unknown: z.array(z.object({ topic: z.string(), count: z.number() })),
    refetches: z.number(),
    dirtyDays: z.number(),
    leftOut: z.object({
      test: z.number(),
      voided: z.number(),
      zero: z.number(),
      currency: z.number(),
    }),
    firstDay: dayText.nullable(),
    lastDay: dayText.nullable(),
    works: z
      .array(
        z.object({
          work: z.enum(works),
          startedAt: instant,
          endedAt: instant.nullable(),
          failed: z.boolean(),
          counts: z.record(z.string(), z.number()).nullable(),
          runs: z.number(),
          broken: z.number().describe("Failed, or cut off before a later run"),
        }),
      )
      .describe("The latest run of what is done by itself; runs of 7 days"),
  }),
  async run({ db, shop, now }) {
    return { ...(await ingestState(db, shop, now)), works: await latestRuns(db, shop) };
  },
  table: ({ parked, leftOut, unknown, works: done, ...state }) => ({
    heading: ["what", "value", "at", "reason"],
    rows: [
      ["last delivery", null, state.lastDeliveryAt?.toISOString(), null],
      ["waiting", state.waiting, state.waitingSince?.toISOString(), null],
      ["retrying", state.retrying, null, null],
      ["could not be used", state.parkedTotal, null, null],
      ["refused", state.refused, null, state.refusedReason],
      ["to read again", state.refetches, null, null],
      ["days to count", state.dirtyDays, null, null],
      ["first day of orders", state.firstDay, null, null],
      ["last day of orders", state.lastDay, null, null],
      ...Object.entries(leftOut).map(([why, n]) => [`orders left out: ${why}`, n, null, null]),
      ...unknown.map(({ topic, count }) => [`unknown topic: ${topic}`, count, null, null]),
      ...done.map(({ work, startedAt, endedAt, runs, failed }) => [
        ...[`ran: ${work}`, runs, startedAt.toISOString()],
        failed ? "failed" : endedAt ? null : "no end",
      ]),
      ...parked.map((each) => [
        ...[`parked: ${each.topic}`, each.webhookId, each.receivedAt.toISOString(), each.reason],
      ]),
    ],
  }),
});
