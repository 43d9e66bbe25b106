import { z } from "zod";
import type { CostFact, Fact, ProductFact, VariantFact } from "../../ledger/facts.ts";
import { toMinor } from "../../ledger/money.ts";
import { amountOrNull, flag, needed, text } from "../files/cells.ts";
import { minorText } from "../files/minor.ts";
import { defineSource, type Numbered, type Scope } from "./source.ts";

const head = z.object({
  handle: needed,
  title: text,
  vendor: text,
  type: text,
  tags: text,
  published: flag(true),
  status: text,
  giftCard: flag(false),
});

type Head = z.infer<typeof head>;

const row = z.object({
  option1: text,
  option2: text,
  option3: text,
  sku: text,
  price: amountOrNull,
  compareAtPrice: amountOrNull,
  cost: amountOrNull,
});
type Row = z.infer<typeof row>;

/** Further rows may only carry one more picture. */
const isVariant = ({ option1, sku, price }: Row) =>
  option1 !== null || sku !== null || price !== null;

function variantOf(row: Row, position: number, handle: string, currency: string): VariantFact {
  const options = [row.option1, row.option2, row.option3].filter((option) => option !== null);
  const minor = (amount: string | null) => (amount === null ? null : toMinor(amount, currency));
  return {
    id: `csv:${handle}/${options.join("/")}`,
    position,
    title: options.join(" / "),
    sku: row.sku,
    price: minor(row.price),
    compareAtPrice: minor(row.compareAtPrice),
    inventoryItemId: null,
  };
}

/** What is active but not published is sold elsewhere, and not on the online store. */
function statusOf({ status, published }: Head): string {
  if (status === null) return published ? "active" : "draft";
  const given = status.toLowerCase();
  return given === "active" && !published ? "unlisted" : given;
}

function toFacts(head: Head, rows: Numbered<Row>[], scope: Scope): Fact[] {
  const { shop, today, version } = scope;
  const variantRows = rows.map(({ row }) => row).filter(isVariant);
  const variants = variantRows.map((row, index) =>
    variantOf(row, index + 1, head.handle, shop.currency),
  );
  const product: Omit<ProductFact, "version"> = {
    kind: "product",
    id: `csv:${head.handle}`,
    title: head.title ?? head.handle,
    handle: head.handle,
    vendor: head.vendor ?? "",
    productType: head.type ?? "",
    status: statusOf(head),
    tags: (head.tags ?? "")
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
    publishedAt: null,
    giftCard: head.giftCard,
    variants: [...new Map(variants.map((variant) => [variant.id, variant])).values()],
  };
  const costs = variantRows.flatMap(({ sku, cost }): CostFact[] =>
    sku === null || cost === null
      ? []
      : [
          {
            kind: "cost",
            item: `sku:${sku}`,
            validFrom: today,
            amount: minorText(cost, shop.currency),
          },
        ],
  );
  return [{ ...product, version: version(product) }, ...costs];
}

/** Shopify's product export: a product's rows share its handle, one variant (or picture) a row. */
export const products = defineSource({
  kind: "products",
  words: "Shopify's product export: one row per variant, product fields on the first",
  columns: {
    handle: {
      names: ["Handle", "URL handle"],
      required: true,
      words: "rows that share it are one product",
    },
    title: { names: ["Title"], required: true, words: "on the product's first row" },
    vendor: { names: ["Vendor"], words: "maker" },
    type: { names: ["Type", "Product type"], words: "kind of product" },
    tags: { names: ["Tags"], words: "by comma" },
    published: { names: ["Published", "Published on online store"], words: "true or false" },
    status: { names: ["Status"], words: "active, draft or archived" },
    giftCard: { names: ["Gift Card", "Gift card"], words: "true or false" },
    option1: { names: ["Option1 Value", "Option1 value"], words: "of the variant" },
    option2: { names: ["Option2 Value", "Option2 value"], words: "of the variant" },
    option3: { names: ["Option3 Value", "Option3 value"], words: "of the variant" },
    sku: { names: ["Variant SKU", "SKU"], words: "of the variant" },
    price: { names: ["Variant Price", "Price"], words: "of one unit" },
    compareAtPrice: {
      names: ["Variant Compare At Price", "Compare-at price"],
      words: "before a sale",
    },
    cost: { names: ["Cost per item"], words: "holds from the day of import on" },
  },
  groupBy: "handle",
  head,
  row,
  toFacts,
});
