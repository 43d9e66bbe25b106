// Answers kept until a day inside their reach changes.
//
// valid     a snapshot whose state (state-sql.ts) is still that of its reach: it is the answer
// stale     another state: it was the answer at `trueAt`
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { roomAlone, roomForSums } from "./lists.ts";
import type { Answer, Question } from "./questions.server.ts";
import { stateSql } from "./state-sql.ts";

/** What is found faster is never shown as it was a moment ago. */
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
    // Many questions are of the same days.
    text: `with q as materialized (
        select * from unnest($2::text[], $3::date[], $4::date[], $5::date[], $6::date[])
          with ordinality as q (name, from_day, to_day, reach_from, reach_to, at)),
      reach as materialized (
        select reach_from, reach_to, ${stateSql("r.reach_from", "r.reach_to")} as state
        from (select distinct reach_from, reach_to from q) r)
      select q.at::int, r.state, s.state as kept,
        s.value, s.true_at as "trueAt", s.took_ms as "tookMs", s.asked_at as "askedAt"
      from q join reach r using (reach_from, reach_to)
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
 * Asks, and keeps the answer. The state was read before the question is asked, so what changes in
 * between makes the snapshot stale, never wrong. A shop that was erased keeps nothing.
 */
async function askAndKeep(
  client: Client,
  shop: ShopContext,
  question: Question,
  { state, now, askedAt = now }: { state: string; now: Date; askedAt?: Date },
): Promise<void> {
  await client.query(roomForSums);
  const asked = await ask(client, shop, question);
  await keep(client, shop, [{ question, state, now, askedAt, ...valued(asked) }]);
}

/** Asks those of the questions whose snapshot is stale or not there; each in its own transaction. */
export async function renew(
  db: Db,
  shop: ShopContext,
  { questions, now, askedAt }: { questions: readonly Question[]; now: () => Date; askedAt?: Date },
): Promise<number> {
  let renewed = 0;
  for (const question of questions) {
    renewed += await inShop(db, shop.id, async (client) => {
      const [kept] = await readKept(client, shop, [question]);
      if (!kept || kept.kept === kept.state) return 0;
      const { state } = kept;
      await askAndKeep(client, shop, question, { state, now: now(), askedAt });
      return 1;
    });
  }
  return renewed;
}

async function ask(client: Client, shop: ShopContext, question: Question) {
  const start = performance.now();
  const answer = await question.ask(client, shop);
  return { answer, tookMs: Math.round(performance.now() - start) };
}

const valued = ({ answer, tookMs }: { answer: Answer; tookMs: number }) => ({
  value: JSON.stringify(answer),
  tookMs,
});

export type Keeping = {
  question: Pick<Question, "name" | "days">;
  state: string;
  /** JSON, or what the one who keeps it can read. */
  value: string;
  now: Date;
  askedAt: Date;
  tookMs: number;
};

/** In one statement. The commit does not wait for the disk: what is lost is asked again. */
export async function keep(
  client: Client,
  shop: ShopContext,
  all: readonly Keeping[],
): Promise<void> {
  if (all.length === 0) return;
  await client.query({
    name: "snapshots-keep",
    text: `insert into snapshot
        (shop_id, name, from_day, to_day, state, value, true_at, took_ms, asked_at)
      select id, k.* from shop, unnest($2::text[], $3::date[], $4::date[], $5::text[], $6::text[],
        $7::timestamptz[], $8::int[], $9::timestamptz[]) k
      where id = $1 and set_config('synchronous_commit', 'off', true) is not null
      on conflict (shop_id, name, from_day, to_day) do update set state = excluded.state,
        value = excluded.value, true_at = excluded.true_at, took_ms = excluded.took_ms,
        asked_at = greatest(snapshot.asked_at, excluded.asked_at)`,
    values: [
      shop.id,
      all.map(({ question }) => question.name),
      all.map(({ question }) => question.days.from),
      all.map(({ question }) => question.days.to),
      all.map(({ state }) => state),
      all.map(({ value }) => value),
      all.map(({ now }) => now),
      all.map(({ tookMs }) => tookMs),
      all.map(({ askedAt }) => askedAt),
    ],
  });
}

export type Answered = {
  answer: Answer;
  /** The instant of a stale one; null: it is the answer now. */
  staleSince: Date | null;
};

/** Nothing was there: an old "nothing" would tell who has just brought a file that it is missing. */
export const isNothing = (answer: Answer): boolean =>
  Object.values(answer).every((value) => Number(value) === 0);

/**
 * Answers in the questions' order. Of a stale snapshot that takes long to renew either the old answer is
 * given (`mayBeStale`, which also keeps what had to be asked), or it is asked anew; so is what was nothing.
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
  const answered: Answered[] = [];
  const fresh: Keeping[] = [];
  // Where the old may be given, what was asked before is asked again only if it was quick, or nothing.
  const areQuick = mayBeStale && kept.every(({ value }) => value !== null);
  let isRoomy = false;
  for (const { at, state, kept: keptState, value, trueAt, tookMs } of kept) {
    const question = questions[at - 1]!;
    const isValid = keptState === state;
    const mayServe = isValid || (mayBeStale && (tookMs ?? 0) >= quickMs);
    const answer = mayServe && value !== null ? (JSON.parse(value) as Answer) : null;
    if (answer && (isValid || !isNothing(answer))) {
      answered.push({ answer, staleSince: isValid ? null : trueAt });
      continue;
    }
    if (!isRoomy) await client.query(areQuick ? roomAlone : roomForSums);
    isRoomy = true;
    const asked = await ask(client, shop, question);
    fresh.push({ question, state, now, askedAt: now, ...valued(asked) });
    answered.push({ answer: asked.answer, staleSince: null });
  }
  if (mayBeStale) {
    // Last, as a question may wait for one who is about to delete these rows (ranked-customers.server.ts).
    await noteAsked(client, shop, questions, kept, now);
    await keep(client, shop, fresh);
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
