// What the door must know of an order before it asks or takes an answer.
import { inShop, type Db } from "../db.server.ts";
import { heardAbout, heardChoices, type HeardChannel } from "../ledger/survey-heard.ts";
import { readSurveySettings } from "../ledger/survey-settings.server.ts";
import {
  languageFor,
  touchpointOf,
  type Askable,
  wordsIn,
  type SurveyPage,
  type SurveyWords,
} from "../ledger/survey-words.ts";
import type { AnswerFact } from "../ledger/facts.ts";

export type AskedOrder = {
  isKnown: boolean;
  touchpoint: AnswerFact["touchpoint"];
  /** Questions that this order has answered at this touchpoint; how it heard of the shop, at any. */
  answered: ReadonlySet<string>;
};

type Where = { order: string; page: SurveyPage; now: Date };

type Row = {
  known: boolean;
  delivered: Date | null;
  answers: [touchpoint: string, question: string][] | null;
};

const orderSql = (shopId: string, order: string) => `
  select o.id is not null as known, o.delivered_at as delivered,
    (select json_agg(json_build_array(touchpoint, question))
       from answer where shop_id = ${shopId} and order_ref = ${order}) as answers
  from (select 1) one left join orders o on o.shop_id = ${shopId} and o.id = ${order}`;

function askedOrder(row: Row, { page, now }: Where): AskedOrder {
  const touchpoint = touchpointOf(page, row.delivered, now);
  const here = (row.answers ?? []).filter(
    ([at, question]) => at === touchpoint || question === heardAbout,
  );
  return {
    isKnown: row.known,
    touchpoint,
    answered: new Set(here.map(([, question]) => question)),
  };
}

/**
 * In one round trip, since it stands before every answer: statements sent together are one
 * transaction, which the shop is bound to as in `inShop`.
 */
export async function readAskedOrder(db: Db, shopId: bigint, where: Where): Promise<AskedOrder> {
  // Both stand in the text of the statement: digits cannot carry SQL.
  if (!/^\d{1,20}$/.test(where.order)) throw new Error("got an order that is no number");
  const shop = String(BigInt(shopId));
  const bind = `select set_config('app.shop_id', '${shop}', true)`;
  const read = orderSql(shop, `'${where.order}'`);
  // pg answers several statements with a list, which its types do not tell.
  const results = (await db.app.query(`${bind}; ${read}`)) as unknown as { rows: Row[] }[];
  return askedOrder(results[1]!.rows[0]!, where);
}

export type Asked = {
  language: string;
  /** What is still to ask; none when the order has answered all of it. */
  questions: Askable[];
  /** How buyers may say to have heard of the shop; none where that is not asked. */
  choices: { channel: HeardChannel; label: string }[];
  words: SurveyWords;
};

export function whatToAsk(
  db: Db,
  shopId: bigint,
  { locale, ...where }: Where & { locale: string },
): Promise<Asked> {
  return inShop(db, shopId, async (client) => {
    const settings = await readSurveySettings(client, { id: shopId });
    const { rows } = await client.query<Row>({
      name: "survey-order",
      text: orderSql("$1", "$2"),
      values: [shopId, where.order],
    });
    const { answered } = askedOrder(rows[0]!, where);
    const language = languageFor(settings, locale);
    const questions = settings.asks.filter((question) => !answered.has(question));
    const words = wordsIn(settings, language);
    const asksHeard = questions.includes(heardAbout);
    return {
      ...{ language, questions, words },
      choices: asksHeard
        ? heardChoices.map(([channel, name]) => ({ channel, label: words[name] }))
        : [],
    };
  });
}
