// What somebody is to do about a KPI: by hand, or because of an alert. And the alerts themselves, which
// are told once and stay as they were.
import { randomUUID } from "node:crypto";
import type { Client } from "../db.server.ts";
import type { Day } from "./day.ts";
import type { ShopContext } from "./facts.ts";
import type { TargetPart } from "./shop.server.ts";
import { tellVersion } from "./tell-version.server.ts";

export type AlertKind = "change" | "target" | "campaign";
export type AlertSide = "down" | "up";

/** What an alert is about that is not about all of the shop. */
export type AlertPart = TargetPart | { by: "campaign"; key: string };

/** A campaign that loses money, and what is drafted: to pause it, or to move money a day elsewhere. */
export type AlertCampaign = {
  name: string;
  /** Minor units; null: nothing else is known to be better and to have room. */
  move: { to: string; aDay: number } | null;
};

/** Values in the KPI's unit, money in minor units. */
export type Alert = {
  kpi: string;
  /** The last day it looks at. */
  day: Day;
  kind: AlertKind;
  side: AlertSide;
  /** Days it looks at together. */
  days: number;
  came: number;
  /** Forecast, or what the target asked; of a campaign what it cost, where `came` is what it brought. */
  expected: number;
  /** Ordinary is between; null of a target. What a campaign brings is between, 19 times in 20. */
  low: number | null;
  high: number | null;
  /** The part of the shop whose own target it is about, or the campaign. Default all of it. */
  part?: AlertPart | null;
  /** Of a campaign. Default none. */
  campaign?: AlertCampaign | null;
};

/** What Shopify Flow was told of an alert: nothing · not yet · told · it does not take it. */
export type FlowState = "none" | "due" | "sent" | "refused";

/** What a task is about of a KPI's change: an effect, a key of a split, or both. */
export type TaskCause = { by: string; part: string | null; effect: string | null };

export type StoredTask = {
  id: string;
  kpi: string;
  /** Default none. */
  cause?: TaskCause | null;
  words: string;
  owner: string;
  note: string;
  createdAt: Date;
  doneAt: Date | null;
  alert: (Alert & { flow: FlowState; flowWords: string | null }) | null;
};

/**
 * Keeps an alert with its task, which is about the same part and with whoever answers for the KPI.
 * @param options.isForFlow Flow is to be told
 * @returns false when it was told before
 */
export async function raiseAlert(
  client: Client,
  shop: ShopContext,
  alert: Alert,
  { now, isForFlow }: { now: Date; isForFlow: boolean },
): Promise<boolean> {
  const { kpi, day, kind, side, days, came, expected, low, high, part, campaign } = alert;
  const { rowCount } = await client.query(
    `with told as (
       insert into alert (shop_id, kpi, day, kind, side, days, came, expected, low, high, raised_at, flow,
         part_by, part_key, campaign)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       on conflict do nothing returning kpi, day, kind, part_by, part_key)
     insert into task (shop_id, id, kpi, alert_day, alert_kind, created_at, split, part, owner)
     select $1, concat_ws(' ', kind, kpi, day, nullif(part_by, ''), nullif(part_key, '')), kpi, day,
       kind, $11, nullif(part_by, ''), nullif(part_key, ''),
       coalesce((select k.owner from kpi_owner k where k.shop_id = $1 and k.kpi = told.kpi), '')
     from told`,
    [
      ...[shop.id, kpi, day, kind, side, days, came, expected, low, high, now],
      ...[isForFlow ? "due" : "none", part?.by ?? "", part?.key ?? ""],
      campaign ? JSON.stringify(campaign) : null,
    ],
  );
  return rowCount === 1;
}

/** Columns of a task with its alert, of aliases t and a. */
const columns = `t.id, t.kpi, t.words, t.owner, t.note, t.created_at as "createdAt",
  t.done_at as "doneAt", case when t.split is null then null else json_build_object(
    'by', t.split, 'part', t.part, 'effect', t.effect) end as cause, case when a.kpi is null then null else json_build_object(
    'kpi', a.kpi, 'day', a.day, 'kind', a.kind, 'side', a.side, 'days', a.days, 'came', a.came,
    'expected', a.expected, 'low', a.low, 'high', a.high, 'flow', a.flow,
    'flowWords', a.flow_words, 'campaign', a.campaign, 'part', case when a.part_by <> '' then
      json_build_object('by', a.part_by, 'key', a.part_key) end) end as alert`;
const source = `task t left join alert a on a.shop_id = t.shop_id and a.kpi = t.kpi
  and a.day = t.alert_day and a.kind = t.alert_kind
  and a.part_by = coalesce(t.split, '') and a.part_key = coalesce(t.part, '')`;

