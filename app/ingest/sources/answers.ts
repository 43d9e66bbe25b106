import { z } from "zod";
import type { AnswerFact } from "../../ledger/facts.ts";
import { at, count, needed, scoreFrom, text, time } from "../files/cells.ts";
import { orderRef } from "./fulfillments.ts";
import { defineSource, RowProblem } from "./source.ts";

/** What each question may be answered with. */
const scales: Record<string, { low: number; high: number }> = {
  nps: { low: 0, high: 10 },
  csat: { low: 1, high: 5 },
};

const touchpoints = ["checkout", "after-delivery", "service", "pos"] as const;

const isTouchpoint = (word: string): word is AnswerFact["touchpoint"] =>
  (touchpoints as readonly string[]).includes(word);

/** Survey answers: the earliest per order, question and touchpoint counts. */
export const answers = defineSource({
  kind: "answers",
  words: "one row per survey answer",
  columns: {
    order: {
      names: ["order"],
      required: true,
      words: "the order's Id or its Name, with or without #",
    },
    question: { names: ["question"], required: true, words: "nps (0–10) or csat (1–5)" },
    score: { names: ["score"], required: true, words: "a whole number on the question's scale" },
    answeredAt: { names: ["answered_at"], required: true, words: "when it was answered" },
    touchpoint: { names: ["touchpoint"], required: true, words: touchpoints.join(", ") },
    text: { names: ["text"], words: "the customer's own words" },
  },
  head: z.object({}),
  row: z.object({
    order: needed,
    question: needed,
    score: count,
    answeredAt: time,
    touchpoint: needed,
    text,
  }),
  toFacts(_head, rows, { shop }) {
    return rows.map(({ line, row }): AnswerFact => {
      const question = row.question.toLowerCase();
      const touchpoint = row.touchpoint.toLowerCase().replace(/[ _]/g, "-");
      const scale = scales[question];
      if (!scale) {
        const known = Object.keys(scales).join(" or ");
        throw new RowProblem(line, `question: got "${row.question}", expected ${known}; rename it`);
      }
      if (!isTouchpoint(touchpoint)) {
        const expected = touchpoints.join(", ");
        throw new RowProblem(
          line,
          `touchpoint: got "${row.touchpoint}", expected one of ${expected}; rename it`,
        );
      }
      const { low, high } = scale;
      if (!scoreFrom(low, high)(row.score)) {
        const expected = `${low} to ${high}`;
        throw new RowProblem(line, `score: got "${row.score}", expected ${expected}; correct it`);
      }
      return {
        kind: "answer",
        orderRef: orderRef(row.order),
        question,
        touchpoint,
        score: row.score,
        answeredAt: at(row.answeredAt, shop.timeZone),
        text: row.text,
      };
    });
  },
});
