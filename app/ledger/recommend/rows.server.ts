// Counts by item, with the neighbours that follow from them.
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "../writers/rows.server.ts";

/** Beside each other in one order, or in all orders of one customer. */
export type Kind = "order" | "customer";

export type CountedRow = {
  item: number;
  groups: number;
  others: Int32Array;
  counts: Int32Array;
};
export type Near = { item: number; both: number; llr: number };
export type StoredRow = CountedRow & { near: readonly Near[] };

const columns: Columns<StoredRow> = {
  item: ["int", (row) => row.item],
  groups: ["int", (row) => row.groups],
  others: ["text", (row) => `{${row.others.join(",")}}`],
  counts: ["text", (row) => `{${row.counts.join(",")}}`],
  near: ["text", (row) => `{${row.near.map(({ item }) => item).join(",")}}`],
  near_both: ["text", (row) => `{${row.near.map(({ both }) => both).join(",")}}`],
  near_llr: ["text", (row) => `{${row.near.map(({ llr }) => llr).join(",")}}`],
};

const upsert = `
  with input as materialized (
    select item, groups, others::int[] as others, counts::int[] as counts, near::int[] as near,
      near_both::int[] as near_both, near_llr::double precision[] as near_llr
    from ${unnest(columns, "i", 3)}),
  gone as (
    delete from recommend_row r using input i
    where r.shop_id = $1 and r.kind = $2 and r.item = i.item and i.groups = 0 returning r.item),
  put as (
    insert into recommend_row as r
      (shop_id, kind, item, groups, others, counts, near, near_both, near_llr)
    select $1, $2, * from input where groups > 0
    on conflict (shop_id, kind, item) do update
    set groups = excluded.groups, others = excluded.others, counts = excluded.counts,
      near = excluded.near, near_both = excluded.near_both, near_llr = excluded.near_llr
    where (r.groups, r.others, r.counts, r.near, r.near_both, r.near_llr)
      is distinct from (excluded.groups, excluded.others, excluded.counts, excluded.near,
        excluded.near_both, excluded.near_llr)
    returning r.item)
  select (select count(*) from gone)::int + (select count(*) from put)::int as written`;

/** Writes rows that differ; one that no group holds is taken away. Answers how many changed. */
export async function putRows(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  rows: readonly StoredRow[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const [done] = await run<{ written: number }>(client, upsert, [
    shop.id,
    kind,
    ...cellsOf(columns, rows),
  ]);
  return done?.written ?? 0;
}

/** Takes away rows of items from `count` on: numbers that no group uses any more. */
export async function dropRowsFrom(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  count: number,
): Promise<void> {
  await run(client, "delete from recommend_row where shop_id = $1 and kind = $2 and item >= $3", [
    shop.id,
    kind,
    count,
  ]);
}

/** Counts of these items; items that no group holds are missing. */
export async function readRows(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  items: readonly number[],
): Promise<Map<number, CountedRow>> {
  const rows = await run<{ item: number; groups: number; others: string; counts: string }>(
    client,
    `select item, groups, array_to_json(others)::text as others, array_to_json(counts)::text as counts
     from recommend_row where shop_id = $1 and kind = $2 and item = any($3::int[])`,
    [shop.id, kind, arrayLiteral(items)],
  );
  const numbers = (json: string) => Int32Array.from(JSON.parse(json) as number[]);
  return new Map(
    rows.map((row) => [
      row.item,
      { ...row, others: numbers(row.others), counts: numbers(row.counts) },
    ]),
  );
}

/** Groups that hold each of these items. */
export async function readGroups(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  items: readonly number[],
): Promise<Map<number, number>> {
  if (items.length === 0) return new Map();
  const rows = await run<{ item: number; groups: number }>(
    client,
    `select item, groups from recommend_row
     where shop_id = $1 and kind = $2 and item = any($3::int[])`,
    [shop.id, kind, arrayLiteral(items)],
  );
  return new Map(rows.map(({ item, groups }) => [item, groups]));
}

export type Named = { groups: number; product: string; title: string };

/** The same with the items' names, as the catalogue has them now. */
export async function readNamed(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  items: readonly number[],
): Promise<Map<number, Named>> {
  if (items.length === 0) return new Map();
  const rows = await run<Named & { item: number }>(
    client,
    `select r.item, r.groups, i.key as product, coalesce(p.title, i.title) as title
     from recommend_row r
     join recommend_item i on i.shop_id = $1 and i.number = r.item
     left join product p on p.shop_id = $1 and p.id = i.key
     where r.shop_id = $1 and r.kind = $2 and r.item = any($3::int[])`,
    [shop.id, kind, arrayLiteral(items)],
  );
  return new Map(rows.map((row) => [row.item, row]));
}

/** Neighbours of these items, the best first. */
export async function readNear(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  items: readonly number[],
): Promise<Map<number, Near[]>> {
  if (items.length === 0) return new Map();
  const rows = await run<{
    item: number;
    near: number[];
    both: number[];
    llr: number[];
  }>(
    client,
    `select item, near, near_both as both, near_llr as llr from recommend_row
     where shop_id = $1 and kind = $2 and item = any($3::int[])`,
    [shop.id, kind, arrayLiteral(items)],
  );
  return new Map(
    rows.map(({ item, near, both, llr }) => [
      item,
      near.map((other, at) => ({ item: other, both: both[at] ?? 0, llr: llr[at] ?? 0 })),
    ]),
  );
}

/** How many groups hold both items of each pair, in their order; null where none does. */
export async function readBoth(
  client: Client,
  shop: ShopContext,
  kind: Kind,
  pairs: readonly (readonly [item: number, other: number])[],
): Promise<(number | null)[]> {
  if (pairs.length === 0) return [];
  const rows = await run<{ both: number | null }>(
    client,
    `select r.counts[array_position(r.others, pair.other)] as both
     from unnest($3::int[], $4::int[]) with ordinality as pair (item, other, place)
     left join recommend_row r on r.shop_id = $1 and r.kind = $2 and r.item = pair.item
     order by pair.place`,
    [
      shop.id,
      kind,
      arrayLiteral(pairs.map(([item]) => item)),
      arrayLiteral(pairs.map(([, other]) => other)),
    ],
  );
  return rows.map(({ both }) => both);
}
