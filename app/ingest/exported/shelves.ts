// What is sold, what it costs, where it lies and who buys it, from their exported tables.
import { z } from "zod";
import type { Fact, ProductFact } from "../../ledger/facts.ts";
import * as cell from "./cells.ts";
import { table } from "./table.ts";

const { text, maybeText, instant, maybeInstant, int, yes, versioned, versionOf } = cell;

export const locations = table({
  table: "location",
  row: z.object({
    ...versioned,
    ...{ id: text, name: text, active: yes, region: text, postcode: maybeText },
  }),
  facts: ({ id, name, active, region, postcode, ...row }) => [
    { kind: "location", id, version: versionOf(row), name, active, region, postcode },
  ],
});

const contactDetails = z.object({
  ...{ email: maybeText, phone: maybeText, firstName: maybeText, lastName: maybeText },
});

export const customers = table({
  table: "customer",
  row: z.object({
    ...{ ...versioned, id: text, created_at: maybeInstant, state: text },
    ...{ sale_opt_out: yes.default(false), sale_told_at: maybeInstant.optional() },
  }),
  parts: { table: "contact", of: ({ customer_id: id }) => id },
  part: z.object({ sealed: text }),
  facts: ({ id, state, created_at: createdAt, ...row }, [contact]) => [
    {
      kind: "customer",
      ...(row.sale_told_at
        ? { saleOptOut: { isOut: row.sale_opt_out, toldAt: row.sale_told_at } }
        : {}),
      ...{ id, version: versionOf(row), createdAt, state },
      // The export opens what is sealed.
      contact: contact ? contactDetails.parse(JSON.parse(contact.sealed)) : null,
    },
  ],
});

const variant = z.object({
  ...{ id: text, position: int, title: text, sku: maybeText },
  ...{ price: cell.maybeWhole, compare_at_price: cell.maybeWhole },
  ...{ inventory_item_id: maybeText, gone: yes },
  ...versioned,
});

type Variant = z.output<typeof variant>;

const variantsOf = (parts: readonly Variant[]) =>
  parts.map((part) => ({
    ...{ id: part.id, position: part.position, title: part.title, sku: part.sku },
    ...{ price: part.price, compareAtPrice: part.compare_at_price },
    inventoryItemId: part.inventory_item_id,
  }));

/** Copies as old as the variants that are gone, which still name them; the oldest first. */
function older(fact: ProductFact, gone: readonly Variant[]): ProductFact[] {
  const copies = Map.groupBy(gone, ({ updated_at: at, hash }) => `${at.toISOString()} ${hash}`);
  return [...copies.values()]
    .sort((a, b) => a[0]!.updated_at.getTime() - b[0]!.updated_at.getTime())
    .map((some) => ({ ...fact, version: versionOf(some[0]!), variants: variantsOf(some) }));
}

export const products = table({
  table: "product",
  row: z.object({
    ...versioned,
    ...{ id: text, title: text, handle: text, vendor: text, product_type: text, status: text },
    ...{ tags: z.array(z.string()), published_at: maybeInstant, gift_card: yes },
  }),
  parts: { table: "variant", of: ({ product_id: id }) => id, isHeld: true },
  part: variant,
  facts(row, parts) {
    const fact: ProductFact = {
      kind: "product",
      ...{ id: row.id, version: versionOf(row), title: row.title, handle: row.handle },
      ...{ vendor: row.vendor, productType: row.product_type, status: row.status },
      ...{ tags: row.tags, publishedAt: row.published_at, giftCard: row.gift_card },
      variants: variantsOf(parts.filter(({ gone }) => !gone)),
    };
    return [
      ...older(
        fact,
        parts.filter(({ gone }) => gone),
      ),
      fact,
    ];
  },
  /** Of a deleted product: past sales still have their cost by its variants. */
  orphans: (id, parts): Fact[] =>
    older(
      {
        kind: "product",
        ...{ id, version: versionOf(parts[0]!), title: "", handle: "", vendor: "" },
        ...{ productType: "", status: "archived", tags: [], publishedAt: null, giftCard: false },
        variants: [],
      },
      parts,
    ),
});

export const inventoryItems = table({
  table: "inventory_item",
  row: z.object({ ...versioned, id: text, sku: maybeText, tracked: yes }),
  facts: ({ id, sku, tracked, ...row }) => [
    { kind: "inventory-item", id, version: versionOf(row), sku, tracked },
  ],
});

export const costs = table({
  table: "unit_cost",
  row: z.object({ item: text, valid_from: instant, amount: cell.decimal }),
  facts: ({ item, valid_from: validFrom, amount }) => [{ kind: "cost", item, validFrom, amount }],
});

const level = z.object({
  ...versioned,
  ...{ inventory_item_id: text, location_id: text, active: yes },
  ...{ available: cell.maybeInt, on_hand: cell.maybeInt },
  ...{ committed: cell.maybeInt, incoming: cell.maybeInt },
});
/** Of levels by day the ones in transit are not kept. */
const change = level.omit({ committed: true, incoming: true });

const levelFact = (row: z.output<typeof level>): Fact => ({
  kind: "stock-level",
  ...{ inventoryItemId: row.inventory_item_id, locationId: row.location_id },
  ...{ version: versionOf(row), active: row.active, available: row.available },
  ...{ onHand: row.on_hand, committed: row.committed, incoming: row.incoming },
});

export const stockChanges = table({
  table: "stock_change",
  row: change,
  facts: (row) => [levelFact({ ...row, committed: null, incoming: null })],
});

export const stockLevels = table({
  table: "stock_level",
  row: level,
  facts: (row) => [levelFact(row)],
});
