// Locations, stock levels and returns in the comparison with Shopify. They come whole with their list,
// so what differs is kept at once and nothing has to be read again.
import { z } from "zod";
import { inShop } from "../db.server.ts";
import type { Client, Db } from "../db.server.ts";
import type { LocationFact, ReturnFact, StockLevelFact } from "../ledger/facts.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { askPatiently, Refused } from "./backfill/ask.server.ts";
import type { Asking } from "./backfill/ask.server.ts";
import { changedLevels, returnsById, returnsOfOrders } from "./backfill/documents.ts";
import { listLocations } from "./backfill/locations.server.ts";
import { levelFactOf } from "./counting/inventory.ts";
import { returnFact } from "./counting/return.ts";
import { levelNode } from "./documents/inventory-items.ts";
import { gid, gidOf, pageInfo } from "./documents/reading.ts";
import { refusal } from "./reconcile-log.server.ts";
import type { Reconciled } from "./reconcile-log.server.ts";

type Given = { db: Db; shop: Shop; since: Date; asking: Asking };

/** A kind whose list holds all that is kept of it. */
type Whole<F> = {
  kind: "locations" | "levels" | "returns";
  pages(given: Given): AsyncGenerator<F[]>;
  /** Told from 1 on which of a page's facts the ledger lacks or has older; the others are not told. */
  differing(client: Client, shop: Shop, facts: F[]): Promise<{ n: bigint; missing: boolean }[]>;
};

const locations: Whole<LocationFact> = {
  kind: "locations",
  async *pages({ asking }) {
    yield await listLocations(asking);
  },
  async differing(client, shop, facts) {
    const { rows } = await client.query<{ n: bigint; missing: boolean }>(
      `select told.n, t.id is null as missing
       from unnest($2::text[], $3::timestamptz[]) with ordinality as told(id, updated_at, n)
       left join location t on t.shop_id = $1 and t.id = told.id
       where t.id is null or t.updated_at < told.updated_at`,
      [shop.id, facts.map(({ id }) => id), facts.map(({ version }) => version.updatedAt)],
    );
    return rows;
  },
};

const levelsPage = z.object({
  location: z
    .object({
      inventoryLevels: z.object({
        pageInfo,
        nodes: z.array(levelNode.extend({ item: z.object({ id: gid }) })),
      }),
    })
    .nullable(),
});

/**
 * Place by place: Shopify lists levels nowhere else by their time of change. That one has steps of a
 * second, so the last of two changes within one may be lost unseen but for what it says.
 */
const levels: Whole<StockLevelFact> = {
  kind: "levels",
  async *pages({ db, shop, since, asking }) {
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ id: string }>(
        "select id from location where shop_id = $1 and active and id !~ '\\D' order by id",
        [shop.id],
      ),
    );
    const query = `updated_at:>='${since.toISOString()}'`;
    for (const { id } of rows) {
      const readAt = asking.now();
      let after: string | null = null;
      for (let hasNext = true; hasNext;) {
        const variables: Record<string, unknown> = { id: gidOf("Location", id), query, after };
        const data = await askPatiently({ query: changedLevels, variables }, asking);
        const page = levelsPage.parse(data).location?.inventoryLevels;
        const heard = { triggeredAt: readAt, receivedAt: readAt };
        yield (page?.nodes ?? []).map(({ item, ...level }) => levelFactOf(item.id, level, heard));
        after = page?.pageInfo.endCursor ?? null;
        hasNext = page?.pageInfo.hasNextPage ?? false;
      }
    }
  },
  async differing(client, shop, facts) {
    const { rows } = await client.query<{ n: bigint; missing: boolean }>(
      `select told.n, s.location_id is null as missing
       from unnest($2::text[], $3::text[], $4::timestamptz[], $5::boolean[], $6::int[])
         with ordinality as told(item, location, updated_at, active, available, n)
       left join stock_level s on s.shop_id = $1 and s.inventory_item_id = told.item
         and s.location_id = told.location
       where case when s.location_id is null then told.active
                  else s.updated_at < told.updated_at or (s.updated_at = told.updated_at
                    and (s.active, s.available) is distinct from (told.active, told.available)) end
         and not exists (select from tombstone g
           where g.shop_id = $1 and g.kind = 'inventory-item' and g.id = told.item)`,
      [
        shop.id,
        facts.map(({ inventoryItemId }) => inventoryItemId),
        facts.map(({ locationId }) => locationId),
        facts.map(({ version }) => version.updatedAt),
        facts.map(({ active }) => active),
        facts.map(({ available }) => available),
      ],
    );
    return rows;
  },
};

