// Answers of a period by score, for the whole and for each part of a split, and how many of those who
// were asked answered. Read from the answers themselves by the index on their day.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { ordersOf } from "../measures/measure.ts";
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
const orderKeys: Record<Exclude<VoiceSplit, "touchpoint">, Key> = {
  month: { from: "", key: "to_char(o.sale_day, 'YYYY-MM-01')" },
  channel: { from: "", key: "o.channel" },
  region: { from: "", key: "o.region" },
  product: { from: line, key: "line.key" },
};

/** The period's answers as `a` beside their orders `o`; $4 question and $5 touchpoint may be null. */
const answers = `with a as materialized (
    select order_ref as order_id, question, touchpoint, score, answer_day from answer
    where shop_id = $1 and answer_day >= $2 and answer_day < $3
      and ($4::text is null or question = $4) and ($5::text is null or touchpoint = $5))`;
const besideOrders = `from a left join ${ordersOf("a", "channel, region")} o on o.id = a.order_id`;

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
    `${answers} select a.question, a.touchpoint, a.score, count(*)::int as n,
       (count(*) filter (where o.id is null))::int as unknown
     ${besideOrders} group by 1, 2, 3 order by 1, 2, 3`,
    [shop.id, period.from, period.to, null, null],
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
    `${answers} select ${key} as key, a.score, count(*)::int as n
     ${besideOrders} ${from} group by 1, 2`,
    [shop.id, period.from, period.to, question, by === "touchpoint" ? null : touchpoint],
  );
  const scores = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const of = scores.get(row.key) ?? new Map<number, number>();
    scores.set(row.key, of.set(row.score, row.n));
  }
  return scores;
}

type Asked = NonNullable<Response>;

/** Which orders are asked. Marketplaces show no page of ours; a service call has no order. */
const asked = {
  checkout: "o.channel not in ('pos', 'marketplace')",
  "after-delivery": "o.channel not in ('pos', 'marketplace') and o.delivered_at is not null",
  pos: "o.channel = 'pos'",
} satisfies Partial<Record<VoiceTouchpoint, string>>;
type AskedAt = keyof typeof asked;
const askedAt = Object.keys(asked) as AskedAt[];

/**
 * The period's counted orders and whether they answered $4, at any time since: nobody answers before
 * the order. A hash of the answers beats a look for each order.
 */
const asking = `with said as materialized (
    select order_ref, ${askedAt.map((at, place) => `bool_or(touchpoint = '${at}') as t${place}`).join(", ")}
    from answer where shop_id = $1 and answer_day >= $2 and question = $4 group by 1)`;
const askedOrders = `from orders o left join said on said.order_ref = o.id`;
const askedPeriod = `o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted`;

/** Of the counted orders sold in the period that were asked: how many, and how many answered. */
export async function readResponses(
  client: Client,
  shop: ShopContext,
  { period, question }: Wish,
): Promise<Map<VoiceTouchpoint, Asked>> {
  const counts = askedAt.map(
    (at, place) => `'${at}', json_build_object(
      'asked', count(*) filter (where ${asked[at]}),
      'answered', count(*) filter (where ${asked[at]} and said.t${place}))`,
  );
  const { rows } = await client.query<{ found: Record<AskedAt, Asked> }>(
    `${asking} select json_build_object(${counts.join(", ")}) as found
     ${askedOrders} where ${askedPeriod}`,
    [shop.id, period.from, period.to, question],
  );
  return new Map(Object.entries(rows[0]!.found) as [AskedAt, Asked][]);
}

/** The same by key of a split, for one touchpoint. */
export async function readResponseParts(
  client: Client,
  shop: ShopContext,
  { period, question, touchpoint, by }: Wish,
): Promise<Map<string, Asked>> {
  const place = askedAt.findIndex((at) => at === touchpoint);
  const isAsked = askedAt[place] && asked[askedAt[place]];
  if (by === "touchpoint" || !isAsked) return new Map();
  const { from, key } = orderKeys[by];
  const { rows } = await client.query<{ key: string } & Asked>(
    `${asking} select ${key} as key, count(*)::int as asked,
       (count(*) filter (where said.t${place}))::int as answered
     ${askedOrders} ${from} where ${askedPeriod} and ${isAsked} group by 1`,
    [shop.id, period.from, period.to, question],
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
