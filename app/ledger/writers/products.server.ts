// Products with their variants, and dated unit costs: together they say what a sold unit cost.
//
// A variant keeps the newest copy of any product that named it, even of one that is deleted or was
// overtaken: it is then `gone`, and past sales still find their inventory item.
import type { Client } from "../../db.server.ts";
import type { CostFact, ProductFact, ShopContext, VariantFact, Version } from "../facts.ts";
import { putNewest, type Table } from "./put.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import { revalueStock } from "./stock-changes.server.ts";
import type { Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";

const product: Table<ProductFact> = {
  name: "product",
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    title: ["text", (fact) => fact.title],
    handle: ["text", (fact) => fact.handle],
    vendor: ["text", (fact) => fact.vendor],
    product_type: ["text", (fact) => fact.productType],
    status: ["text", (fact) => fact.status],
    tags: ["text", (fact) => arrayLiteral(fact.tags)],
    published_at: ["timestamptz", (fact) => fact.publishedAt],
    gift_card: ["boolean", (fact) => fact.giftCard],
  },
  computed: { tags: "i.tags::text[]" },
};

type Named = VariantFact & { productId: string; version: Version };

const variant: Table<Named> = {
  name: "variant",
  key: ["id"],
  keyOf: (each) => each.id,
  columns: {
    id: ["text", (each) => each.id],
    product_id: ["text", (each) => each.productId],
    position: ["int", (each) => each.position],
    title: ["text", (each) => each.title],
    sku: ["text", (each) => each.sku],
    price: ["bigint", (each) => each.price],
    compare_at_price: ["bigint", (each) => each.compareAtPrice],
    inventory_item_id: ["text", (each) => each.inventoryItemId],
  },
  before: ["sku", "inventory_item_id", "price"],
};

type Mapped = {
  id: string;
  sku: string | null;
  inventory_item_id: string | null;
  old_sku: string | null;
  old_inventory_item_id: string | null;
  price: bigint | null;
  old_price: bigint | null;
  updated_at: Date;
  is_new: boolean;
};

type Repriced = Pick<Mapped, "id" | "price" | "old_price" | "updated_at">;

const repriced: Columns<Repriced> = {
  variant_id: ["text", (row) => row.id],
  at: ["timestamptz", (row) => row.updated_at],
  before: ["bigint", (row) => row.old_price],
  after: ["bigint", (row) => row.price],
};

/** Of each changed copy; of two for one instant the later heard. */
const putRepriced = `
  insert into price_change (shop_id, variant_id, at, before, after)
  select $1, * from ${unnest(repriced, "i", 2)}
  on conflict (shop_id, variant_id, at) do update
  set before = excluded.before, after = excluded.after`;

export async function writeProducts(
  client: Client,
  shop: ShopContext,
  facts: readonly ProductFact[],
  graves: Graves,
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const alive = facts.filter(({ id }) => !graves.at("product", id));
  const put = await putNewest(client, shop, product, alive);
  touched.changed += put.length;
  const named = facts.flatMap(({ id, version, variants }) =>
    variants.map((each) => ({ ...each, productId: id, version })),
  );
  const changed = await putNewest<Named, Mapped>(client, shop, variant, named);
  const otherwise = changed.filter(
    ({ price, old_price: old }) => price !== null && old !== null && price !== old,
  );
  if (otherwise.length > 0) {
    await run(client, putRepriced, [shop.id, ...cellsOf(repriced, otherwise)]);
  }
  for (const row of changed) {
    const isMoved = row.sku !== row.old_sku || row.inventory_item_id !== row.old_inventory_item_id;
    if (!row.is_new && !isMoved) continue;
    touched.variants.add(row.id);
    for (const sku of [row.sku, row.old_sku]) if (sku) touched.skus.add(sku);
  }
  const turned = await run<{ id: string; sku: string | null }>(
    client,
    `update variant v set gone = not v.gone
     where v.shop_id = $1 and v.product_id = any($2::text[]) and v.gone = exists (
       select from product p where p.shop_id = $1 and p.id = v.product_id
         and (p.updated_at, p.triggered_at, p.hash) = (v.updated_at, v.triggered_at, v.hash))
     returning v.id, v.sku`,
    [shop.id, arrayLiteral(facts.map(({ id }) => id))],
  );
  // Of several variants with one SKU, one that is still sold says the cost.
  for (const { sku } of turned) if (sku) touched.skus.add(sku);
}

const cost: Columns<CostFact> = {
  item: ["text", (fact) => fact.item],
  valid_from: ["timestamptz", (fact) => fact.validFrom],
  amount: ["numeric", (fact) => fact.amount],
};

/**
 * A file that tells an instant's cost again corrects it. Shopify's costs have no version of their
 * own, so of two for one instant the greater stays, whichever comes first.
 */
const putCosts = `
  with input as materialized (select * from ${unnest(cost, "i", 2)}),
  was as materialized (
    select i.item, i.valid_from, same.amount as amount, prior.amount as prior
    from input i
    left join lateral (select amount from unit_cost u
      where u.shop_id = $1 and u.item = i.item and u.valid_from = i.valid_from limit 1) same on true
    left join lateral (select amount from unit_cost u
      where u.shop_id = $1 and u.item = i.item and u.valid_from < i.valid_from
      order by u.valid_from desc limit 1) prior on true),
  put as (
    insert into unit_cost as c (shop_id, item, valid_from, amount)
    select $1, * from input
    on conflict (shop_id, item, valid_from) do update set amount = excluded.amount
    where excluded.amount <> c.amount
      and (excluded.item not like 'inventory:%' or excluded.amount > c.amount)
    returning item, valid_from, amount)
  select put.item, was.amount is not null or was.prior is distinct from put.amount as matters
  from put join was using (item, valid_from)`;

export async function writeCosts(
  client: Client,
  shop: ShopContext,
  facts: readonly CostFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const put = await run<{ item: string; matters: boolean }>(client, putCosts, [
    shop.id,
    ...cellsOf(cost, onePerInstant(facts)),
  ]);
  touched.changed += put.length;
  const items = put.filter(({ matters }) => matters).map(({ item }) => item);
  const of = (prefix: string) =>
    items.flatMap((item) => (item.startsWith(prefix) ? [item.slice(prefix.length)] : []));
  const skus = of("sku:");
  const inventory = of("inventory:");
  if (skus.length + inventory.length === 0) return;
  const since = new Date(Math.min(...facts.map(({ validFrom }) => validFrom.getTime())));
  await revalueStock(client, shop, { items, since });
  for (const sku of skus) touched.skus.add(sku);
  const variants = await run<{ id: string; sku: string | null; is_item: boolean }>(
    client,
    `select id, sku, true as is_item from variant
     where shop_id = $1 and inventory_item_id = any($2::text[])
     union all
     select id, sku, false from variant where shop_id = $1 and sku = any($3::text[])`,
    [shop.id, arrayLiteral(inventory), arrayLiteral(skus)],
  );
  for (const { id, sku, is_item } of variants) {
    touched.variants.add(id);
    if (is_item && sku) touched.skus.add(sku);
  }
}

function onePerInstant(facts: readonly CostFact[]): CostFact[] {
  const byInstant = new Map<string, CostFact>();
  for (const fact of facts) {
    const key = `${fact.item} ${fact.validFrom.getTime()}`;
    const known = byInstant.get(key);
    const stays =
      known && fact.item.startsWith("inventory:") && Number(known.amount) > Number(fact.amount);
    if (!stays) byInstant.set(key, fact);
  }
  return [...byInstant.values()];
}
