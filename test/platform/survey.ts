// Survey answers after delivery: who waited long is less content.
import type { Agenda } from "./agenda.ts";
import type { OrderPayload } from "./payloads.ts";
import type { Random } from "./random.ts";
import { shopTime, type Store } from "./store.ts";

const hour = 3_600_000;

/** Planted: share of delivered orders that answer, and weights of each score, 0 to 10. */
export const survey = {
  answering: 0.14,
  csatToo: 0.7,
  lateAfterHours: 120,
  onTime: [0, 0, 0, 0, 1, 1, 2, 3, 6, 7, 8],
  late: [0, 1, 1, 2, 1, 3, 3, 3, 3, 2, 1],
};

export function answerSurvey(
  store: Store,
  random: Random,
  order: OrderPayload,
  delivered: Date,
  agenda: Agenda,
): void {
  if (!random.chance(survey.answering)) return;
  agenda.plan(delivered.getTime() + random.around(20, 0.8) * hour, (at) => {
    const waited = delivered.getTime() - Date.parse(order.processed_at);
    const isLate = waited > survey.lateAfterHours * hour;
    const weights = isLate ? survey.late : survey.onTime;
    const score = random.weighted(weights.map((weight, points) => [points, weight] as const));
    const answered = { order: order.name, answered_at: shopTime(at), touchpoint: "after-delivery" };
    store.answers.push({ ...answered, question: "nps", score });
    if (!random.chance(survey.csatToo)) return;
    const stars = Math.max(1, Math.ceil(score / 2));
    store.answers.push({ ...answered, question: "csat", score: stars });
  });
}
