// Brings the counts that recommendations rest on up to the orders: order by order where few changed,
// the whole shop where many did or nothing was counted yet.
//
// An order's change touches the rows of its own items, and for its customer those of all they bought.
// Only these rows and their neighbours are computed anew; that the shop now has one order more moves
// every other ratio by a hair, which the nightly count of the whole shop brings in.
import { setImmediate as nextTurn } from "node:timers/promises";
import { changedRow, touchedBy, type Change } from "../analysis/recommend/changes.ts";
import { groupBuilder, groupsPerItem, rowsOf, type Groups } from "../analysis/recommend/groups.ts";
import { nearest } from "../analysis/recommend/neighbours.ts";
import { recentDays } from "../analysis/recommend/recent-best-sellers.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import {
  allBaskets,
  customersOf,
  readBaskets,
  readHistories,
  syncBaskets,
} from "../ledger/recommend/baskets.server.ts";
import {
  everyOrder,
  forgetUncounted,
  readUncounted,
  type Uncounted,
} from "../ledger/recommend/due.server.ts";
import { markAllUnplaced, markItemsUnplaced } from "../ledger/recommend/placement.server.ts";
import {
  dropRowsFrom,
  putRows,
  readGroups,
  readRows,
  type Kind,
  type StoredRow,
} from "../ledger/recommend/rows.server.ts";
import {
  lockRecommendations,
  putCounted,
  readCounted,
  refreshSellers,
  type Counted,
} from "../ledger/recommend/state.server.ts";

/** Orders counted in one transaction; when the whole shop is counted, marks that it settles. */
const ordersAtOnce = 200;
const marksAtOnce = 100_000;
/** Rows of the whole shop written in one statement. */
const rowsAtOnce = 100;
/** Requests wait for a row of the whole shop, not for all of them: a popular thing's takes milliseconds. */
const heldMs = 5;

export type Refreshed = {
  /** Orders that were looked at; null when the whole shop was counted. */
  orders: number | null;
  /** Rows of counts, and lists of best sellers, that were written. */
  rows: number;
  sellers: number;
};

/**
 * Counts what has changed since the last time, or with `whole` everything anew. Throws what the
 * database throws; then nothing of the batch is counted and its marks stay.
 */
export async function refreshRecommendations(
  db: Db,
  shop: ShopContext,
  { now, whole = false }: { now: Date; whole?: boolean },
): Promise<Refreshed> {
  const done: Refreshed = { orders: 0, rows: 0, sellers: 0 };
  for (let isAll = whole; ; isAll = false) {
    const batch = await inShop(db, shop.id, async (client) => {
      await lockRecommendations(client, shop);
      const counted = await readCounted(client, shop);
      const due = await readUncounted(client, shop, ordersAtOnce);
      if (isAll || !counted || due[0]?.id === everyOrder) {
        // Read before the orders are: a change that comes later has a later mark.
        const settled = await readUncounted(client, shop, marksAtOnce);
        return countAll(client, shop, { now, settled });
      }
      if (due.length === 0) return null;
      const ids = due.map(({ id }) => id);
      const report = await countThese(client, shop, { ids, counted, now });
      await forgetUncounted(client, shop, due);
      return report;
    });
    if (!batch) return done;
    done.orders = batch.orders === null || done.orders === null ? null : done.orders + batch.orders;
    done.rows += batch.rows;
    done.sellers += batch.sellers;
  }
}

type Batch = { ids: readonly string[]; counted: Counted; now: Date };

