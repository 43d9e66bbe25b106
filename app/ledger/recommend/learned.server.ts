// What was learned for a shop's lists. Replaced as a whole in one transaction: whoever is stopped in
// the middle of learning leaves what was learned before.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "../writers/rows.server.ts";

export type Model = {
  /** The shop's day, the instant and the counted orders it was learned at. */
  day: Day;
  learnedAt: Date;
  orders: number;
  discovery: string;
  again: string;
  lambda: number;
};

/** Null while nothing was learned. */
export async function readModel(client: Client, shop: ShopContext): Promise<Model | null> {
  const rows = await run<Model>(
    client,
    `select day, learned_at as "learnedAt", orders, discovery, again, lambda from recommend_model
     where shop_id = $1`,
    [shop.id],
  );
  return rows[0] ?? null;
}

/** The report card as it was kept, with when it was made; null while there is none. */
export async function readCard<Card>(
  client: Client,
  shop: ShopContext,
): Promise<{ card: Card | null; learnedAt: Date } | null> {
  const rows = await run<{ card: Card | null; learnedAt: Date }>(
    client,
    `select card, learned_at as "learnedAt" from recommend_model where shop_id = $1`,
    [shop.id],
  );
  return rows[0] ?? null;
}

export type LearnedRow = {
  item: number;
  others: ArrayLike<number>;
  weights: ArrayLike<number>;
  everyDays: number | null;
  everyOf: number;
  instead: ArrayLike<number>;
  insteadScore: ArrayLike<number>;
};

const array = (values: ArrayLike<number>) => `{${Array.from(values).join(",")}}`;
/** Seven digits are what a real holds. Postgres refuses what is too small for one, and here it is nothing. */
const reals = (values: ArrayLike<number>) =>
  array(Array.from(values, (value) => Number(Math.fround(value).toPrecision(7))));
const columns: Columns<LearnedRow> = {
  item: ["int", (row) => row.item],
  others: ["text", (row) => array(row.others)],
  weights: ["text", (row) => reals(row.weights)],
  every_days: ["float8", (row) => row.everyDays],
  every_of: ["int", (row) => row.everyOf],
  instead: ["text", (row) => array(row.instead)],
  instead_score: ["text", (row) => reals(row.insteadScore)],
};
const rowsAtOnce = 500;

/** @param card any JSON */
export async function putLearned(
  client: Client,
  shop: ShopContext,
  { model, card, rows }: { model: Model; card: unknown; rows: readonly LearnedRow[] },
): Promise<void> {
  await run(client, "delete from recommend_learned where shop_id = $1", [shop.id]);
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await run(
      client,
      `insert into recommend_learned
         (shop_id, item, others, weights, every_days, every_of, instead, instead_score)
       select $1, item, others::int[], weights::real[], every_days, every_of, instead::int[],
         instead_score::real[]
       from ${unnest(columns, "i", 2)}`,
      [shop.id, ...cellsOf(columns, rows.slice(from, from + rowsAtOnce))],
    );
  }
  const { day, learnedAt, orders, discovery, again, lambda } = model;
  await run(
    client,
    `insert into recommend_model
       (shop_id, day, learned_at, orders, discovery, again, lambda, card)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
     on conflict (shop_id) do update set day = excluded.day, learned_at = excluded.learned_at,
       orders = excluded.orders, discovery = excluded.discovery, again = excluded.again,
       lambda = excluded.lambda, card = excluded.card`,
    [shop.id, day, learnedAt, orders, discovery, again, lambda, card && JSON.stringify(card)],
  );
}

export type Weighted = { item: number; weight: number };

/** By item: what it speaks for, the strongest first. */
export async function readWeights(
  client: Client,
  shop: ShopContext,
  items: readonly number[],
): Promise<Map<number, Weighted[]>> {
  const rows = await run<{ item: number; others: string; weights: string }>(
    client,
    `select item, array_to_json(others)::text as others, array_to_json(weights)::text as weights
     from recommend_learned
     where shop_id = $1 and item = any($2::int[]) and cardinality(others) > 0`,
    [shop.id, arrayLiteral(items)],
  );
  return new Map(
    rows.map(({ item, others, weights }) => {
      const values = JSON.parse(weights) as number[];
      const numbers = JSON.parse(others) as number[];
      return [item, numbers.map((other, at) => ({ item: other, weight: values[at] ?? 0 }))];
    }),
  );
}

/** By item: median days between two purchases of it, and of how many customers. */
export async function readRhythms(
  client: Client,
  shop: ShopContext,
  items: readonly number[],
): Promise<Map<number, { days: number; customers: number }>> {
  const rows = await run<{ item: number; days: number; customers: number }>(
    client,
    `select item, every_days as days, every_of as customers from recommend_learned
     where shop_id = $1 and item = any($2::int[]) and every_days is not null`,
    [shop.id, arrayLiteral(items)],
  );
  return new Map(rows.map(({ item, days, customers }) => [item, { days, customers }]));
}

/** What can stand in for an item, the closest first. */
export async function readInstead(
  client: Client,
  shop: ShopContext,
  item: number,
): Promise<{ item: number; score: number }[]> {
  return run<{ item: number; score: number }>(
    client,
    `select other as item, score from recommend_learned,
       unnest(instead, instead_score) with ordinality as listed (other, score, place)
     where shop_id = $1 and item = $2 order by place`,
    [shop.id, item],
  );
}
