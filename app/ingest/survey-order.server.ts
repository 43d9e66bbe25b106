// What the door must know of an order before it asks or takes an answer.
import { inShop, type Client, type Db } from "../db.server.ts";
import { readSurveySettings } from "../ledger/survey-settings.server.ts";
import {
  languageFor,
  touchpointOf,
  wordsIn,
  type SurveyPage,
  type SurveyQuestion,
  type SurveyWords,
} from "../ledger/survey-words.ts";
import type { AnswerFact } from "../ledger/facts.ts";

export type AskedOrder = {
  isKnown: boolean;
  touchpoint: AnswerFact["touchpoint"];
  /** Questions that this order has answered at this touchpoint. */
  answered: ReadonlySet<string>;
};

type Where = { order: string; page: SurveyPage; now: Date };

async function readBound(
  client: Client,
  shopId: bigint,
  { order, page, now }: Where,
): Promise<AskedOrder> {
  const { rows } = await client.query<{
    known: boolean;
    delivered: Date | null;
    answers: [touchpoint: string, question: string][] | null;
  }>({
    name: "survey-order",
    text: `select o.id is not null as known, o.delivered_at as delivered,
        (select json_agg(json_build_array(touchpoint, question))
           from answer where shop_id = $1 and order_ref = $2) as answers
      from (select 1) one left join orders o on o.shop_id = $1 and o.id = $2`,
    values: [shopId, order],
  });
  const row = rows[0]!;
  const touchpoint = touchpointOf(page, row.delivered, now);
  const here = (row.answers ?? []).filter(([at]) => at === touchpoint);
  return {
    isKnown: row.known,
    touchpoint,
    answered: new Set(here.map(([, question]) => question)),
  };
}

export function readAskedOrder(db: Db, shopId: bigint, where: Where): Promise<AskedOrder> {
  return inShop(db, shopId, (client) => readBound(client, shopId, where));
}

export type Asked = {
  language: string;
  /** What is still to ask; none when the order has answered all of it. */
  questions: SurveyQuestion[];
  words: SurveyWords;
};

export function whatToAsk(
  db: Db,
  shopId: bigint,
  { locale, ...where }: Where & { locale: string },
): Promise<Asked> {
  return inShop(db, shopId, async (client) => {
    const settings = await readSurveySettings(client, { id: shopId });
    const { answered } = await readBound(client, shopId, where);
    const language = languageFor(settings, locale);
    return {
      language,
      questions: settings.asks.filter((question) => !answered.has(question)),
      words: wordsIn(settings, language),
    };
  });
}
