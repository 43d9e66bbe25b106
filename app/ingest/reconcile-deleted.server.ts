// Orders that were deleted at Shopify while nobody told us: they stand in no list of changes, so the
// ledger's orders are counted there, ten thousand at a time. Where Shopify has fewer the part is
// halved until it fits on one page; what lacks on it is asked for by its id before it is buried.
import { z } from "zod";
import { inShop, type Db } from "../db.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { askPatiently, type Asking } from "./backfill/ask.server.ts";
import { countOrders, firstOrder, orderIds, stillThere } from "./backfill/documents.ts";
import { gid, gidOf, reference } from "./documents/reading.ts";

const partSize = 10_000;
/** What a list and a question by ids hold at most. */
const pageSize = 250;

/** Ids are numbers in rising order of creation, kept as digits: shorter is less. */
const byNumber = "length(id), id";

type Part = { first: string; last: string; count: number };

/**
 * Buries them and recomputes their days; answers how many they were. To be run once what the ledger
 * lacks was read: a missing order would hide a deleted one in its part.
 * @throws Refused when Shopify refuses to count or to list orders
 */
export async function buryDeleted(db: Db, shop: Shop, asking: Asking): Promise<number> {
  const { orders } = z
    .object({ orders: z.object({ nodes: z.array(z.object({ id: gid })) }) })
    .parse(await askPatiently({ query: firstOrder, variables: {} }, asking));
  // Older ones may be hidden from us rather than gone.
  const oldest = orders.nodes[0]?.id;
  if (oldest === undefined) return 0;
  const { rows: parts } = await inShop(db, shop.id, (client) =>
    client.query<Part>(
      `select (array_agg(id order by ${byNumber}))[1] as first,
              (array_agg(id order by ${byNumber} desc))[1] as last, count(*)::int as count
       from (select id, (row_number() over (order by ${byNumber}) - 1) / $3 as part from orders
         where shop_id = $1 and source = 'api' and (length(id), id) >= (length($2), $2)) numbered
       group by part order by part`,
      [shop.id, oldest, partSize],
    ),
  );
  let gone = 0;
  for (const part of parts) {
    if ((await counted(part, asking)) >= part.count) continue;
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ id: string }>(
        `select id from orders where shop_id = $1 and source = 'api'
           and (length(id), id) between (length($2), $2) and (length($3), $3)
         order by ${byNumber}`,
        [shop.id, part.first, part.last],
      ),
    );
    const ids = await goneOf(
      rows.map(({ id }) => id),
      asking,
    );
    const at = asking.now();
    await inShop(db, shop.id, (client) =>
      writeFacts(
        client,
        shop,
        ids.map((id) => ({ kind: "deleted", what: "order", id, at })),
      ),
    );
    gone += ids.length;
  }
  if (gone > 0) await recompute(db, shop, { asOf: asking.now() });
  return gone;
}

const between = ({ first, last }: Pick<Part, "first" | "last">) => `id:>=${first} id:<=${last}`;

async function counted(part: Pick<Part, "first" | "last">, asking: Asking): Promise<number> {
  const data = await askPatiently(
    { query: countOrders, variables: { query: between(part) } },
    asking,
  );
  return z.object({ ordersCount: z.object({ count: z.number() }) }).parse(data).ordersCount.count;
}

/** @param ids a run of the ledger's in their order, of which Shopify has fewer */
async function goneOf(ids: readonly string[], asking: Asking): Promise<string[]> {
  if (ids.length > pageSize) {
    const gone: string[] = [];
    const half = ids.length >> 1;
    for (const some of [ids.slice(0, half), ids.slice(half)]) {
      const part = { first: some[0]!, last: some.at(-1)! };
      if ((await counted(part, asking)) < some.length) gone.push(...(await goneOf(some, asking)));
    }
    return gone;
  }
  const query = between({ first: ids[0]!, last: ids.at(-1)! });
  const list = z
    .object({ orders: z.object({ nodes: z.array(z.object({ id: gid })) }) })
    .parse(await askPatiently({ query: orderIds, variables: { query } }, asking));
  const there = new Set(list.orders.nodes.map(({ id }) => id));
  const lacking = ids.filter((id) => !there.has(id));
  // A list lags behind by moments, an id does not.
  const asked = { ids: lacking.map((id) => gidOf("Order", id)) };
  const { nodes } = z
    .object({ nodes: z.array(reference) })
    .parse(await askPatiently({ query: stillThere, variables: asked }, asking));
  return lacking.filter((_id, place) => nodes[place] === null);
}
