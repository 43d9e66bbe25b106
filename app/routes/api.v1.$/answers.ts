import { z } from "zod";
import { voice } from "../../scorecard/voice.server.ts";
import { voiceQuestions, voiceSplits, voiceTouchpoints } from "../../scorecard/voice.ts";
import { daysAsked, endpoint, readDays } from "./endpoint.ts";
import { status } from "./shapes.ts";

const question = z.enum(voiceQuestions);
const touchpoint = z.enum(voiceTouchpoints);
const score = {
  n: z.number(),
  value: z.number().nullable().describe("NPS in points, CSAT as a fraction; null below ten"),
  interval: z.tuple([z.number(), z.number()]).nullable(),
};
const response = z.object({ asked: z.number(), answered: z.number() }).nullable();

export const answersEndpoint = endpoint({
  path: "answers",
  scope: "numbers",
  words: "What buyers answered, in sums",
  query: z.strictObject({
    ...daysAsked,
    question: question.default("nps"),
    touchpoint: touchpoint.optional().describe("Default: after-delivery if it has ten answers"),
    by: z.enum(voiceSplits).default("touchpoint"),
  }),
  answer: z.object({
    question,
    touchpoint,
    by: z.enum(voiceSplits),
    touchpoints: z.array(z.object({ touchpoint, n: z.number() })),
    summaries: z.array(
      z.object({
        question,
        ...score,
        target: z.number().nullable(),
        status,
        more: z.number().nullable().describe("Answers until the status is decided"),
      }),
    ),
    response: response.describe("Null where it is not known who was asked"),
    unknownOrders: z.number(),
    distribution: z.array(z.object({ score: z.number(), n: z.number() })),
    parts: z.array(z.object({ key: z.string(), label: z.string(), ...score, response })),
  }),
  async run({ db, shop, now }, query) {
    const { period, asOf } = readDays(query, now);
    const { question: of, by } = query;
    const { verbatims: _, ...sums } = await voice(db, shop, {
      ...{ period, question: of, by, asOf },
      touchpoint: query.touchpoint ?? null,
      after: null,
    });
    return sums;
  },
  table: ({ question: of, touchpoint: at, by, distribution, parts }) => ({
    heading: ["question", "touchpoint", "of", "part", "name", "n", "value", "low", "high"],
    rows: [
      ...distribution.map((each) => [of, at, "score", each.score, null, each.n]),
      ...parts.map((part) => [
        ...[of, at, by, part.key, part.label, part.n, part.value],
        ...[part.interval?.[0], part.interval?.[1]],
      ]),
    ].map((row) => [...row, ...Array.from({ length: 9 - row.length }, () => null)]),
  }),
});
