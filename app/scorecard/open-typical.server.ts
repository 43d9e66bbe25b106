// How long orders of late take to leave, those that still wait among them. Reads a histogram that is kept by day
// and the orders that wait, no others.
import {
  bucketRatio,
  quantile,
  rankedBuckets,
  rankedValues,
  zeroBucket,
} from "../analysis/stats/ranked.ts";
import { medianWaiting, type Taken } from "../analysis/stats/waiting.ts";
import type { Client } from "../db.server.ts";
import { addDays, dayIn } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { readHistogram, type Histogram } from "../measures/histogram.server.ts";
import { whole } from "../measures/index.ts";
import { typicalDays, type OpenTypical } from "./open-orders.ts";

// $1 shop, $2 the instant, $3 the first sale day, $4 an instant before it: nothing is due before it was sold.
const waits =
  "o.shop_id = $1 and o.to_send is not null and o.shipped_at is null and o.sale_day >= $3";
const text = `
  select date_part('epoch', $2::timestamptz - o.processed_at) / 3600 as hours from (
    select processed_at from orders o where ${waits} and o.due_at >= $4
    union all
    select processed_at from orders o where ${waits} and o.due_at is null and o.processed_at >= $4) o
  where o.processed_at <= $2`;

const takenOf = ({ buckets, values }: Histogram): Taken[] =>
  values
    ? values.map((value) => [value, 1])
    : buckets.map(({ bucket, count }) => [
        bucket <= zeroBucket ? 0 : bucketRatio ** (bucket + 0.5),
        count,
      ]);

export async function readTypical(
  client: Client,
  shop: ShopContext,
  asOf: Date,
): Promise<OpenTypical> {
  const today = dayIn(asOf, shop.timeZone);
  const period = { from: addDays(today, 1 - typicalDays), to: addDays(today, 1) };
  const found = await readHistogram(client, shop, { id: "hours-to-ship", period });
  const left = found.get(whole)!;
  // A zone is ahead of another by a day at most.
  const before = new Date(Date.parse(period.from) - 86_400_000);
  const { rows } = await client.query<{ hours: number }>(text, [
    shop.id,
    asOf,
    period.from,
    before,
  ]);
  const ranked = left.values
    ? rankedValues(left.values)
    : rankedBuckets(left.buckets.map(({ bucket, count }) => [bucket, count]));
  return {
    days: typicalDays,
    left: left.n,
    waiting: rows.length,
    medianLeft: quantile(ranked, 0.5),
    medianAll: medianWaiting(
      takenOf(left),
      rows.map(({ hours }) => hours),
    ),
  };
}