async function countThese(
  client: Client,
  shop: ShopContext,
  { ids, counted, now }: Batch,
): Promise<Refreshed> {
  const before = await readBaskets(client, shop, ids);
  const customers = new Set(await customersOf(client, shop, ids));
  for (const { customerId } of before) if (customerId !== null) customers.add(customerId);
  const had = await readHistories(client, shop, [...customers]);
  await syncBaskets(client, shop, ids);
  const after = await readBaskets(client, shop, ids);
  const have = await readHistories(client, shop, [...customers]);

  const held = new Map(before.map(({ orderId, items }) => [orderId, items]));
  const holds = new Map(after.map(({ orderId, items }) => [orderId, items]));
  const changes = (keys: Iterable<string>, was: Map<string, number[]>, is: Map<string, number[]>) =>
    [...keys].map((key): Change => ({ before: was.get(key) ?? [], after: is.get(key) ?? [] }));
  const orders = await apply(client, shop, {
    kind: "order",
    total: counted.orders,
    changes: changes(ids, held, holds),
  });
  const people = await apply(client, shop, {
    kind: "customer",
    total: counted.customers,
    changes: changes(customers, had, have),
  });
  await markItemsUnplaced(client, shop, [...orders.items, ...people.items]);
  await putCounted(client, shop, {
    orders: orders.total,
    customers: people.total,
    refreshedAt: now,
  });
  const regions = [...new Set([...before, ...after].map(({ region }) => region))];
  const sellers = await refreshSellers(client, shop, { recentDays, regions });
  return { orders: ids.length, rows: orders.rows + people.rows, sellers };
}

type Applied = { kind: Kind; total: number; changes: readonly Change[] };

async function apply(client: Client, shop: ShopContext, { kind, total, changes }: Applied) {
  const touched = touchedBy(changes);
  const items = [...touched.items.keys()];
  const stored = await readRows(client, shop, kind, items);
  const rows = [...touched.items].map(([item, change]) => {
    const empty = { item, groups: 0, others: new Int32Array(), counts: new Int32Array() };
    return changedRow(stored.get(item) ?? empty, change);
  });
  const beside = new Set(rows.flatMap(({ others }) => [...others]));
  const groups = await readGroups(client, shop, kind, [...beside]);
  for (const row of rows) groups.set(row.item, row.groups);
  const now = total + touched.groups;
  const written = await putRows(
    client,
    shop,
    kind,
    rows.map((row) => ({ ...row, near: nearest(row, (item) => groups.get(item) ?? 0, now) })),
  );
  return { total: now, rows: written, items };
}

async function countAll(
  client: Client,
  shop: ShopContext,
  { now, settled }: { now: Date; settled: readonly Uncounted[] },
): Promise<Refreshed> {
  // A whole shop is read from end to end, sorted and hashed in memory rather than on disk; nobody
  // has counted what the joined names are like, and the planner would look rows up one by one.
  await client.query(
    `set local enable_seqscan to default; set local work_mem = '128MB';
     set local enable_nestloop = off; set local enable_mergejoin = off`,
  );
  await syncBaskets(client, shop);
  await client.query("set local enable_nestloop to default; set local enable_mergejoin to default");
  const byOrder = groupBuilder();
  const byCustomer = groupBuilder();
  let customer: { id: string; items: Set<number> } | null = null;
  for await (const baskets of allBaskets(client, shop)) {
    for (const { customerId, items } of baskets) {
      byOrder.add(items);
      if (customer && customer.id !== customerId) {
        byCustomer.add(customer.items);
        customer = null;
      }
      if (customerId === null) continue;
      customer ??= { id: customerId, items: new Set() };
      for (const item of items) customer.items.add(item);
    }
  }
  if (customer) byCustomer.add(customer.items);
  const orders = byOrder.build();
  const people = byCustomer.build();
  const rows =
    (await putAll(client, shop, "order", orders)) +
    (await putAll(client, shop, "customer", people));
  const counted = { orders: orders.count, customers: people.count, refreshedAt: now };
  await putCounted(client, shop, counted);
  await markAllUnplaced(client, shop);
  const sellers = await refreshSellers(client, shop, { recentDays, regions: null });
  await forgetUncounted(client, shop, settled);
  return { orders: null, rows, sellers };
}

async function putAll(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  groups: Groups,
): Promise<number> {
  const held = groupsPerItem(groups);
  let written = 0;
  let batch: StoredRow[] = [];
  let since = performance.now();
  for (const row of rowsOf(groups)) {
    if (performance.now() - since > heldMs) {
      await nextTurn();
      since = performance.now();
    }
    batch.push({ ...row, near: nearest(row, (item) => held[item] ?? 0, groups.count) });
    if (batch.length < rowsAtOnce) continue;
    written += await putRows(client, shop, kind, batch);
    batch = [];
  }
  written += await putRows(client, shop, kind, batch);
  await dropRowsFrom(client, shop, kind, groups.itemCount);
  return written;
}
