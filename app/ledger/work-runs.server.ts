// What was done for a shop by itself, run by run: begun, ended, what it counted. Each note is a transaction of
// its own, so that a run whose process is killed leaves its beginning.
import { inShop, type Db } from "../db.server.ts";
import { run } from "./writers/rows.server.ts";

/** Work that is noted, in the order of its way. */
export const works = ["count-pairs", "learn-lists", "place-lists", "find-patterns", "forecast-stock", "close-day", "send-digest"] as const; // prettier-ignore
export type Work = (typeof works)[number];
export type Counts = Record<string, number>;

type ShopId = { id: bigint };

/**
 * Runs work of a shop and notes it. Throws what the work throws, once that is noted.
 * @param work answers what it counted; null where there was nothing to do, and nothing stays noted
 */
export async function noted(
  db: Db,
  shop: ShopId,
  given: { work: Work; now: () => Date; run: () => Promise<Counts | null> },
): Promise<void> {
  const { work, now, run: perform } = given;
  const started = now();
  const note = (sql: string, ...values: unknown[]) =>
    inShop(db, shop.id, (client) => run(client, sql, [shop.id, work, started, ...values]));
  await note(
    `insert into work_run (shop_id, work, started_at) values ($1, $2, $3)
     on conflict (shop_id, work, started_at) do update set ended_at = null, failed = false, counts = null`,
  );
  const end = (failed: boolean, counts: Counts | null) =>
    note(
      `update work_run set ended_at = $4, failed = $5, counts = $6::jsonb
       where shop_id = $1 and work = $2 and started_at = $3`,
      ...[now(), failed, counts && JSON.stringify(counts)],
    );
  let counts: Counts | null;
  try {
    counts = await perform();
  } catch (error) {
    // Where the database is what failed, the run stays without an end.
    await end(true, null).catch(() => {});
    throw error;
  }
  if (counts) await end(false, counts);
  else await note("delete from work_run where shop_id = $1 and work = $2 and started_at = $3");
}

export type LatestRun = {
  work: Work;
  startedAt: Date;
  endedAt: Date | null;
  failed: boolean;
  counts: Counts | null;
  /** Kept runs of this work, and those of them that failed or have no end though a later one has begun. */
  runs: number;
  broken: number;
};

/** Of each work its latest run; work that never ran is missing. */
export async function latestRuns(db: Db, shop: ShopId): Promise<LatestRun[]> {
  const rows = await inShop(db, shop.id, (client) =>
    run<LatestRun>(
      client,
      `select distinct on (work) work, started_at as "startedAt", ended_at as "endedAt", failed, counts,
         count(*) over same as runs,
         count(*) filter (where failed or ended_at is null and is_older) over same as broken
       from (select *, started_at < max(started_at) over (partition by work) as is_older
         from work_run where shop_id = $1) each
       window same as (partition by work)
       order by work, started_at desc`,
      [shop.id],
    ),
  );
  const found = rows.map((row) => ({
    ...row,
    ...{ runs: Number(row.runs), broken: Number(row.broken) },
  }));
  return found.sort((a, b) => works.indexOf(a.work) - works.indexOf(b.work));
}
