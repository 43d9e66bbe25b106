// The Voice panel's numbers and words.
import { inShop, type Client, type Db } from "../db.server.ts";
import { usualTouchpoint } from "../kpis/formulas/survey.ts";
import { kpiById } from "../kpis/index.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Target } from "../ledger/shop.server.ts";
import { isReason, toNumber } from "../kpis/formula.ts";
import { pageSize, writePlace, type Place } from "./lists.ts";
import { whenOf } from "./scorecard.server.ts";
import { isBand, statusOf } from "./status.ts";
import { resolvedTargets } from "./targets.server.ts";
import { aimOf, edgeOf, holdingTarget } from "./targets.ts";
import {
  readCells,
  readResponseParts,
  readResponses,
  readScores,
  voiceLabels,
  type Cell,
  type Wish,
} from "./voice-split.server.ts";
import {
  answersToDecide,
  outcomeOf,
  scoreOf,
  voiceQuestions,
  voiceTouchpoints,
  type Response,
  type Verbatim,
  type Voice,
  type VoicePart,
  type VoiceQuestion,
  type VoiceSplit,
  type VoiceSummary,
  type VoiceTouchpoint,
} from "./voice.ts";

export type VoiceAsked = {
  period: Period;
  question: VoiceQuestion;
  /** Default: after-delivery where it has ten answers to the question, else checkout. */
  touchpoint: VoiceTouchpoint | null;
  by: VoiceSplit;
  /** Targets that are a change are on what was known then. */
  asOf: Date;
  /** Where the page of verbatims before ended. */
  after: Place | null;
};

/** Parts that a table shows; the rest weigh least. */
const mostParts = 20;

function countsOf(cells: readonly Cell[], question: VoiceQuestion, touchpoint: VoiceTouchpoint) {
  const own = cells.filter((cell) => cell.question === question && cell.touchpoint === touchpoint);
  return new Map(own.map(({ score, n }) => [score, n]));
}

function summaryOf(
  question: VoiceQuestion,
  counts: ReadonlyMap<number, number>,
  { targets, period }: { targets: readonly Target[]; period: Period },
): VoiceSummary {
  const outcome = outcomeOf(question, counts);
  const look = { unit: "points", currency: "", isTotal: false } as const;
  const aim = aimOf(holdingTarget(targets, question, period), look);
  const { value } = outcome;
  const level = aim && isBand(aim) ? edgeOf(aim, isReason(value) ? null : value) : aim;
  const target = level && toNumber(level);
  return {
    question,
    ...scoreOf(outcome),
    target,
    status: statusOf({
      outcome,
      kind: "quotient",
      direction: "up",
      target: aim,
      isRunning: false,
    }),
    more: answersToDecide(question, counts, target),
  };
}

async function partsOf(
  client: Client,
  shop: ShopContext,
  wish: Wish,
  whole: ReadonlyMap<string, Response>,
): Promise<VoicePart[]> {
  const { by, question } = wish;
  const scores = await readScores(client, shop, wish);
  const responses = by === "touchpoint" ? whole : await readResponseParts(client, shop, wish);
  const parts = [...scores].map(([key, counts]) => ({
    key,
    ...scoreOf(outcomeOf(question, counts)),
  }));
  parts.sort((a, b) =>
    by === "month" ? b.key.localeCompare(a.key) : b.n - a.n || a.key.localeCompare(b.key),
  );
  const kept = parts.slice(0, mostParts);
  const keys = kept.map(({ key }) => key);
  const label = await voiceLabels(client, shop, by, keys);
  return kept.map((part) => ({
    ...part,
    label: label(part.key),
    response: responses.get(part.key) ?? null,
  }));
}

type VerbatimRow = Omit<Verbatim, "shopifyId"> & {
  source: string | null;
  key: string;
  answered_at: Date;
};
type WordsAsked = Pick<VoiceAsked, "period" | "after"> & { touchpoint: VoiceTouchpoint };
/** One order may have words with each of its answers. */
const verbatimKey = `(a.order_ref || ' ' || a.question) collate "C"`;

