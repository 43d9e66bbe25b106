// A product with all its variants as a fact, from what either door tells.
import type { ProductFact, VariantFact } from "../../ledger/facts.ts";
import { toMinor } from "../../ledger/money.ts";
import type { Heard } from "./order-input.ts";
import { versionOf } from "./version.ts";

export type VariantInput = {
  id: string;
  position: number | null;
  title: string | null;
  sku: string | null;
  price: string | null;
  compareAtPrice: string | null;
  inventoryItemId: string | null;
};

export type ProductInput = {
  id: string;
  updatedAt: Date | null;
  title: string | null;
  handle: string | null;
  vendor: string | null;
  productType: string | null;
  status: string | null;
  tags: string[];
  publishedAt: Date | null;
  /** Null by webhook, which does not say. */
  giftCard: boolean | null;
  variants: VariantInput[];
};

/** Prices in minor units of the shop's currency. */
export function productFact(product: ProductInput, currency: string, heard: Heard): ProductFact {
  const content: Omit<ProductFact, "version" | "giftCard"> = {
    kind: "product",
    id: product.id,
    title: product.title ?? "",
    handle: product.handle ?? "",
    vendor: product.vendor ?? "",
    productType: product.productType ?? "",
    status: (product.status ?? "").toLowerCase(),
    tags: product.tags
      .map((tag) => tag.trim())
      .filter(Boolean)
      .sort(),
    publishedAt: product.publishedAt,
    variants: product.variants
      .map((variant, index) => variantFact(variant, index, currency))
      .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1)),
  };
  return {
    ...content,
    giftCard: product.giftCard ?? false,
    version: versionOf(product.updatedAt, heard, content),
  };
}

function variantFact(variant: VariantInput, index: number, currency: string): VariantFact {
  const minor = (amount: string | null) => (amount === null ? null : toMinor(amount, currency));
  return {
    id: variant.id,
    position: variant.position ?? index + 1,
    title: variant.title ?? "",
    sku: variant.sku?.trim() || null,
    price: minor(variant.price),
    compareAtPrice: minor(variant.compareAtPrice),
    inventoryItemId: variant.inventoryItemId,
  };
}
