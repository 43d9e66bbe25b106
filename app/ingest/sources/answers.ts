import { z } from "zod";
import type { AnswerFact } from "../../ledger/facts.ts";
import { channelNamed, marketingChannels } from "../../ledger/marketing-channel.ts";
import { heardAbout } from "../../ledger/survey-heard.ts";
import { at, countOrNull, needed, scoreFrom, text, time } from "../files/cells.ts";
import { orderRef } from "./fulfillments.ts";
import { defineSource, RowProblem } from "./source.ts";

/** What each question may be answered with. */
const scales: Record<string, { low: number; high: number }> = {
  nps: { low: 0, high: 10 },
  csat: { low: 1, high: 5 },
};

const touchpoints = ["checkout", "after-delivery", "service", "pos"] as const;

/** @throws RowProblem for words that are no channel */
function channelSaid(text: string | null, line: number): string {
  const channel = channelNamed(text ?? "");
  if (channel && channel !== "unknown") return channel;
  const known = marketingChannels.filter((each) => each !== "unknown").join(", ");
  const got = text === null ? "an empty cell" : `"${text}"`;
  const todo = "write the channel; leave the row out where the buyer named none";
  throw new RowProblem(line, `text: got ${got}, expected one of ${known}; ${todo}`);
}

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
    question: {
      names: ["question"],
      required: true,
      words: "nps (0–10), csat (1–5) or heard-about",
    },
    score: {
      names: ["score"],
      required: true,
      words: "a whole number on the question's scale; heard-about has none",
    },
    answeredAt: { names: ["answered_at"], required: true, words: "when it was answered" },
    touchpoint: { names: ["touchpoint"], required: true, words: touchpoints.join(", ") },
    text: { names: ["text"], words: "the customer's own words; of heard-about a channel" },
  },
  head: z.object({}),
  row: z.object({
    order: needed,
    question: needed,
    score: countOrNull,
    answeredAt: time,
    touchpoint: needed,
    text,
  }),
  toFacts(_head, rows, { shop }) {
    return rows.map(({ line, row }): AnswerFact => {
      const question = row.question.toLowerCase();
      const touchpoint = row.touchpoint.toLowerCase().replace(/[ _]/g, "-");
      const said = question === heardAbout ? channelSaid(row.text, line) : null;
      const scale = scales[question];
      if (!scale && said === null) {
        const known = `${Object.keys(scales).join(", ")} or ${heardAbout}`;
        throw new RowProblem(line, `question: got "${row.question}", expected ${known}; rename it`);
      }
      if (!isTouchpoint(touchpoint)) {
        const expected = touchpoints.join(", ");
        throw new RowProblem(
          line,
          `touchpoint: got "${row.touchpoint}", expected one of ${expected}; rename it`,
        );
      }
      if (scale && !scoreFrom(scale.low, scale.high)(row.score ?? NaN)) {
        const expected = `${scale.low} to ${scale.high}`;
        const got = row.score === null ? "an empty cell" : `"${row.score}"`;
        throw new RowProblem(line, `score: got ${got}, expected ${expected}; correct it`);
      }
      return {
        kind: "answer",
        orderRef: orderRef(row.order, line),
        question,
        touchpoint,
        score: said === null ? (row.score ?? 0) : 0,
        answeredAt: at(row.answeredAt, shop.timeZone),
        text: said ?? row.text,
      };
    });
  },
});