const orderReturns = z.object({
  orders: z.object({
    pageInfo,
    nodes: z.array(
      z.object({
        id: gid,
        returns: z.object({ nodes: z.array(z.object({ id: gid, status: z.string() })) }),
      }),
    ),
  }),
});
const returnNode = z.object({ id: gid, status: z.string(), order: z.object({ id: gid }) });
const singleReturns = z.object({ nodes: z.array(returnNode.or(z.object({})).nullable()) });

/** What a question by ids holds at most. */
const idsAtOnce = 250;
const openStates = ["return_requested", "in_progress", "inspection_complete"];
const endedStates = ["returned", "return_failed"];

/**
 * A return has no time of change, and whether its order's moves with it is stated nowhere. So three
 * ways: all that are open there; those of orders that changed lately and whose returns have ended; and
 * those that are open here.
 */
const returns: Whole<ReturnFact> = {
  kind: "returns",
  async *pages({ db, shop, since, asking }) {
    const changed = `updated_at:>='${since.toISOString()}'`;
    const queries = [
      ...openStates.map((state) => `return_status:${state}`),
      ...endedStates.map((state) => `${changed} return_status:${state}`),
    ];
    for (const query of queries) {
      let after: string | null = null;
      for (let hasNext = true; hasNext;) {
        const readAt = asking.now();
        const heard = { triggeredAt: readAt, receivedAt: readAt };
        const variables: Record<string, unknown> = { query, after };
        const data = await askPatiently({ query: returnsOfOrders, variables }, asking);
        const { nodes, pageInfo } = orderReturns.parse(data).orders;
        yield nodes.flatMap(({ id: orderId, returns }) =>
          returns.nodes.map(({ id, status }) => returnFact({ id, orderId, status }, heard)),
        );
        after = pageInfo.endCursor ?? null;
        hasNext = pageInfo.hasNextPage;
      }
    }
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ id: string }>(
        `select id from "return" where shop_id = $1 and status in ('requested', 'open') order by id`,
        [shop.id],
      ),
    );
    for (let at = 0; at < rows.length; at += idsAtOnce) {
      const readAt = asking.now();
      const heard = { triggeredAt: readAt, receivedAt: readAt };
      const ids = rows.slice(at, at + idsAtOnce).map(({ id }) => gidOf("Return", id));
      const data = await askPatiently({ query: returnsById, variables: { ids } }, asking);
      yield singleReturns.parse(data).nodes.flatMap((node) => {
        if (!node || !("status" in node)) return [];
        const { id, status, order } = node;
        return [returnFact({ id, status, orderId: order.id }, heard)];
      });
    }
  },
  async differing(client, shop, facts) {
    const { rows } = await client.query<{ n: bigint; missing: boolean }>(
      `select told.n, r.id is null as missing
       from unnest($2::text[], $3::text[], $4::text[]) with ordinality
         as told(id, order_id, status, n)
       left join "return" r on r.shop_id = $1 and r.id = told.id
       where r.status is distinct from told.status
         and not exists (select from tombstone g
           where g.shop_id = $1 and g.kind = 'order' and g.id = told.order_id)`,
      [
        shop.id,
        facts.map(({ id }) => id),
        facts.map(({ orderId }) => orderId),
        facts.map(({ status }) => status),
      ],
    );
    return rows;
  },
};

/** Compares one kind and keeps what differs. */
async function compareWhole<F extends LocationFact | StockLevelFact | ReturnFact>(
  given: Given,
  { kind, pages, differing }: Whole<F>,
): Promise<Reconciled> {
  const { db, shop, since, asking } = given;
  const none = { checked: 0, missing: 0, stale: 0, repaired: 0, problem: null };
  const result: Reconciled = { kind, since, ...none };
  try {
    for await (const facts of pages(given)) {
      result.checked += facts.length;
      const found = await inShop(db, shop.id, async (client) => {
        const rows = facts.length > 0 ? await differing(client, shop, facts) : [];
        await writeFacts(
          client,
          shop,
          rows.map(({ n }) => facts[Number(n) - 1]!),
        );
        return rows;
      });
      const missing = found.filter((row) => row.missing).length;
      result.missing += missing;
      result.stale += found.length - missing;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    result.problem = refusal(kind, error);
  }
  result.repaired = result.missing + result.stale;
  if (result.repaired > 0) await recompute(db, shop, { asOf: asking.now() });
  return result;
}

export const compareLocations = (given: Given) => compareWhole(given, locations);
export const compareLevels = (given: Given) => compareWhole(given, levels);
export const compareReturns = (given: Given) => compareWhole(given, returns);
