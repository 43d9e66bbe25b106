// The run's state: one row a kind of thing. Whoever works on a run reads these rows and nothing else,
// so a process that dies leaves nothing that the next one could not go on with.
import type { Client, Db } from "../../db.server.ts";
import { inShop } from "../../db.server.ts";
import { tellVersion } from "../../ledger/tell-version.server.ts";
import { backfillKinds } from "./kinds.ts";
import type { BackfillKind, KindState } from "./kinds.ts";

export type BackfillRow = {
  kind: BackfillKind;
  state: KindState;
  operationId: string | null;
  readAt: Date | null;
  url: string | null;
  partial: boolean;
  objects: bigint;
  done: bigint;
  position: string;
  attempts: number;
  nextAt: Date;
  startedAt: Date;
  finishedAt: Date | null;
  problem: string | null;
};

const columnOf: Record<Exclude<keyof BackfillRow, "kind">, string> = {
  state: "state",
  operationId: "operation_id",
  readAt: "read_at",
  url: "url",
  partial: "partial",
  objects: "objects",
  done: "done",
  position: "position",
  attempts: "attempts",
  nextAt: "next_at",
  startedAt: "started_at",
  finishedAt: "finished_at",
  problem: "problem",
};

const columns = Object.entries(columnOf)
  .map(([name, column]) => `${column} as "${name}"`)
  .join(", ");

/** In the order of merging. */
export async function readRows(client: Client, shopId: bigint): Promise<BackfillRow[]> {
  const { rows } = await client.query<BackfillRow>(
    `select kind, ${columns} from backfill where shop_id = $1
     order by array_position($2::text[], kind)`,
    [shopId, backfillKinds],
  );
  return rows;
}

export type RowChanges = Partial<Omit<BackfillRow, "kind">>;

/** Which reading of a kind: another one begins when the shop comes back. */
export type Reading = Pick<BackfillRow, "kind" | "startedAt">;

/** False when another reading began meanwhile: what is known of this one says nothing of it. */
export async function changeRow(
  client: Client,
  shopId: bigint,
  { kind, startedAt }: Reading,
  changes: RowChanges,
): Promise<boolean> {
  const names = Object.keys(changes) as (keyof RowChanges)[];
  const set = names.map((name, index) => `${columnOf[name]} = $${index + 4}`).join(", ");
  const { rowCount } = await client.query(
    `update backfill set ${set} where shop_id = $1 and kind = $2 and started_at = $3`,
    [shopId, kind, startedAt, ...names.map((name) => changes[name])],
  );
  if (!rowCount) return false;
  // Pages say how much of the history is read.
  if (changes.state === "done" || changes.state === "failed") await tellVersion(client, shopId);
  return true;
}

/** What every row of a new run begins with. */
const anew = `state = 'waiting', operation_id = null, read_at = null, url = null, partial = false,
  objects = 0, done = 0, position = '', attempts = 0, next_at = excluded.next_at,
  started_at = excluded.started_at, finished_at = null, problem = null`;

/**
 * Begins a run for the kinds that need one: those never read, those that failed, those begun before
 * `installedAt` (webhooks were missed meanwhile), and with `again` all that do not run. What else runs
 * is left alone, so two starts are one run. Answers how many kinds begin.
 */
export async function beginRun(
  db: Db,
  shopId: bigint,
  { now, installedAt, again }: { now: Date; installedAt: Date | null; again: boolean },
): Promise<number> {
  return inShop(db, shopId, async (client) => {
    const { rowCount } = await client.query(
      `insert into backfill as b (shop_id, kind, state, next_at, started_at)
       select $1, kind, 'waiting', $3, $3 from unnest($2::text[]) as k(kind) order by kind
       on conflict (shop_id, kind) do update set ${anew}
       where b.started_at < $4::timestamptz or b.state = 'failed' or (b.state = 'done' and $5)`,
      [shopId, backfillKinds, now, installedAt, again],
    );
    if (rowCount) await tellVersion(client, shopId);
    return rowCount ?? 0;
  });
}

/** Takes a session's lock for the shop and runs; null when another process holds it. */
export async function alone<T>(
  db: Db,
  name: string,
  shopId: bigint,
  run: () => Promise<T>,
): Promise<T | null> {
  const client = await db.app.connect();
  let isBroken = false;
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, $2)) as taken",
      [name, shopId],
    );
    if (!rows[0]?.taken) return null;
    try {
      return await run();
    } finally {
      await client
        .query("select pg_advisory_unlock(hashtextextended($1, $2))", [name, shopId])
        .catch(() => (isBroken = true));
    }
  } finally {
    // A connection that may still hold the lock must not go back to the others.
    client.release(isBroken);
  }
}
