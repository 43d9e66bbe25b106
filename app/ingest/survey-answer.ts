// A survey answer: as an extension posts it, as it lies in the inbox, as facts.
import { z } from "zod";
import { heardAbout, heardChannels } from "../ledger/survey-heard.ts";
import {
  askable,
  longestAnswer,
  scales,
  surveyPages,
  surveyQuestions,
} from "../ledger/survey-words.ts";
import { defineTopic, type Topic } from "./topics/topic.ts";

/** Digits of an order's id. Thank-you pages call the same order `OrderIdentity`. */
export const orderId = z
  .string({ error: "got no order, expected its id" })
  .regex(/^(gid:\/\/shopify\/Order(Identity)?\/)?\d{1,20}$/, {
    error: "got something else, expected gid://shopify/Order/<digits>",
  })
  .transform((text) => text.replace(/^.*\//, ""));

export const page = z.enum(surveyPages, { error: `expected ${surveyPages.join(" or ")}` });

const scored = z
  .strictObject({
    question: z.enum(surveyQuestions),
    score: z.int({ error: "expected a whole number" }),
  })
  .superRefine(({ question, score }, context) => {
    const { low, high } = scales[question];
    if (score >= low && score <= high) return;
    const message = `got ${score}, expected ${low} to ${high}`;
    context.addIssue({ code: "custom", path: ["score"], message });
  });

const heard = z.strictObject({
  question: z.literal(heardAbout),
  channel: z.enum(heardChannels, { error: `expected one of ${heardChannels.join(", ")}` }),
});

const answer = z.discriminatedUnion("question", [scored, heard], {
  error: `expected ${surveyQuestions.join(" or ")}, or ${heardAbout}`,
});
const hasScore = (all: readonly { question: string }[]) =>
  all.some(({ question: asked }) => asked !== heardAbout);

/** The body of POST /api/survey. */
export const SurveyPost = z
  .strictObject({
    order: orderId,
    page,
    answers: z
      .array(answer)
      .min(1, { error: "got no answer, expected one or more" })
      .max(askable.length, { error: "got too many answers" })
      .refine((all) => new Set(all.map(({ question }) => question)).size === all.length, {
        error: "got a question twice, expected each once",
      }),
    text: z
      .string()
      .max(longestAnswer, {
        error: `got a longer text, expected at most ${longestAnswer} characters`,
      })
      .optional(),
  })
  .refine(({ answers, text }) => !text?.trim() || hasScore(answers), {
    path: ["text"],
    error: "got words beside no score, expected them with csat or nps",
  });
export type SurveyPost = z.output<typeof SurveyPost>;

/** What the door stores for the drain: never a webhook of Shopify, so not among `topics`. */
const stored = z.object({
  order: z.string(),
  touchpoint: z.enum(["checkout", "after-delivery"]),
  answered_at: z.iso.datetime().transform((text) => new Date(text)),
  answers: z.array(
    z.union([
      z.object({ question: z.enum(surveyQuestions), score: z.int() }),
      z.object({ question: z.literal(heardAbout), channel: z.enum(heardChannels) }),
    ]),
  ),
  text: z.string().nullable(),
});
export type StoredSurvey = z.input<typeof stored>;

/**
 * Words belong to one answer only, the last with a score: they are shown and counted once. The channel of
 * who says how they heard of the shop stands in their place.
 */
export const surveyTopic: Topic = defineTopic({
  topic: "survey/answers",
  scope: null,
  schema: stored,
  read: ({ order, touchpoint, answered_at, answers, text }) => ({
    facts: answers.map((said) => ({
      kind: "answer",
      orderRef: order,
      question: said.question,
      touchpoint,
      answeredAt: answered_at,
      ...(said.question === heardAbout
        ? { score: 0, text: said.channel }
        : {
            score: said.score,
            text:
              said === answers.findLast(({ question }) => question !== heardAbout) ? text : null,
          }),
    })),
  }),
});
