// Reads what was recorded of finished days, and what changed of it later.
import type { Client } from "../db.server.ts";
import type { Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { quantityOf, type Recorded, type Restated, type Why } from "./day-record.ts";
import { lookOf } from "./kpi-row.ts";
import { show } from "./show.ts";

/** The latest a page shows. */
const mostRestated = 20;

export type Restatements = {
  /** Days before this one are closed; null: none yet. */
  closedTo: Day | null;
  /** Days of the period of which the KPI's number changed after it was recorded. */
  days: number;
  /** The latest first; at most twenty. */
  rows: Restated[];
};

/** What late facts changed of a KPI in a period. Reads the period's records by their key. */
export async function restatements(
  client: Client,
  shop: ShopContext,
  { kpi, period }: { kpi: Kpi; period: Period },
): Promise<Restatements> {
  const { rows } = await client.query<{
    day: Day;
    revision: number;
    at: Date;
    was: Recorded;
    is: Recorded;
    why: Why;
    days: number;
  }>(
    `select day, revision, recorded_at as at, was -> $4 as was, values -> $4 as is, why,
       (select count(distinct day)::int from day_record
        where shop_id = $1 and day >= $2 and day < $3 and was ? $4) as days
     from day_record
     where shop_id = $1 and day >= $2 and day < $3 and was ? $4
     order by day desc, revision desc limit ${mostRestated}`,
    [shop.id, period.from, period.to, kpi.id],
  );
  const { rows: closing } = await client.query<{ to: Day }>(
    "select closed_to as to from day_closing where shop_id = $1",
    [shop.id],
  );
  const look = lookOf(kpi, shop.currency);
  const shown = (recorded: Recorded) => recorded && show(quantityOf(recorded), look);
  return {
    closedTo: closing[0]?.to ?? null,
    days: rows[0]?.days ?? 0,
    rows: rows.map(({ days: _, was, is, ...row }) => ({ ...row, was: shown(was), is: shown(is) })),
  };
}
