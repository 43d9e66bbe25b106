// Survey answers: one per order, question and touchpoint, the earliest.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { AnswerFact, ShopContext } from "../facts.ts";
import { heardAbout } from "../survey-heard.ts";
import { dayOf } from "./derive.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import { resolveRefs } from "./stored-orders.server.ts";
import type { Touched } from "./touched.server.ts";

export type Answered = Omit<AnswerFact, "kind">;

const answer: Columns<Answered> = {
  order_ref: ["text", (a) => a.orderRef],
  question: ["text", (a) => a.question],
  touchpoint: ["text", (a) => a.touchpoint],
  score: ["int", (a) => a.score],
  answered_at: ["timestamptz", (a) => a.answeredAt],
  text: ["text", (a) => a.text],
};

/** Ties: the lower score, then the text that sorts first, so that no order of arrival matters. */
const rank = (alias: string) =>
  `${alias}.answered_at, ${alias}.score, coalesce(${alias}.text, '') collate "C"`;

const upsert = `
  with input as materialized (
    select distinct on (order_ref, question, touchpoint) * from ${unnest(answer, "i", 3)}
    order by order_ref, question, touchpoint, ${rank("i")}),
  before as materialized (
    select b.answer_day from input i cross join lateral (
      select answer_day from answer a
      where a.shop_id = $1 and a.order_ref = i.order_ref and a.question = i.question
        and a.touchpoint = i.touchpoint and (${rank("i")}) < (${rank("a")}) limit 1) b),
  put as (
    insert into answer as a
      (shop_id, order_ref, question, touchpoint, score, answered_at, text, answer_day)
    select $1, i.*, ${dayOf("i.answered_at")} from input i
    on conflict (shop_id, order_ref, question, touchpoint) do update
    set score = excluded.score, answered_at = excluded.answered_at, text = excluded.text,
      answer_day = excluded.answer_day
    where (${rank("excluded")}) < (${rank("a")})
    returning answer_day)
  select answer_day as day, true as put from put
  union all select answer_day, false from before`;

/** Days on which orders are counted by what their buyers say led to them. */
const movedDays = `
  select sale_day as day from orders where shop_id = $1 and id = any($2::text[])
  union select refund_day from refund where shop_id = $1 and order_id = any($2::text[])`;

/** Writes answers whose references are resolved; answers how many were taken. */
export async function putAnswers(
  client: Client,
  shop: ShopContext,
  answers: readonly Answered[],
  touched: Touched,
): Promise<number> {
  if (answers.length === 0) return 0;
  const rows = await run<{ day: Day; put: boolean }>(client, upsert, [
    shop.id,
    shop.timeZone,
    ...cellsOf(answer, answers),
  ]);
  for (const { day } of rows) touched.days.add(day);
  const heard = answers.filter(({ question }) => question === heardAbout);
  if (heard.length > 0 && rows.length > 0) {
    const ids = arrayLiteral(heard.map(({ orderRef }) => orderRef));
    for (const { day } of await run<{ day: Day }>(client, movedDays, [shop.id, ids])) {
      touched.days.add(day);
    }
  }
  return rows.filter(({ put }) => put).length;
}

export async function writeAnswers(
  client: Client,
  shop: ShopContext,
  facts: readonly AnswerFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const ids = await resolveRefs(
    client,
    shop,
    facts.map((fact) => fact.orderRef),
  );
  const answers = facts.map((fact) => ({
    ...fact,
    orderRef: ids.get(fact.orderRef) ?? fact.orderRef,
  }));
  touched.changed += await putAnswers(client, shop, answers, touched);
}