async function readVerbatims(
  client: Client,
  shop: ShopContext,
  { period, touchpoint, after }: WordsAsked,
): Promise<Voice["verbatims"]> {
  const { rows } = await client.query<VerbatimRow & { day: Day }>(
    `select a.order_ref as order, o.name, o.source, a.answer_day as day, a.answered_at, a.text,
       ${verbatimKey} as key,
       (select json_agg(json_build_object('question', s.question, 'score', s.score)
           order by s.question)
        from answer s where s.shop_id = $1 and s.order_ref = a.order_ref
          and s.touchpoint = a.touchpoint and s.question <> 'heard-about') as scores
     from answer a left join orders o on o.shop_id = $1 and o.id = a.order_ref
     where a.shop_id = $1 and a.answer_day >= $2 and a.answer_day < $3 and a.touchpoint = $4
       and a.text is not null and a.question <> 'heard-about'
       and ($5::timestamptz is null
         or (a.answered_at, ${verbatimKey}) < ($5, $6::text))
     order by a.answered_at desc, ${verbatimKey} desc
     limit ${pageSize + 1}`,
    [
      ...[shop.id, period.from, period.to, touchpoint],
      ...[after ? new Date(Number(after.value)) : null, after?.id ?? null],
    ],
  );
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    rows: page.map(({ source, key: _key, answered_at: _at, ...row }) => ({
      ...row,
      shopifyId: source === "api" && /^\d+$/.test(row.order) ? row.order : null,
    })),
    next: last ? writePlace({ value: BigInt(last.answered_at.getTime()), id: last.key }) : null,
  };
}

function answersAt(cells: readonly Cell[], touchpoint: VoiceTouchpoint, of?: VoiceQuestion) {
  return cells
    .filter((cell) => cell.touchpoint === touchpoint && (!of || cell.question === of))
    .reduce((sum, { n }) => sum + n, 0);
}

const usualIn = (cells: readonly Cell[], question: VoiceQuestion) =>
  usualTouchpoint((each) => BigInt(answersAt(cells, each, question)));

/** A page of what buyers wrote. */
export function voiceWords(
  db: Db,
  shop: ShopContext,
  { touchpoint, ...asked }: Omit<VoiceAsked, "by" | "asOf">,
): Promise<Voice["verbatims"]> {
  return inShop(db, shop.id, async (client) => {
    const usual = async () => usualIn(await readCells(client, shop, asked.period), asked.question);
    return readVerbatims(client, shop, { ...asked, touchpoint: touchpoint ?? (await usual()) });
  });
}

/** Everything the panel shows of a period. Reads only; throws what the database throws. */
export async function voice(db: Db, shop: ShopContext, asked: VoiceAsked): Promise<Voice> {
  const { period, question, by, asOf } = asked;
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const kpis = voiceQuestions.flatMap((each) => kpiById(each) ?? []);
    const targets = await resolvedTargets(client, shop, { kpis, when });
    const cells = await readCells(client, shop, period);
    const at = (touchpoint: VoiceTouchpoint) => answersAt(cells, touchpoint);
    const touchpoint = asked.touchpoint ?? usualIn(cells, question);
    const wish: Wish = { period, question, touchpoint, by };
    const counts = countsOf(cells, question, touchpoint);
    const responses = await readResponses(client, shop, wish);
    return {
      ...{ question, touchpoint, by },
      touchpoints: voiceTouchpoints
        .map((each) => ({ touchpoint: each, n: at(each) }))
        .filter((each) => each.n > 0 || each.touchpoint === touchpoint),
      summaries: voiceQuestions.map((each) =>
        summaryOf(each, countsOf(cells, each, touchpoint), { targets, period }),
      ),
      response: responses.get(touchpoint) ?? null,
      unknownOrders: cells
        .filter((cell) => cell.touchpoint === touchpoint && cell.question === question)
        .reduce((sum, { unknown }) => sum + unknown, 0),
      distribution: scoresOf(question).map((score) => ({ score, n: counts.get(score) ?? 0 })),
      parts: await partsOf(client, shop, wish, responses),
      verbatims: await readVerbatims(client, shop, { ...asked, touchpoint }),
    };
  });
}

const scoresOf = (question: VoiceQuestion) =>
  question === "nps" ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1, 2, 3, 4, 5];
