// The nightly comparison with Shopify: what changed there lately is listed by id and time of change;
// what the ledger lacks or has in an older copy is read again by the readers that serve deliveries.
// What was deleted there stands in no list of changes: things are counted, too.
import { z } from "zod";
import { inShop } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { askPatiently, Refused } from "./backfill/ask.server.ts";
import type { Asking } from "./backfill/ask.server.ts";
import { changedSince } from "./backfill/documents.ts";
import { gid, pageInfo, time } from "./documents/reading.ts";
import { buryDeleted } from "./reconcile-deleted.server.ts";
import { compareLevels, compareLocations, compareReturns } from "./reconcile-whole.server.ts";
import { lastStart, noteReconcile, refusal } from "./reconcile-log.server.ts";
import type { Reconciled } from "./reconcile-log.server.ts";
import { refetchShop } from "./refetch.server.ts";
import type { Graphql } from "./refetch.server.ts";
import { wishRefetch } from "./refetch-wishes.server.ts";
import type { Refetch, RefetchKind } from "./topics/index.ts";

/** Listed by time of change; locations have none to search by. */
const datedKinds = ["products", "customers", "orders"] as const;
type DatedKind = (typeof datedKinds)[number];

export { readReconciles } from "./reconcile-log.server.ts";

const tables: Record<DatedKind, { table: string; refetch: RefetchKind; grave: string }> = {
  products: { table: "product", refetch: "product", grave: "product" },
  customers: { table: "customer", refetch: "customer", grave: "customer" },
  orders: { table: "orders", refetch: "order", grave: "order" },
};

/** A webhook that is on its way is not lost. */
const patienceMs = 60_000;

type Compared = Reconciled & { kind: DatedKind; suspects: string[] };

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
  const note = (found: Reconciled, finishedAt: Date | null) =>
    noteReconcile(db, shop, { startedAt, finishedAt }, found);
  const given = { db, shop, since: from, asking };
  const locations = await compareLocations(given);
  // Something is unfinished until the last kind is: who watches knows when all of it has ended.
  await note(locations, null);
  const found: Compared[] = [];
  for (const kind of datedKinds) {
    const one = await compare(db, shop, { kind, since: from, startedAt }, asking);
    await note(one, null);
    found.push(one);
  }
  // Everything that is due, what deliveries wished for too.
  for (let left = 1; left > 0;) ({ left } = await refetchShop(db, shop, asking));
  for (const one of found) await countDeleted(db, shop, one, asking);
  const report: Reconciled[] = [locations, await compareLevels(given), await compareReturns(given)];
  for (const one of report) await note(one, asking.now());
  for (const { suspects, ...one } of found) {
    const still = await inShop(db, shop.id, (client) =>
      wishesLeft(client, shop, one.kind, suspects),
    );
    const left = `${still} ${one.kind} could not be read; they are tried again by themselves.`;
    const problem = one.problem ?? (still > 0 ? left : null);
    const ended = { ...one, repaired: one.repaired + suspects.length - still, problem };
    report.push(ended);
    await note(ended, asking.now());
  }
  log.info({ shop: shop.domain, report }, "reconciled with Shopify");
  return report;
}

/** Adds to what was found of a kind those that Shopify no longer has. */
async function countDeleted(db: Db, shop: Shop, found: Compared, asking: Asking): Promise<void> {
  if (found.problem !== null) return;
  try {
    const gone = await buryDeleted(db, shop, found.kind, asking);
    found.stale += gone;
    found.repaired += gone;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    found.problem = refusal(found.kind, error);
  }
}

/** Orders come with their parcels. */
const listedNode = z.object({
  id: gid,
  updatedAt: time,
  fulfillments: z.array(z.object({ id: gid, deliveredAt: time.nullable() })).default([]),
});
const listed = z.object({ pageInfo, nodes: z.array(listedNode) });
type Listed = z.output<typeof listedNode>;

