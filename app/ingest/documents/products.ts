// Reading products again, with all their variants.
import { z } from "zod";
import type { Fact } from "../../ledger/facts.ts";
import { productFact } from "../counting/product.ts";
import { gid, gidOf, missingOf, optionalTime, pageInfo, readNodes } from "./reading.ts";
import { reference, time } from "./reading.ts";
import type { Call, Refetcher } from "./reading.ts";

const variantFields = `id position title sku price compareAtPrice inventoryItem { id }`;

export const productsQuery = `
query RefetchProducts($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Product {
      id title handle vendor productType status tags isGiftCard publishedAt updatedAt
      variants(first: 50) { pageInfo { hasNextPage endCursor } nodes { ${variantFields} } }
    }
  }
}`;

export const productVariantsQuery = `
query RefetchProductVariants($id: ID!, $after: String) {
  product(id: $id) {
    variants(first: 250, after: $after) {
      pageInfo { hasNextPage endCursor } nodes { ${variantFields} }
    }
  }
}`;

const variantPage = z.object({
  pageInfo,
  nodes: z.array(
    z.object({
      id: gid,
      position: z.number().int(),
      title: z.string(),
      sku: z.string().nullish(),
      price: z.string(),
      compareAtPrice: z.string().nullish(),
      inventoryItem: reference,
    }),
  ),
});

const productNode = z.object({
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
  variants: variantPage,
});

type Variants = z.output<typeof variantPage>["nodes"];

export const products: Refetcher = {
  kind: "product",
  idsPerCall: 9,
  *read(ids, shop, readAt) {
    const variables = { ids: ids.map((id) => gidOf("Product", id)) };
    const found = readNodes(productNode, yield { query: productsQuery, variables });
    const heard = { triggeredAt: readAt, receivedAt: readAt };
    const facts: Fact[] = [];
    for (const node of found) {
      const variants = yield* allVariants(node);
      const product = {
        ...node,
        giftCard: node.isGiftCard,
        variants: variants.map((variant) => ({
          ...variant,
          sku: variant.sku ?? null,
          compareAtPrice: variant.compareAtPrice ?? null,
          inventoryItemId: variant.inventoryItem,
        })),
      };
      facts.push(productFact(product, shop.currency, heard));
    }
    return { facts, missing: missingOf(ids, found) };
  },
};

function* allVariants(node: z.output<typeof productNode>): Generator<Call, Variants, unknown> {
  const variants = [...node.variants.nodes];
  let page = node.variants.pageInfo;
  while (page.hasNextPage) {
    const variables = { id: gidOf("Product", node.id), after: page.endCursor };
    const data = yield { query: productVariantsQuery, variables };
    const { product } = z.object({ product: z.object({ variants: variantPage }) }).parse(data);
    variants.push(...product.variants.nodes);
    page = product.variants.pageInfo;
  }
  return variants;
}
