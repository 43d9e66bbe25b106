// Answers kept until a day inside their reach changes.
//
// valid     a snapshot whose state (state-sql.ts) is still that of its reach: it is the answer
// stale     another state: it was the answer at `trueAt`
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Answer, Question } from "./questions.server.ts";
import { stateSql } from "./state-sql.ts";

/** What is found faster is asked each time: keeping it would cost as much. */
export const quickMs = 5;
/** How exactly it is known when a panel last wanted a snapshot. */
const askedWithinMs = 60_000;

type Kept = {
  at: number;
  state: string;
  kept: string | null;
  value: string | null;
  trueAt: Date | null;
  tookMs: number | null;
  askedAt: Date | null;
};

/** What is kept of some questions, and the state their days are in, of one instant, in their order. */
export async function readKept(
  client: Client,
  shop: ShopContext,
  questions: readonly Question[],
): Promise<Kept[]> {
  const { rows } = await client.query<Kept>({
    name: "snapshots-kept",
    text: `select q.at::int, ${stateSql("q.reach_from", "q.reach_to")} as state, s.state as kept,
        s.value, s.true_at as "trueAt", s.took_ms as "tookMs", s.asked_at as "askedAt"
      from unnest($2::text[], $3::date[], $4::date[], $5::date[], $6::date[])
        with ordinality as q (name, from_day, to_day, reach_from, reach_to, at)
      left join snapshot s on s.shop_id = $1 and s.name = q.name
        and s.from_day = q.from_day and s.to_day = q.to_day
      order by q.at`,
    values: [
      shop.id,
      questions.map(({ name }) => name),
      questions.map(({ days }) => days.from),
      questions.map(({ days }) => days.to),
      questions.map(({ reach }) => reach.from),
      questions.map(({ reach }) => reach.to),
    ],
  });
  return rows;
}

/**
 * Asks, and keeps the answer where that took long. The state was read before the question is asked, so
 * what changes in between makes the snapshot stale, never wrong. A shop that was erased keeps nothing.
 */
export async function askAndKeep(
  client: Client,
  shop: ShopContext,
  question: Question,
  {
    state,
    isKept,
    now,
    askedAt = now,
  }: { state: string; isKept: boolean; now: Date; askedAt?: Date },
): Promise<Answer> {
  const start = performance.now();
  const answer = await question.ask(client, shop);
  const tookMs = Math.round(performance.now() - start);
  if (tookMs < quickMs && !isKept) return answer;
  await keep(client, shop, {
    question,
    state,
    value: JSON.stringify(answer),
    now,
    askedAt,
    tookMs,
  });
  return answer;
}

export async function keep(
  client: Client,
  shop: ShopContext,
  kept: {
    question: Pick<Question, "name" | "days">;
    state: string;
    value: string;
    now: Date;
    askedAt: Date;
    tookMs: number;
  },
): Promise<void> {
  const { question, state, value, now, askedAt, tookMs } = kept;
  await client.query(
    `insert into snapshot (shop_id, name, from_day, to_day, state, value, true_at, took_ms, asked_at)
     select id, $2, $3::date, $4::date, $5, $6, $7::timestamptz, $8::int, $9::timestamptz
     from shop where id = $1
     on conflict (shop_id, name, from_day, to_day) do update set state = excluded.state,
       value = excluded.value, true_at = excluded.true_at, took_ms = excluded.took_ms,
       asked_at = greatest(snapshot.asked_at, excluded.asked_at)`,
    [
      shop.id,
      question.name,
      question.days.from,
      question.days.to,
      state,
      value,
      now,
      tookMs,
      askedAt,
    ],
  );
}

export type Answered = {
  answer: Answer;
  /** The instant of a stale one; null: it is the answer now. */
  staleSince: Date | null;
};

/**
 * Answers in the questions' order. Of a stale snapshot that takes long to renew either the old answer is
 * given (`mayBeStale`, which also keeps what had to be asked), or it is asked anew.
 */
export async function answerAll(
  client: Client,
  shop: ShopContext,
  {
    questions,
    mayBeStale,
    now,
  }: { questions: readonly Question[]; mayBeStale: boolean; now: Date },
): Promise<Answered[]> {
  if (questions.length === 0) return [];
  const kept = await readKept(client, shop, questions);
  if (mayBeStale) await noteAsked(client, shop, questions, kept, now);
  const answered: Answered[] = [];
  for (const { at, state, kept: keptState, value, trueAt, tookMs } of kept) {
    const question = questions[at - 1]!;
    const isValid = keptState === state;
    if (value !== null && (isValid || (mayBeStale && (tookMs ?? 0) >= quickMs))) {
      const answer = JSON.parse(value) as Answer;
      answered.push({ answer, staleSince: isValid ? null : trueAt });
    } else {
      const answer = mayBeStale
        ? await askAndKeep(client, shop, question, { state, isKept: value !== null, now })
        : await question.ask(client, shop);
      answered.push({ answer, staleSince: null });
    }
  }
  return answered;
}

/** Remembers that somebody looks, at most once a minute. */
async function noteAsked(
  client: Client,
  shop: ShopContext,
  questions: readonly Question[],
  kept: readonly Kept[],
  now: Date,
): Promise<void> {
  const late = kept
    .filter(({ askedAt }) => askedAt && now.getTime() - askedAt.getTime() > askedWithinMs)
    .map(({ at }) => questions[at - 1]!);
  if (late.length === 0) return;
  await client.query(
    `update snapshot s set asked_at = $2
     from unnest($3::text[], $4::date[], $5::date[]) as q (name, from_day, to_day)
     where s.shop_id = $1 and s.name = q.name and s.from_day = q.from_day and s.to_day = q.to_day
       and s.asked_at < $2`,
    [
      shop.id,
      now,
      late.map(({ name }) => name),
      late.map(({ days }) => days.from),
      late.map(({ days }) => days.to),
    ],
  );
}