/** Open tasks as one JSON column, the newest first, for a statement that is asked anyway. $1 shop. */
export const openTasksSql = `coalesce((select json_agg(open) from (
  select ${columns}, (count(*) over ())::int as all from ${source}
  where t.shop_id = $1 and t.done_at is null
  order by t.created_at desc, t.id limit 5) open), '[]')`;

/** A row of `openTasksSql`: instants are text. */
export type OpenTask = Omit<StoredTask, "createdAt" | "doneAt"> & {
  createdAt: string;
  all: number;
};

/** Open ones first, then what was done last; of one KPI or of all. */
export async function listTasks(
  client: Client,
  shop: ShopContext,
  { kpi = null, limit }: { kpi?: string | null; limit: number },
): Promise<StoredTask[]> {
  const { rows } = await client.query<StoredTask>(
    `select ${columns} from ${source}
     where t.shop_id = $1 and ($2::text is null or t.kpi = $2)
     order by t.done_at is not null, t.done_at desc, t.created_at desc, t.id limit $3`,
    [shop.id, kpi, limit],
  );
  return rows;
}

type NewTask = { kpi: string; words: string; owner: string; now: Date; cause?: TaskCause | null };

/** @returns the task's id */
export async function addTask(
  client: Client,
  shop: ShopContext,
  { kpi, words, owner, now, cause }: NewTask,
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `insert into task (shop_id, id, kpi, words, owner, created_at, split, part, effect)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [shop.id, id, kpi, words, owner, now, cause?.by, cause?.part, cause?.effect],
  );
  await tellVersion(client, shop.id);
  return id;
}

/** Whether a task of this KPI with these words is open. */
export async function hasOpenTask(
  client: Client,
  shop: ShopContext,
  { kpi, words }: { kpi: string; words: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    "select 1 from task where shop_id = $1 and kpi = $2 and words = $3 and done_at is null limit 1",
    [shop.id, kpi, words],
  );
  return (rowCount ?? 0) > 0;
}

/** Keys of campaigns whose task is open or was done after `since`. */
export async function campaignsSeenTo(
  client: Client,
  shop: ShopContext,
  since: Date,
): Promise<Set<string>> {
  const { rows } = await client.query<{ key: string }>(
    `select part as key from task where shop_id = $1 and alert_kind = 'campaign'
     and (done_at is null or done_at > $2)`,
    [shop.id, since],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Sets owner and note, and whether it is done; null: as it is. False when there is no such task. */
export async function changeTask(
  client: Client,
  shop: ShopContext,
  id: string,
  { owner, note, isDone, now }: { owner: string; note: string; isDone: boolean | null; now: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update task set owner = $3, note = $4,
       done_at = case when $5::boolean is null then done_at when $5 then coalesce(done_at, $6) end
     where shop_id = $1 and id = $2`,
    [shop.id, id, owner, note, isDone, now],
  );
  if (rowCount === 1) await tellVersion(client, shop.id);
  return rowCount === 1;
}

export type WatchedKpi = {
  kpi: string;
  /** Fraction that three days would show; null while there is too little to tell. */
  smallest: number | null;
  /** Days of the past that were looked at, and changes told of them. */
  days: number;
  raised: number;
};

/** How closely each KPI is watched, in place of what was kept. */
export async function keepWatched(
  client: Client,
  shop: ShopContext,
  { watched, toDay }: { watched: readonly WatchedKpi[]; toDay: Day },
): Promise<void> {
  await client.query(
    `with gone as (delete from watched where shop_id = $1 and kpi <> all($2::text[]))
     insert into watched (shop_id, kpi, smallest, days, raised, to_day)
     select $1, w.*, $6 from unnest($2::text[], $3::float8[], $4::int[], $5::int[]) w
     on conflict (shop_id, kpi) do update set smallest = excluded.smallest, days = excluded.days,
       raised = excluded.raised, to_day = excluded.to_day`,
    [
      ...[shop.id, watched.map(({ kpi }) => kpi), watched.map(({ smallest }) => smallest)],
      ...[watched.map(({ days }) => days), watched.map(({ raised }) => raised), toDay],
    ],
  );
}

/** Of one KPI or of all. */
export async function readWatched(
  client: Client,
  shop: ShopContext,
  kpi: string | null = null,
): Promise<WatchedKpi[]> {
  const { rows } = await client.query<WatchedKpi>(
    `select kpi, smallest, days, raised from watched
     where shop_id = $1 and ($2::text is null or kpi = $2) order by kpi`,
    [shop.id, kpi],
  );
  return rows;
}
