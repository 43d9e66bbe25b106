// An installed shop in a database of its own on a Postgres that can be killed, its orders in a stand-in.
import { setTimeout as sleep } from "node:timers/promises";
import { inShop, openDatabase, type Db } from "../../app/db.server.ts";
import { backfillState } from "../../app/ingest/backfill/state.server.ts";
import type { JobSpec } from "../../app/jobs/job.ts";
import { pollBackfillSpec } from "../../app/jobs/poll-backfill.ts";
import { jobs } from "../../app/jobs/index.ts";
import { addJobs, prepareQueue } from "../../app/jobs/queue.server.ts";
import { readShop, updateShop, type Shop } from "../../app/ledger/shop.server.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { signIn } from "../jobs/sign-in.ts";
import type { StandIn } from "../platform/stand-in.ts";
import type { Store } from "../platform/store.ts";
import type { Postgres } from "./postgres.ts";

export type ChaosShop = { db: Db; url: string; shop: Shop; close(): Promise<void> };

/** A new database of that name with the store's shop installed and its merchant signed in. */
export async function openShop(
  postgres: Postgres,
  name: string,
  { standIn, store, scopes }: { standIn: StandIn; store: Store; scopes: string[] },
): Promise<ChaosShop> {
  await postgres.create(name);
  const url = postgres.url(name);
  const db = await openDatabase({ url });
  await prepareQueue(db, jobs);
  const { domain, timeZone, currency } = store.shop;
  const { rows } = await db.app.query<{ id: bigint }>("select shop_heard($1) as id", [domain]);
  const id = rows[0]!.id;
  await inShop(db, id, (client) =>
    client.query(
      `update shop set state = 'installed', installed_at = now(), configured = true,
         time_zone = $1, currency = $2`,
      [timeZone, currency],
    ),
  );
  const shop = await updateShop(db, (await readShop(db, id))!, { scopes: scopes.join(",") });
  await signIn(db, standIn.url, domain);
  return { ...{ db, url, shop }, close: () => db.close() };
}

/** What still waits, in words; empty when the shop has come to rest. */
export async function waiting({ db, shop }: ChaosShop): Promise<string> {
  const { state, kinds } = await backfillState(db, shop);
  const [rest] = await rowsOf<Record<string, number>>(
    db,
    shop.id,
    `select (select count(*) from refetch where next_at < 'infinity')::int as "to read again",
       (select count(*) from inbox where state = 'new')::int as deliveries,
       (select count(*) from dirty_day)::int as days`,
  );
  const { rows } = await db.owner.query<{ jobs: number }>(
    `select count(*)::int as jobs from graphile_worker.jobs
     where key like 'read-%' or key like 'start-%' or key like 'reconcile-%'`,
  );
  const left = Object.entries({ ...rest, ...rows[0] })
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${n} ${what}`);
  const unread = kinds.filter((kind) => kind.state !== "done").map(({ kind }) => kind);
  return [...left, ...(state === "done" ? [] : [`backfill of ${unread.join(" ")}`])].join(", ");
}

const waitingTables = ["inbox", "refetch", "backfill"];

/**
 * Waits until nothing waits any more. What would be tried again later is tried now (minutes later, or as
 * many hours as a clock was wrong), and the minute's sweep comes each second. Throws an Error that says
 * what still waited.
 */
export async function comeToRest(chaos: ChaosShop, withinMs: number): Promise<void> {
  const { db, shop } = chaos;
  const sweep: JobSpec = { name: "sweep", payload: {}, key: "sweep" };
  let left = "";
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(1_000)) {
    left = await waiting(chaos);
    if (left === "") return;
    for (const table of waitingTables) {
      await rowsOf(
        db,
        shop.id,
        `update ${table} set next_at = now()
         where next_at > now() and next_at < 'infinity' returning 1`,
      );
    }
    await addJobs(db, [sweep, pollBackfillSpec(shop.id)]);
  }
  throw new Error(`after ${withinMs / 1000} s there still waited ${left}`);
}
