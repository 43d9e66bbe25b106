// The nightly comparison with Shopify: what changed there lately is listed by id and time of change;
// what the ledger lacks or has in an older copy is read again by the readers that serve deliveries.
//
// What was deleted at Shopify stands in no list of changes, so a lost orders/delete is not found
// this way: such an order stays until it is asked for by its id and not found.
import { z } from "zod";
import { inShop } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { askPatiently, Refused } from "./backfill/ask.server.ts";
import type { Asking } from "./backfill/ask.server.ts";
import { changedSince } from "./backfill/documents.ts";
import { gid, pageInfo, time } from "./documents/reading.ts";
import { refetchShop } from "./refetch.server.ts";
import type { Graphql } from "./refetch.server.ts";
import { wishRefetch } from "./refetch-wishes.server.ts";
import type { RefetchKind } from "./topics/index.ts";

export const reconcileKinds = ["products", "customers", "orders"] as const;
export type ReconcileKind = (typeof reconcileKinds)[number];

/** One comparison of one kind; counts are things. */
export type Reconciled = {
  kind: ReconcileKind;
  /** Changes since this instant were compared. */
  since: Date;
  checked: number;
  /** Not in the ledger at all. */
  missing: number;
  /** In the ledger in an older copy. */
  stale: number;
  /** Of both, right now. */
  repaired: number;
  /** A sentence with what to do; null when all is well. */
  problem: string | null;
};

const tables: Record<ReconcileKind, { table: string; refetch: RefetchKind; grave: string }> = {
  products: { table: "product", refetch: "product", grave: "product" },
  customers: { table: "customer", refetch: "customer", grave: "customer" },
  orders: { table: "orders", refetch: "order", grave: "order" },
};

const hourMs = 3_600_000;
/** Clocks differ and a night's run may have failed: the last day is always compared again. */
const overlapMs = 24 * hourMs;
/** Without an earlier comparison: as long as Shopify tries to deliver, and some nights more. */
const firstMs = 7 * 24 * hourMs;
/** A webhook that is on its way is not lost. */
const patienceMs = 60_000;

type Options = Partial<Asking> & {
  /** Compare changes since this instant. Default a day before the last comparison. */
  since?: Date;
};

/** Compares and repairs; answers what was found, and logs it in `reconcile`. Safe to run at any time. */
export async function reconcileNow(
  db: Db,
  shop: Shop,
  graphql: Graphql,
  { since, ...options }: Options = {},
): Promise<Reconciled[]> {
  const asking: Asking = { now: () => new Date(), ...options, graphql };
  const startedAt = asking.now();
  const from = since ?? (await lastStart(db, shop, startedAt));
  const found: (Reconciled & { suspects: string[] })[] = [];
  for (const kind of reconcileKinds) {
    found.push(await compare(db, shop, { kind, since: from, startedAt }, asking));
  }
  // Everything that is due, what deliveries wished for too.
  for (let left = 1; left > 0;) ({ left } = await refetchShop(db, shop, asking));
  const report: Reconciled[] = [];
  for (const { suspects, ...one } of found) {
    const still = await inShop(db, shop.id, (client) =>
      wishesLeft(client, shop, one.kind, suspects),
    );
    const repaired = suspects.length - still;
    const problem =
      one.problem ??
      (still > 0
        ? `${still} ${one.kind} could not be read; they are tried again by themselves.`
        : null);
    report.push({ ...one, repaired, problem });
    await inShop(db, shop.id, (client) =>
      client.query(
        `update reconcile set finished_at = $4, repaired = $5, problem = $6
         where shop_id = $1 and started_at = $2 and kind = $3`,
        [shop.id, startedAt, one.kind, asking.now(), repaired, problem],
      ),
    );
  }
  log.info({ shop: shop.domain, report }, "reconciled with Shopify");
  return report;
}

/** A day before the last comparison that ended without a problem. */
async function lastStart(db: Db, shop: Shop, now: Date): Promise<Date> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ at: Date | null }>(
      `select max(started_at) as at from (
         select started_at from reconcile where shop_id = $1
         group by started_at having bool_and(finished_at is not null and problem is null)) ended`,
      [shop.id],
    ),
  );
  const last = rows[0]?.at;
  return new Date(last ? last.getTime() - overlapMs : now.getTime() - firstMs);
}

const listed = z.object({
  pageInfo,
  nodes: z.array(z.object({ id: gid, updatedAt: time })),
});

