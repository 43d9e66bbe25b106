// What Shopify holds of the lists we place beside products, and which of them may have changed since.
// Marks grow as those of dirty days do, so that a change that comes while an older one is being placed
// is not forgotten.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "../writers/rows.server.ts";

/**
 * recommended: what goes with a product. instead: what can stand in for it while it is sold out.
 * complementary: as recommended, where Search & Discovery keeps it.
 */
export const placedFields = ["recommended", "instead", "complementary"] as const;
export type PlacedField = (typeof placedFields)[number];

/** Only what Shopify knows can carry a metafield: a product of the catalogue with Shopify's own id. */
const isShopifys = (key: string) => `${key} ~ '^[0-9]+$'
  and exists (select from product p where p.shop_id = $1 and p.id = ${key})`;

const mark = (keys: string) => `
  insert into placement_due (shop_id, product, mark)
  select $1, k.key, nextval('dirty_mark') from (${keys}) as k(key)
  on conflict (shop_id, product) do update set mark = excluded.mark`;

/** Marks the products behind these numbers of recommend_item. */
export async function markItemsUnplaced(
  client: Client,
  shop: ShopContext,
  items: readonly number[],
): Promise<void> {
  if (items.length === 0) return;
  const keys = `select key from recommend_item i
    where i.shop_id = $1 and i.number = any($2::int[]) and ${isShopifys("i.key")} order by key`;
  await run(client, mark(keys), [shop.id, arrayLiteral([...new Set(items)])]);
}

/** Marks one product. */
export async function markUnplaced(client: Client, shop: ShopContext, key: string): Promise<void> {
  const keys = `select key from unnest($2::text[]) as u(key) where ${isShopifys("u.key")}`;
  await run(client, mark(keys), [shop.id, arrayLiteral([key])]);
}

/** Marks whatever was ever sold or placed. */
export async function markAllUnplaced(client: Client, shop: ShopContext): Promise<void> {
  const keys = `select key from recommend_item i where i.shop_id = $1 and ${isShopifys("i.key")}
    union select product from placement where shop_id = $1 order by 1`;
  await run(client, mark(keys), [shop.id]);
}

export type Unplaced = { product: string; mark: bigint };

export async function readUnplaced(
  client: Client,
  shop: ShopContext,
  limit: number,
): Promise<Unplaced[]> {
  return run<Unplaced>(
    client,
    `select product, mark from placement_due where shop_id = $1 order by product limit $2`,
    [shop.id, limit],
  );
}

const unplaced: Columns<Unplaced> = {
  product: ["text", (each) => each.product],
  mark: ["bigint", (each) => each.mark],
};

/** Takes marks away that were read; a product marked again meanwhile keeps its newer one. */
export async function forgetUnplaced(
  client: Client,
  shop: ShopContext,
  read: readonly Unplaced[],
): Promise<void> {
  await run(
    client,
    `delete from placement_due d using ${unnest(unplaced, "seen", 2)}
     where d.shop_id = $1 and d.product = seen.product and d.mark = seen.mark`,
    [shop.id, ...cellsOf(unplaced, read)],
  );
}

export type Placed = {
  product: string;
  field: PlacedField;
  hash: string;
  digest: string | null;
  state: "sent" | "refused" | "kept";
  words: string | null;
  at: Date;
};

export async function readPlaced(
  client: Client,
  shop: ShopContext,
  products: readonly string[],
): Promise<Placed[]> {
  return run<Placed>(
    client,
    `select product, field, hash, digest, state, words, at from placement
     where shop_id = $1 and product = any($2::text[])`,
    [shop.id, arrayLiteral(products)],
  );
}

const placed: Columns<Placed> = {
  product: ["text", (each) => each.product],
  field: ["text", (each) => each.field],
  hash: ["text", (each) => each.hash],
  digest: ["text", (each) => each.digest],
  state: ["text", (each) => each.state],
  words: ["text", (each) => each.words],
  at: ["timestamptz", (each) => each.at],
};

