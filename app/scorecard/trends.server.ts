import type { Client } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { kpis } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { DayValues, Recorded } from "./day-record.ts";
import { rankedWeaknesses, trendOf, trendWeeks, type KpiTrend, type Weakness } from "./trends.ts";

/** Days before today as they are recorded, restatements laid over what they restate. One read by key. */
async function readDays(
  client: Client,
  shop: ShopContext,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<{ last: Day; records: Map<string, Map<Day, Recorded>> } | null> {
  const today = dayIn(now, shop.timeZone);
  const { rows } = await client.query<{ day: Day; values: DayValues }>(
    `select day, (select coalesce(jsonb_object_agg(key, value), '{}')
         from jsonb_each(values) where key = any($4)) as values
     from day_record where shop_id = $1 and day >= $2 and day < $3 order by day, revision`,
    [shop.id, addDays(today, -7 * (trendWeeks + 1)), today, ids],
  );
  const last = rows.at(-1)?.day;
  if (!last) return null;
  const records = new Map(ids.map((id) => [id, new Map<Day, Recorded>()]));
  for (const { day, values } of rows) {
    for (const [id, recorded] of Object.entries(values)) records.get(id)?.set(day, recorded);
  }
  return { last, records };
}

/** Null of what no day is recorded of, and of too few days. */
export async function readTrend(
  client: Client,
  shop: ShopContext,
  { kpi, now }: { kpi: Kpi; now: Date },
): Promise<KpiTrend | null> {
  const days = await readDays(client, shop, { ids: [kpi.id], now });
  return (
    days && trendOf(kpi, shop.currency, { last: days.last, records: days.records.get(kpi.id)! })
  );
}

/** What gets worse, the weakest first. */
export async function readWeaknesses(
  client: Client,
  shop: ShopContext,
  { now }: { now: Date },
): Promise<Weakness[]> {
  const days = await readDays(client, shop, { ids: kpis.map(({ id }) => id), now });
  if (!days) return [];
  const found = kpis.flatMap((kpi): Weakness[] => {
    const records = days.records.get(kpi.id)!;
    const trend = trendOf(kpi, shop.currency, { last: days.last, records });
    const { id, name, unit, direction } = kpi;
    return trend ? [{ kpi: { id, name, unit, direction }, trend }] : [];
  });
  return rankedWeaknesses(found);
}