async function compare(
  db: Db,
  shop: Shop,
  { kind, since, startedAt }: { kind: DatedKind; since: Date; startedAt: Date },
  asking: Asking,
): Promise<Compared> {
  const one = { since, checked: 0, missing: 0, stale: 0, repaired: 0, problem: null };
  const result: Compared = { ...one, kind, suspects: [] };
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
        const { missing, ...changed } = await differing(client, shop, kind, settled);
        const stale = new Set([...changed.stale, ...(await unheardParcels(client, shop, settled))]);
        result.missing += missing.length;
        result.stale += stale.size;
        const ids = [...missing, ...stale];
        result.suspects.push(...ids);
        const wishes: Refetch[] = ids.map((id) => ({ kind: tables[kind].refetch, id }));
        if (kind === "orders") wishes.push(...(await untold(client, shop, settled)));
        await wishRefetch(client, shop.id, wishes, asking.now());
      });
      result.checked += nodes.length;
      after = pageInfo.endCursor ?? null;
      hasNext = pageInfo.hasNextPage;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    result.problem = refusal(kind, error);
  }
  return result;
}

/** Ids that the ledger lacks, and those it has older; what was deleted or merged away is neither. */
async function differing(
  client: Client,
  shop: Shop,
  kind: DatedKind,
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

/**
 * Orders with a parcel, or with one delivered, that the ledger has not heard of. Where a delivery that told it
 * was lost and a later one came, or one of the same second, the order is as new as Shopify's all the same.
 */
async function unheardParcels(
  client: Client,
  shop: Shop,
  nodes: readonly Listed[],
): Promise<string[]> {
  const parcels = nodes.flatMap(({ id: orderId, fulfillments }) =>
    fulfillments.map((parcel) => ({ orderId, ...parcel })),
  );
  if (parcels.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(
    `select distinct o.id
     from unnest($2::text[], $3::text[], $4::boolean[]) as told(order_id, id, is_delivered)
     join orders o on o.shop_id = $1 and o.id = told.order_id and not o.redacted
     left join fulfillment f on f.shop_id = $1 and f.id = told.id
     where f.id is null
       or told.is_delivered and f.delivered_at is null and not exists (
         select from fulfillment_event e where e.shop_id = $1 and e.order_id = told.order_id
           and e.fulfillment_id = told.id and e.status = 'delivered')`,
    [
      shop.id,
      parcels.map(({ orderId }) => orderId),
      parcels.map(({ id }) => id),
      parcels.map(({ deliveredAt }) => deliveredAt !== null),
    ],
  );
  return rows.map(({ id }) => id);
}

/**
 * What stands in no webhook is wished for by orders/create alone, and that promises are void by what
 * tells of a cancelled order (topics/orders.ts). Where that one was lost and the order came another way,
 * by a later webhook, it is as new as Shopify's and yet lacks what was promised for it and its place
 * among its customer's orders. One that was read whole since it changed and still lacks it has none.
 */
async function untold(client: Client, shop: Shop, nodes: { id: string }[]): Promise<Refetch[]> {
  const { rows } = await client.query<{ id: string; unplaced: boolean }>(
    `select id, unplaced from (
       select o.id, o.channel = 'online' and o.customer_id is not null
           and not o.redacted and o.customer_order_index is null
           and o.triggered_at < o.updated_at + interval '1 minute' as unplaced,
         not exists (select from fulfillment_order f
           where f.shop_id = $1 and f.order_id = o.id)
         or o.cancelled_at is not null and exists (select from fulfillment_order f
           where f.shop_id = $1 and f.order_id = o.id
             and f.status not in ('cancelled', 'closed', 'incomplete')) as unpromised
       from orders o where o.shop_id = $1 and o.id = any($2) and o.channel <> 'pos') told
     where unplaced or unpromised`,
    [shop.id, nodes.map(({ id }) => id)],
  );
  return rows.map(({ id, unplaced }) => ({ kind: unplaced ? "order" : "promise", id }));
}

/** Those that were asked for in vain. One that a backfill or a delivery wished for meanwhile is in line. */
async function wishesLeft(
  client: Client,
  shop: Shop,
  kind: DatedKind,
  ids: string[],
): Promise<number> {
  const { rows } = await client.query<{ n: bigint }>(
    `select count(*) as n from refetch
     where shop_id = $1 and kind = $2 and id = any($3) and reason is not null`,
    [shop.id, tables[kind].refetch, ids],
  );
  return Number(rows[0]?.n ?? 0n);
}
