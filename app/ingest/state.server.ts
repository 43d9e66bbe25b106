// Whether data arrives, for the panel that shows it: what came, what waits, what could not be used.
import { inShop, type Client, type Db } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { Shop } from "../ledger/shop.server.ts";
import type { Parked } from "./deliveries.server.ts";

export type IngestState = {
  /** When the newest delivery came in that was applied; null before the first. */
  lastDeliveryAt: Date | null;
  /** Deliveries in line, counted up to `mostCounted`. */
  waiting: number;
  /** When the oldest of them came in: the lag. */
  waitingSince: Date | null;
  /** Of those in line: failed before, tried again by themselves. */
  retrying: number;
  /** The newest parked deliveries, at most 50. */
  parked: Parked[];
  parkedTotal: number;
  /** Bodies that were no delivery at all, in the last 30 days. */
  refused: number;
  /** Why the newest of them was refused. */
  refusedReason: string | null;
  /** Deliveries of a topic this version does not know, in the last 30 days. */
  unknown: { topic: string; count: number }[];
  /** Things to read again at Shopify. */
  refetches: number;
  /** Days whose numbers wait to be counted. */
  dirtyDays: number;
  /** Orders that no number counts, ever, by reason: test, voided, zero, currency. */
  leftOut: Record<"test" | "voided" | "zero" | "currency", number>;
  /** Sale days of the first and last order; null without orders. */
  firstDay: Day | null;
  lastDay: Day | null;
};

/** Past this a line is just long; counting on would cost more than it tells. */
export const mostCounted = 10_000;
const mostParked = 50;
const lastDays = 30;

export function ingestState(db: Db, shop: Pick<Shop, "id">, now: Date): Promise<IngestState> {
  return inShop(db, shop.id, async (client) => {
    const since = new Date(now.getTime() - lastDays * 24 * 3600_000);
    return {
      ...(await line(client, shop.id)),
      ...(await unused(client, shop.id, since)),
      ...(await counted(client, shop.id)),
    };
  });
}

async function line(client: Client, shopId: bigint) {
  type Row = Pick<IngestState, "lastDeliveryAt" | "waiting" | "waitingSince" | "retrying"> &
    Pick<IngestState, "refetches" | "dirtyDays">;
  const { rows } = await client.query<Row>(
    `with due as (select received_at, attempts from inbox
                   where shop_id = $1 and state = 'new' order by next_at limit $2)
     select (select upto from reading where shop_id = $1 and what = 'deliveries')
              as "lastDeliveryAt",
            (select count(*)::int from due) as waiting,
            (select min(received_at) from due) as "waitingSince",
            (select count(*)::int from due where attempts > 0) as retrying,
            (select count(*)::int from refetch where shop_id = $1) as refetches,
            (select count(*)::int from dirty_day where shop_id = $1) as "dirtyDays"`,
    [shopId, mostCounted],
  );
  return rows[0]!;
}

async function unused(client: Client, shopId: bigint, since: Date) {
  const parked = await client.query<Parked>(
    `select webhook_id as "webhookId", topic, received_at as "receivedAt", reason
       from inbox where shop_id = $1 and state = 'parked'
      order by received_at desc, webhook_id limit $2`,
    [shopId, mostParked],
  );
  const totals = await client.query<{ parked: number; refused: number; reason: string | null }>(
    `select count(*) filter (where state = 'parked')::int as parked,
            count(*) filter (where state = 'refused' and received_at >= $2)::int as refused,
            (array_agg(reason order by received_at desc)
               filter (where state = 'refused' and received_at >= $2))[1] as reason
       from inbox where shop_id = $1 and state in ('parked', 'refused')`,
    [shopId, since],
  );
  const unknown = await client.query<{ topic: string; count: bigint }>(
    `select substr(what, length('topic:') + 1) as topic, sum(count)::bigint as count
       from door_count where shop_id = $1 and day >= $2 and what like 'topic:%'
      group by what order by count desc, what limit 20`,
    [shopId, since.toISOString().slice(0, 10)],
  );
  const total = totals.rows[0]!;
  return {
    parked: parked.rows,
    parkedTotal: total.parked,
    refused: total.refused,
    refusedReason: total.reason,
    unknown: unknown.rows.map(({ topic, count }) => ({ topic, count: Number(count) })),
  };
}

async function counted(client: Client, shopId: bigint) {
  const leftOut = await client.query<{ measure: string; n: string }>(
    `select measure, sum(value) as n from measure_day
      where shop_id = $1 and dimension = 'all'
        and measure in ('left-out-test', 'left-out-voided', 'left-out-zero', 'left-out-currency')
      group by measure`,
    [shopId],
  );
  const days = await client.query<{ first: Day | null; last: Day | null }>(
    `select min(sale_day) as first, max(sale_day) as last from orders where shop_id = $1`,
    [shopId],
  );
  const of = (name: string) =>
    Number(leftOut.rows.find(({ measure }) => measure === `left-out-${name}`)?.n ?? 0);
  return {
    leftOut: { test: of("test"), voided: of("voided"), zero: of("zero"), currency: of("currency") },
    firstDay: days.rows[0]?.first ?? null,
    lastDay: days.rows[0]?.last ?? null,
  };
}