async function compare(
  db: Db,
  shop: Shop,
  { kind, since, startedAt }: { kind: ReconcileKind; since: Date; startedAt: Date },
  asking: Asking,
): Promise<Reconciled & { suspects: string[] }> {
  const one = { kind, since, checked: 0, missing: 0, stale: 0, repaired: 0, problem: null };
  const result: Reconciled & { suspects: string[] } = { ...one, suspects: [] };
  try {
    let after: string | null = null;
    for (let hasNext = true; hasNext;) {
      const variables: Record<string, unknown> = {
        query: `updated_at:>='${since.toISOString()}'`,
        after,
      };
      const data = await askPatiently({ query: changedSince[kind], variables }, asking);
      const { nodes, pageInfo } = listed.parse((data as Record<string, unknown>)[kind]);
      const settled = nodes.filter(
        ({ updatedAt }) => startedAt.getTime() - updatedAt.getTime() >= patienceMs,
      );
      await inShop(db, shop.id, async (client) => {
        const { missing, stale } = await differing(client, shop, kind, settled);
        result.missing += missing.length;
        result.stale += stale.length;
        const ids = [...missing, ...stale];
        result.suspects.push(...ids);
        const wishes = ids.map((id) => ({ kind: tables[kind].refetch, id }));
        await wishRefetch(client, shop.id, wishes, asking.now());
      });
      result.checked += nodes.length;
      after = pageInfo.endCursor ?? null;
      hasNext = pageInfo.hasNextPage;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    result.problem =
      error.code === "ACCESS_DENIED"
        ? `Shopify refused to list ${kind}: open Fourfold in the Shopify admin and approve its permissions.`
        : `Shopify refused to list ${kind} (${error.message}); it is compared again next night.`;
  }
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into reconcile (shop_id, started_at, kind, since, checked, missing, stale, problem)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (shop_id, started_at, kind) do update set checked = excluded.checked,
         missing = excluded.missing, stale = excluded.stale, problem = excluded.problem`,
      [
        ...[shop.id, startedAt, kind, since],
        ...[result.checked, result.missing, result.stale, result.problem],
      ],
    ),
  );
  return result;
}

/** Ids that the ledger lacks, and those it has older; what was deleted or merged away is neither. */
async function differing(
  client: Client,
  shop: Shop,
  kind: ReconcileKind,
  nodes: { id: string; updatedAt: Date }[],
): Promise<{ missing: string[]; stale: string[] }> {
  const { table, grave } = tables[kind];
  const { rows } = await client.query<{ id: string; missing: boolean }>(
    `select told.id, t.id is null as missing
     from unnest($2::text[], $3::timestamptz[]) as told(id, updated_at)
     left join ${table} t on t.shop_id = $1 and t.id = told.id
     where (t.id is null or t.updated_at < told.updated_at)
       and not exists (select from tombstone g
         where g.shop_id = $1 and g.kind = $4 and g.id = told.id)
       and not exists (select from customer_alias a
         where $4 = 'customer' and a.shop_id = $1 and a.from_id = told.id)`,
    [shop.id, nodes.map(({ id }) => id), nodes.map(({ updatedAt }) => updatedAt), grave],
  );
  const ids = (missing: boolean) =>
    rows.filter((row) => row.missing === missing).map(({ id }) => id);
  return { missing: ids(true), stale: ids(false) };
}

async function wishesLeft(
  client: Client,
  shop: Shop,
  kind: ReconcileKind,
  ids: string[],
): Promise<number> {
  const { rows } = await client.query<{ n: bigint }>(
    "select count(*) as n from refetch where shop_id = $1 and kind = $2 and id = any($3)",
    [shop.id, tables[kind].refetch, ids],
  );
  return Number(rows[0]?.n ?? 0n);
}

/** The latest comparisons, newest first, for the panel that shows them. */
export async function readReconciles(
  db: Db,
  shop: Pick<Shop, "id">,
  limit = 30,
): Promise<(Reconciled & { startedAt: Date; finishedAt: Date | null })[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<Reconciled & { startedAt: Date; finishedAt: Date | null }>(
      `select kind, since, checked, missing, stale, repaired, problem, started_at as "startedAt",
         finished_at as "finishedAt"
       from reconcile where shop_id = $1 order by started_at desc, kind limit $2`,
      [shop.id, limit],
    ),
  );
  return rows;
}
