// Survey answers: some at the checkout, more after delivery, where who waited long is less content.
import { ways, journeyOf } from "./marketing.ts";
import type { Agenda } from "./agenda.ts";
import type { Answer, OrderPayload } from "./payloads.ts";
import { createRandom, type Random } from "./random.ts";
import { shopTime, type Store } from "./store.ts";

const hour = 3_600_000;

/** Planted: shares of delivered orders that answer, and weights of each score, 0 to 10. */
export const survey = {
  answering: 0.14,
  csatToo: 0.7,
  lateAfterHours: 120,
  onTime: [0, 0, 0, 0, 1, 1, 2, 3, 6, 7, 8],
  late: [0, 1, 1, 2, 1, 3, 3, 3, 3, 2, 1],
  /** On the thank-you page, web orders only. */
  answeringAtCheckout: 0.09,
  atCheckout: [0, 0, 0, 1, 0, 1, 2, 4, 7, 8, 6],
  /** Of those who answer. */
  writing: 0.4,
  /** Of web orders: who says how they heard of the shop, and who remembers it as it was. */
  sayingHow: 0.2,
  remembering: 0.85,
};

const remarks = {
  good: [
    "Best espresso I have had at home.",
    "Roasted two days ago, you can smell it.",
    "My third order, never disappointed.",
    "Quick, and packed without plastic.",
    "Easy to order, arrived as promised.",
  ],
  fair: ["Good, but shipping costs too much.", "A little dark for my taste.", "All right."],
  poor: [
    "One bag was open.",
    "Tastes flat, not like the last time.",
    "Hard to find the grind I need.",
  ],
  late: ["Came far too late.", "I had to ask twice where my parcel is.", "Late for the birthday."],
};

/** Words come from a chance of their own, so that they change nothing else in the store. */
function remark(random: Random, score: number, isLate: boolean): { text?: string } {
  if (!random.chance(survey.writing)) return {};
  if (isLate && score < 9) return { text: random.pick(remarks.late) };
  return {
    text: random.pick(score >= 9 ? remarks.good : score >= 7 ? remarks.fair : remarks.poor),
  };
}

const drawn = (random: Random, weights: readonly number[]) =>
  random.weighted(weights.map((weight, points) => [points, weight] as const));
const starsOf = (score: number) => Math.max(1, Math.ceil(score / 2));

export function answerSurvey(
  store: Store,
  random: Random,
  order: OrderPayload,
  delivered: Date,
  agenda: Agenda,
): void {
  const own = createRandom(order.order_number);
  if (order.source_name === "web") answerAtCheckout(store, own, order);
  if (!random.chance(survey.answering)) return;
  agenda.plan(delivered.getTime() + random.around(20, 0.8) * hour, (at) => {
    const waited = delivered.getTime() - Date.parse(order.processed_at);
    const isLate = waited > survey.lateAfterHours * hour;
    const score = drawn(random, isLate ? survey.late : survey.onTime);
    const answered = { order: order.name, answered_at: shopTime(at), touchpoint: "after-delivery" };
    store.answers.push({
      ...answered,
      question: "nps",
      score,
      ...remark(own, score, isLate),
    });
    if (!random.chance(survey.csatToo)) return;
    store.answers.push({ ...answered, question: "csat", score: starsOf(score) });
  });
}

/** What an order's buyer says at the checkout if they say anything; the same for the same order. */
export function saidAtCheckout(order: OrderPayload, own = createRandom(order.order_number)) {
  const score = drawn(own, survey.atCheckout);
  return { nps: score, csat: starsOf(score), ...remark(own, score, false) };
}

function answerAtCheckout(store: Store, own: Random, order: OrderPayload): void {
  if (!own.chance(survey.answeringAtCheckout)) return;
  const at = new Date(Date.parse(order.processed_at) + own.whole(20, 240) * 1000);
  const { nps, csat, ...words } = saidAtCheckout(order, own);
  const answered: Omit<Answer, "question" | "score"> = {
    ...{ order: order.name, answered_at: shopTime(at), touchpoint: "checkout" },
  };
  store.answers.push({ ...answered, question: "csat", score: csat });
  store.answers.push({ ...answered, question: "nps", score: nps, ...words });
}

const said = ["referral", "offline", "pr", "organic-social", "direct"];

/**
 * How buyers say to have heard of the shop: as they came first, if they remember. Drawn apart from all
 * else, by the order's number.
 */
export function heardAnswers(store: Store): Answer[] {
  return [...store.orders.values()].flatMap((order): Answer[] => {
    const own = createRandom(Math.imul(order.order_number, 0x85ebca6b) ^ 0x2545f491);
    if (order.source_name !== "web" || !own.chance(survey.sayingHow)) return [];
    const { firstVisit } = journeyOf(order.order_number);
    const came = ways.find(({ visit }) => visit === firstVisit)?.channel;
    const text = came && own.chance(survey.remembering) ? came : own.pick(said);
    const at = new Date(Date.parse(order.processed_at) + own.whole(20, 240) * 1000);
    const place = { order: order.name, answered_at: shopTime(at), touchpoint: "checkout" };
    return [{ ...place, question: "heard-about", score: 0, text }];
  });
}