export async function putPlaced(
  client: Client,
  shop: ShopContext,
  rows: readonly Placed[],
): Promise<void> {
  if (rows.length === 0) return;
  await run(
    client,
    `insert into placement (shop_id, product, field, hash, digest, state, words, at)
     select $1, * from ${unnest(placed, "p", 2)}
     on conflict (shop_id, product, field) do update set hash = excluded.hash,
       digest = excluded.digest, state = excluded.state, words = excluded.words, at = excluded.at`,
    [shop.id, ...cellsOf(placed, rows)],
  );
}

const named: Columns<Pick<Placed, "product" | "field">> = {
  product: ["text", (each) => each.product],
  field: ["text", (each) => each.field],
};

export async function dropPlaced(
  client: Client,
  shop: ShopContext,
  rows: readonly Pick<Placed, "product" | "field">[],
): Promise<void> {
  if (rows.length === 0) return;
  await run(
    client,
    `delete from placement p using ${unnest(named, "gone", 2)}
     where p.shop_id = $1 and p.product = gone.product and p.field = gone.field`,
    [shop.id, ...cellsOf(named, rows)],
  );
}

export type PlacementState = {
  installedAt: Date | null;
  sentAt: Date | null;
  /** Products with a list of ours, metafields refused, metafields left to somebody else. */
  products: number;
  refused: number;
  kept: number;
  words: string | null;
  nextAt: Date | null;
  discoveryWords: string | null;
  discoveryAt: Date | null;
};

export const neverPlaced: PlacementState = {
  ...{ installedAt: null, sentAt: null, products: 0, refused: 0, kept: 0 },
  ...{ words: null, nextAt: null, discoveryWords: null, discoveryAt: null },
};

export async function readPlacementState(
  client: Client,
  shop: ShopContext,
): Promise<PlacementState> {
  const rows = await run<PlacementState>(
    client,
    `select installed_at as "installedAt", sent_at as "sentAt", products, refused, kept, words,
       next_at as "nextAt", discovery_words as "discoveryWords", discovery_at as "discoveryAt"
     from placement_state where shop_id = $1`,
    [shop.id],
  );
  return rows[0] ?? neverPlaced;
}

/** Keeps the state; `isCounted` brings its sums up to the rows. */
export async function putPlacementState(
  client: Client,
  shop: ShopContext,
  state: PlacementState,
  { isCounted }: { isCounted: boolean },
): Promise<void> {
  let { products, refused, kept } = state;
  if (isCounted) {
    const [sums] = await run<Pick<PlacementState, "products" | "refused" | "kept">>(
      client,
      `select count(distinct product) filter (where state = 'sent')::int as products,
         count(*) filter (where state = 'refused')::int as refused,
         count(*) filter (where state = 'kept')::int as kept
       from placement where shop_id = $1`,
      [shop.id],
    );
    ({ products, refused, kept } = sums!);
  }
  await run(
    client,
    `insert into placement_state (shop_id, installed_at, sent_at, products, refused, kept, words,
       next_at, discovery_words, discovery_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (shop_id) do update set installed_at = excluded.installed_at,
       sent_at = excluded.sent_at, products = excluded.products, refused = excluded.refused,
       kept = excluded.kept, words = excluded.words, next_at = excluded.next_at,
       discovery_words = excluded.discovery_words, discovery_at = excluded.discovery_at`,
    [
      ...[shop.id, state.installedAt, state.sentAt, products, refused, kept],
      ...[state.words, state.nextAt, state.discoveryWords, state.discoveryAt],
    ],
  );
}

/** Forgets what was placed: an app that was removed took its metafields along. */
export async function forgetPlaced(client: Client, shop: ShopContext): Promise<void> {
  await run(client, "delete from placement where shop_id = $1", [shop.id]);
  await markAllUnplaced(client, shop);
}

/** Metafields that Shopify refused, the latest first. */
export async function readRefused(
  client: Client,
  shop: ShopContext,
  limit: number,
): Promise<(Placed & { title: string })[]> {
  return run<Placed & { title: string }>(
    client,
    `select r.*, coalesce(p.title, r.product) as title from (
       select product, field, hash, digest, state, words, at from placement
       where shop_id = $1 and state = 'refused' order by at desc, product, field limit $2) r
     left join product p on p.shop_id = $1 and p.id = r.product
     order by r.at desc, r.product, r.field`,
    [shop.id, limit],
  );
}
