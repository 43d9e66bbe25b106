// A survey answer: as an extension posts it, as it lies in the inbox, as facts.
import { z } from "zod";
import { longestAnswer, scales, surveyPages, surveyQuestions } from "../ledger/survey-words.ts";
import { defineTopic, type Topic } from "./topics/topic.ts";

/** Digits of an order's id. Thank-you pages call the same order `OrderIdentity`. */
export const orderId = z
  .string({ error: "got no order, expected its id" })
  .regex(/^(gid:\/\/shopify\/Order(Identity)?\/)?\d{1,20}$/, {
    error: "got something else, expected gid://shopify/Order/<digits>",
  })
  .transform((text) => text.replace(/^.*\//, ""));

export const page = z.enum(surveyPages, { error: `expected ${surveyPages.join(" or ")}` });

const answer = z
  .strictObject({
    question: z.enum(surveyQuestions, { error: `expected ${surveyQuestions.join(" or ")}` }),
    score: z.int({ error: "expected a whole number" }),
  })
  .superRefine(({ question, score }, context) => {
    const { low, high } = scales[question];
    if (score >= low && score <= high) return;
    const message = `got ${score}, expected ${low} to ${high}`;
    context.addIssue({ code: "custom", path: ["score"], message });
  });

/** The body of POST /api/survey. */
export const SurveyPost = z.strictObject({
  order: orderId,
  page,
  answers: z
    .array(answer)
    .min(1, { error: "got no answer, expected one or more" })
    .max(surveyQuestions.length, { error: "got too many answers" })
    .refine((all) => new Set(all.map(({ question }) => question)).size === all.length, {
      error: "got a question twice, expected each once",
    }),
  text: z
    .string()
    .max(longestAnswer, {
      error: `got a longer text, expected at most ${longestAnswer} characters`,
    })
    .optional(),
});
export type SurveyPost = z.output<typeof SurveyPost>;

/** What the door stores for the drain: never a webhook of Shopify, so not among `topics`. */
const stored = z.object({
  order: z.string(),
  touchpoint: z.enum(["checkout", "after-delivery"]),
  answered_at: z.iso.datetime().transform((text) => new Date(text)),
  answers: z.array(z.object({ question: z.enum(surveyQuestions), score: z.int() })),
  text: z.string().nullable(),
});
export type StoredSurvey = z.input<typeof stored>;

/** Words belong to one answer only, the last: they are shown and counted once. */
export const surveyTopic: Topic = defineTopic({
  topic: "survey/answers",
  scope: null,
  schema: stored,
  read: ({ order, touchpoint, answered_at, answers, text }) => ({
    facts: answers.map(({ question, score }, place) => ({
      kind: "answer",
      orderRef: order,
      question,
      touchpoint,
      score,
      answeredAt: answered_at,
      text: place === answers.length - 1 ? text : null,
    })),
  }),
});
