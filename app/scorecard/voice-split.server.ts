// Answers of a period by score, for the whole and for each part of a split, and how many of those who
// were asked answered. Read from the answers themselves by the index on their day.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { labelsOf } from "./labels.server.ts";
import { product } from "./scans.server.ts";
import type { Response, VoiceQuestion, VoiceSplit, VoiceTouchpoint } from "./voice.ts";

type Key = { from: string; key: string };
const line = `cross join lateral (
  select distinct ${product} as key from order_line l
  where l.shop_id = $1 and l.order_id = o.id and l.merchandise) line`;
const maybeLine = line.replace("cross join lateral", "left join lateral") + " on true";

/** SQL of an answer's and of an order's key; an order counts for each of its products. */
const answerKeys: Record<VoiceSplit, Key> = {
  touchpoint: { from: "", key: "a.touchpoint" },
  month: { from: "", key: "to_char(a.answer_day, 'YYYY-MM-01')" },
  channel: { from: "", key: "coalesce(o.channel, 'unknown')" },
  region: { from: "", key: "coalesce(o.region, 'unknown')" },
  product: { from: maybeLine, key: "coalesce(line.key, 'unknown')" },
};
const orderKeys: Record<VoiceSplit, Key> = {
  touchpoint: { from: "", key: "'all'" },
  month: { from: "", key: "to_char(o.sale_day, 'YYYY-MM-01')" },
  channel: { from: "", key: "o.channel" },
  region: { from: "", key: "o.region" },
  product: { from: line, key: "line.key" },
};

export type Cell = {
  question: VoiceQuestion;
  touchpoint: VoiceTouchpoint;
  score: number;
  n: number;
  /** Of them, those whose order is not known. */
  unknown: number;
};

/** Every score of the period; each answer once. */
export async function readCells(
  client: Client,
  shop: ShopContext,
  period: Period,
): Promise<Cell[]> {
  const { rows } = await client.query<Cell>(
    `select a.question, a.touchpoint, a.score, count(*)::int as n,
       (count(*) filter (where o.id is null))::int as unknown
     from answer a left join orders o on o.shop_id = $1 and o.id = a.order_ref
     where a.shop_id = $1 and a.answer_day >= $2 and a.answer_day < $3
     group by 1, 2, 3 order by 1, 2, 3`,
    [shop.id, period.from, period.to],
  );
  return rows;
}

export type Wish = {
  period: Period;
  question: VoiceQuestion;
  touchpoint: VoiceTouchpoint;
  by: VoiceSplit;
};

/** Key → score → answers. By touchpoint all of them, else the chosen one's. */
export async function readScores(
  client: Client,
  shop: ShopContext,
  { period, question, touchpoint, by }: Wish,
): Promise<Map<string, Map<number, number>>> {
  const { from, key } = answerKeys[by];
  const { rows } = await client.query<{ key: string; score: number; n: number }>(
    `select ${key} as key, a.score, count(*)::int as n
     from answer a left join orders o on o.shop_id = $1 and o.id = a.order_ref ${from}
     where a.shop_id = $1 and a.answer_day >= $2 and a.answer_day < $3 and a.question = $4
       and ($5::text is null or a.touchpoint = $5)
     group by 1, 2`,
    [shop.id, period.from, period.to, question, by === "touchpoint" ? null : touchpoint],
  );
  const scores = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const of = scores.get(row.key) ?? new Map<number, number>();
    scores.set(row.key, of.set(row.score, row.n));
  }
  return scores;
}

/** Which orders are asked at a touchpoint. Marketplaces show no page of ours; a service call has no order. */
const asked: Record<VoiceTouchpoint, string | null> = {
  checkout: "o.channel not in ('pos', 'marketplace')",
  "after-delivery": "o.channel not in ('pos', 'marketplace') and o.delivered_at is not null",
  service: null,
  pos: "o.channel = 'pos'",
};

/** Of the counted orders sold in the period that were asked: how many, and how many answered, by key. */
export async function readResponse(
  client: Client,
  shop: ShopContext,
  { period, question, touchpoint, by }: Wish,
): Promise<Map<string, NonNullable<Response>>> {
  const isAsked = asked[touchpoint];
  if (isAsked === null) return new Map();
  const { from, key } = orderKeys[by];
  const { rows } = await client.query<{ key: string; asked: number; answered: number }>(
    `select ${key} as key, count(*)::int as asked, count(a.order_ref)::int as answered
     from orders o ${from}
     left join answer a on a.shop_id = $1 and a.order_ref = o.id and a.question = $4
       and a.touchpoint = $5
     where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted and ${isAsked}
     group by 1`,
    [shop.id, period.from, period.to, question, touchpoint],
  );
  return new Map(rows.map((row) => [row.key, { asked: row.asked, answered: row.answered }]));
}

/** What parts are called, where the panel has no words of its own for them. */
export async function voiceLabels(
  client: Client,
  shop: ShopContext,
  by: VoiceSplit,
  keys: readonly string[],
): Promise<(key: string) => string> {
  if (by === "touchpoint" || by === "month") return (key) => key;
  return labelsOf(client, shop, by, keys);
}
