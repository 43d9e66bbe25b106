// What was deleted at Shopify while nobody told us: it stands in no list of changes, so the ledger's
// orders, products and customers are counted there, ten thousand at a time. Where Shopify has fewer the
// part is halved until it fits on one page; what lacks on it is asked for by its id before it is buried.
//
// A part in which Shopify has something that we may not keep, such as a redacted customer, may hide
// one that is gone: never the other way round.
import { z } from "zod";
import { inShop, type Db } from "../db.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { writeFacts } from "../ledger/write.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { askPatiently, type Asking } from "./backfill/ask.server.ts";
import { counts, firstOrder, idsOf, stillThere } from "./backfill/documents.ts";
import { gid, gidOf, reference } from "./documents/reading.ts";

const partSize = 10_000;
/** What a list and a question by ids hold at most. */
const pageSize = 250;

/** Ids are numbers in rising order of creation, kept as digits: shorter is less. */
const byNumber = "length(id), id";

type CountedKind = keyof typeof counts;
/** `known`: rows that Shopify itself told of; files know people and products that it never had. */
const kinds: Record<
  CountedKind,
  { what: "order" | "product" | "customer"; type: string; known: string }
> = {
  orders: { what: "order", type: "Order", known: "orders where source = 'api' and" },
  products: { what: "product", type: "Product", known: "product where id !~ '\\D' and" },
  customers: {
    ...{ what: "customer", type: "Customer" },
    known: "customer where id !~ '\\D' and state <> '' and",
  },
};

type Part = { first: string; last: string; count: number };

/**
 * Buries them and recomputes their days; answers how many they were. To be run once what the ledger
 * lacks was read: a missing one would hide a deleted one in its part.
 * @throws Refused when Shopify refuses to count or to list
 */
export async function buryDeleted(
  db: Db,
  shop: Shop,
  kind: CountedKind,
  asking: Asking,
): Promise<number> {
  // Older orders may be hidden from us rather than gone.
  const oldest = kind === "orders" ? await oldestOrder(asking) : "0";
  if (oldest === null) return 0;
  const { known, what } = kinds[kind];
  const { rows: parts } = await inShop(db, shop.id, (client) =>
    client.query<Part>(
      `select (array_agg(id order by ${byNumber}))[1] as first,
              (array_agg(id order by ${byNumber} desc))[1] as last, count(*)::int as count
       from (select id, (row_number() over (order by ${byNumber}) - 1) / $3 as part
         from ${known} shop_id = $1 and (length(id), id) >= (length($2), $2)) numbered
       group by part order by part`,
      [shop.id, oldest, partSize],
    ),
  );
  let gone = 0;
  for (const part of parts) {
    if ((await counted(kind, part, asking)) >= part.count) continue;
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ id: string }>(
        `select id from ${known} shop_id = $1
           and (length(id), id) between (length($2), $2) and (length($3), $3)
         order by ${byNumber}`,
        [shop.id, part.first, part.last],
      ),
    );
    const ids = await goneOf(
      kind,
      rows.map(({ id }) => id),
      asking,
    );
    const at = asking.now();
    await inShop(db, shop.id, (client) =>
      writeFacts(
        client,
        shop,
        ids.map((id) => ({ kind: "deleted", what, id, at })),
      ),
    );
    gone += ids.length;
  }
  if (gone > 0) await recompute(db, shop, { asOf: asking.now() });
  return gone;
}

const nodes = z.object({ nodes: z.array(z.object({ id: gid })) });

async function oldestOrder(asking: Asking): Promise<string | null> {
  const data = await askPatiently({ query: firstOrder, variables: {} }, asking);
  return z.object({ orders: nodes }).parse(data).orders.nodes[0]?.id ?? null;
}

const between = ({ first, last }: Pick<Part, "first" | "last">) => `id:>=${first} id:<=${last}`;

async function counted(
  kind: CountedKind,
  part: Pick<Part, "first" | "last">,
  asking: Asking,
): Promise<number> {
  const variables = { query: between(part) };
  const data = await askPatiently({ query: counts[kind], variables }, asking);
  const answer = z.record(z.string(), z.object({ count: z.number() })).parse(data);
  return Object.values(answer)[0]!.count;
}

/** @param ids a run of the ledger's in their order, of which Shopify has fewer */
async function goneOf(
  kind: CountedKind,
  ids: readonly string[],
  asking: Asking,
): Promise<string[]> {
  if (ids.length > pageSize) {
    const gone: string[] = [];
    const half = ids.length >> 1;
    for (const some of [ids.slice(0, half), ids.slice(half)]) {
      const part = { first: some[0]!, last: some.at(-1)! };
      const isLess = (await counted(kind, part, asking)) < some.length;
      if (isLess) gone.push(...(await goneOf(kind, some, asking)));
    }
    return gone;
  }
  const query = between({ first: ids[0]!, last: ids.at(-1)! });
  const data = await askPatiently({ query: idsOf[kind], variables: { query } }, asking);
  const [list] = Object.values(z.record(z.string(), nodes).parse(data));
  const there = new Set(list!.nodes.map(({ id }) => id));
  const lacking = ids.filter((id) => !there.has(id));
  // A list lags behind by moments, an id does not.
  const asked = { ids: lacking.map((id) => gidOf(kinds[kind].type, id)) };
  const answer = z
    .object({ nodes: z.array(reference) })
    .parse(await askPatiently({ query: stillThere, variables: asked }, asking));
  return lacking.filter((_id, place) => answer.nodes[place] === null);
}
