// products/*. The body holds no cost: that comes by inventory_items.
import { z } from "zod";
import { productFact } from "../counting/product.ts";
import { decimal, heardOf, id, list, optionalId, optionalInstant, text } from "./fields.ts";
import { defineTopic } from "./topic.ts";
import type { Topic } from "./topic.ts";

const variantBody = z.object({
  id,
  position: z.number().int().nullish(),
  title: text,
  sku: text,
  price: decimal.nullish(),
  compare_at_price: decimal.nullish(),
  inventory_item_id: optionalId,
});

const productBody = z.object({
  id,
  updated_at: optionalInstant,
  published_at: optionalInstant,
  title: text,
  handle: text,
  vendor: text,
  product_type: text,
  status: text,
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  variants: z.array(variantBody),
  variant_gids: list(z.unknown()),
});

const whole = ["create", "update"].map((name) =>
  defineTopic({
    topic: `products/${name}`,
    scope: "read_products",
    schema: productBody,
    read(body, meta, shop) {
      // A product with many variants names them all but tells only some: it is read again whole,
      // because a fact with some variants would say that the others are gone.
      if (body.variant_gids.length > body.variants.length) {
        return { refetch: [{ kind: "product", id: body.id }] };
      }
      const product = {
        id: body.id,
        updatedAt: body.updated_at,
        title: body.title,
        handle: body.handle,
        vendor: body.vendor,
        productType: body.product_type,
        status: body.status,
        tags: typeof body.tags === "string" ? body.tags.split(",") : (body.tags ?? []),
        publishedAt: body.published_at,
        giftCard: null,
        variants: body.variants.map((variant) => ({
          id: variant.id,
          position: variant.position ?? null,
          title: variant.title,
          sku: variant.sku,
          price: variant.price ?? null,
          compareAtPrice: variant.compare_at_price ?? null,
          inventoryItemId: variant.inventory_item_id,
        })),
      };
      return { facts: [productFact(product, shop.currency, heardOf(meta))] };
    },
  }),
);

const deleted = defineTopic({
  topic: "products/delete",
  scope: "read_products",
  schema: z.object({ id }),
  read: (body, meta) => ({
    facts: [{ kind: "deleted", what: "product", id: body.id, at: meta.triggeredAt }],
  }),
});

export const productTopics: Topic[] = [...whole, deleted];
