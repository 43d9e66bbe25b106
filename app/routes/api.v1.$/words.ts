import { z } from "zod";
import { readPlace } from "../../scorecard/lists.ts";
import { voiceWords } from "../../scorecard/voice.server.ts";
import { voiceQuestions, voiceTouchpoints } from "../../scorecard/voice.ts";
import { afterAsked, daysAsked, endpoint, readDays } from "./endpoint.ts";
import { dayText, next } from "./shapes.ts";

export const wordsEndpoint = endpoint({
  path: "words",
  scope: "customers",
  words: "What buyers wrote, newest first, 25 a page",
  query: z.strictObject({
    ...daysAsked,
    question: z.enum(voiceQuestions).default("nps"),
    touchpoint: z.enum(voiceTouchpoints).optional().describe("Default as `answers` has it"),
    after: afterAsked,
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        order: z.string(),
        name: z.string().nullable(),
        shopifyId: z.string().nullable(),
        day: dayText,
        scores: z.array(z.object({ question: z.string(), score: z.number() })),
        text: z.string(),
      }),
    ),
    next,
  }),
  run({ db, shop, now }, query) {
    const { period } = readDays(query, now);
    const { question, touchpoint = null } = query;
    const after = readPlace(query.after ?? null);
    return voiceWords(db, shop, { period, question, touchpoint, after });
  },
  table: ({ rows }) => ({
    heading: ["day", "order", "nps", "csat", "text"],
    rows: rows.map(({ day, name, order, scores, text }) => {
      const of = (question: string) => scores.find((each) => each.question === question)?.score;
      return [day, name ?? order, of("nps"), of("csat"), text];
    }),
  }),
});
