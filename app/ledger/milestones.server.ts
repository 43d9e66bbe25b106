// Numbers a KPI is to pass, as a merchant set them.
import type { Client } from "../db.server.ts";
import type { Day } from "./day.ts";
import type { ShopContext } from "./facts.ts";

export type MilestoneKey = {
  kpi: string;
  days: number;
  /** Decimal text; major units of money, fractions of ratios. */
  value: string;
};
export type Milestone = MilestoneKey & {
  /** What it is for; may be empty. */
  words: string;
  /** The day it was set: the first that can complete it. */
  fromDay: Day;
  /** Null: not yet. */
  reachedDay: Day | null;
  reached: readonly [top: string, bottom: string, n: string] | null;
};

const columns = `kpi, days, value::text as value, words, from_day as "fromDay",
  reached_day as "reachedDay", reached`;

/** Those still open first, each group by KPI; of one KPI where it is named. */
export async function listMilestones(
  client: Client,
  shop: Pick<ShopContext, "id">,
  { kpi = null }: { kpi?: string | null } = {},
): Promise<Milestone[]> {
  const { rows } = await client.query<Milestone>(
    `select ${columns} from milestone where shop_id = $1 and ($2::text is null or kpi = $2)
     order by reached_day is not null, reached_day desc, kpi, days, milestone.value`,
    [shop.id, kpi],
  );
  return rows;
}

/** The same number again changes its words alone: what was passed stays so. */
export async function setMilestone(
  client: Client,
  shop: Pick<ShopContext, "id">,
  { kpi, days, value, words, fromDay }: Omit<Milestone, "reachedDay" | "reached">,
): Promise<void> {
  await client.query(
    `insert into milestone (shop_id, kpi, days, value, words, from_day)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (shop_id, kpi, days, value) do update set words = excluded.words`,
    [shop.id, kpi, days, value, words, fromDay],
  );
}

export async function removeMilestone(
  client: Client,
  shop: Pick<ShopContext, "id">,
  { kpi, days, value }: MilestoneKey,
): Promise<void> {
  await client.query(
    "delete from milestone where shop_id = $1 and kpi = $2 and days = $3 and value = $4",
    [shop.id, kpi, days, value],
  );
}

/** @returns whether it was open until now */
export async function reachMilestone(
  client: Client,
  shop: Pick<ShopContext, "id">,
  {
    kpi,
    days,
    value,
    reachedDay,
    reached,
  }: MilestoneKey & Pick<Milestone, "reachedDay" | "reached">,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update milestone set reached_day = $5, reached = $6
     where shop_id = $1 and kpi = $2 and days = $3 and value = $4 and reached_day is null`,
    [shop.id, kpi, days, value, reachedDay, JSON.stringify(reached)],
  );
  return (rowCount ?? 0) > 0;
}
