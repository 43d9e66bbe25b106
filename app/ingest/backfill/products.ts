// Products with their variants, stock items, unit costs and levels.
import { z } from "zod";
import type { Fact, ShopContext } from "../../ledger/facts.ts";
import { inventoryItemFacts, levelFactOf } from "../counting/inventory.ts";
import type { Heard } from "../counting/order-input.ts";
import { productFact } from "../counting/product.ts";
import { levelNode } from "../documents/inventory-items.ts";
import { gid, optionalTime, time } from "../documents/reading.ts";
import { headOf, parseLine } from "./lines.ts";
import type { Group } from "./lines.ts";
import { nothingTaken } from "./read.ts";
import type { BulkReader, BulkTaken } from "./read.ts";

const productLine = z.object({
  id: gid,
  title: z.string(),
  handle: z.string(),
  vendor: z.string(),
  productType: z.string(),
  status: z.string(),
  tags: z.array(z.string()),
  isGiftCard: z.boolean(),
  publishedAt: optionalTime,
  updatedAt: time,
});

const variantLine = z.object({
  id: gid,
  position: z.number().int(),
  title: z.string(),
  sku: z.string().nullish(),
  price: z.string(),
  compareAtPrice: z.string().nullish(),
  inventoryItem: z
    .object({
      id: gid,
      sku: z.string().nullish(),
      tracked: z.boolean(),
      updatedAt: time,
      unitCost: z.object({ amount: z.string() }).nullish(),
    })
    .nullish(),
});

const levelLine = levelNode.extend({ item: z.object({ id: gid }) });

type Variant = z.output<typeof variantLine>;

function itemFacts({ inventoryItem: item }: Variant, shop: ShopContext, heard: Heard): Fact[] {
  if (!item) return [];
  const { id, tracked, updatedAt } = item;
  const input = { id, tracked, updatedAt, sku: item.sku ?? null };
  const cost = item.unitCost?.amount ?? null;
  return inventoryItemFacts({ ...input, cost }, shop.currency, heard);
}

function readProduct(group: Group, root: string, shop: ShopContext, heard: Heard): Fact[] {
  const variants: Variant[] = [];
  const levels: Fact[] = [];
  for (const text of group.children) {
    const value: unknown = parseLine(text);
    if (headOf(text).self?.type === "ProductVariant") variants.push(variantLine.parse(value));
    else {
      const level = levelLine.parse(value);
      levels.push(levelFactOf(level.item.id, level, heard));
    }
  }
  const node = productLine.parse(parseLine(root));
  const product = {
    ...node,
    giftCard: node.isGiftCard,
    variants: variants.map((variant) => ({
      ...variant,
      sku: variant.sku ?? null,
      compareAtPrice: variant.compareAtPrice ?? null,
      inventoryItemId: variant.inventoryItem?.id ?? null,
    })),
  };
  return [
    productFact(product, shop.currency, heard),
    ...variants.flatMap((variant) => itemFacts(variant, shop, heard)),
    ...levels,
  ];
}

export const products: BulkReader = {
  grouped: true,
  rootType: "Product",
  read(groups: Group[], shop: ShopContext, heard: Heard): BulkTaken {
    const taken = nothingTaken();
    for (const group of groups) {
      if (group.root === null) continue;
      try {
        taken.facts.push(...readProduct(group, group.root, shop, heard));
      } catch {
        taken.refused += 1;
        taken.refetch.push({ kind: "product", id: group.id });
      }
    }
    return taken;
  },
};
