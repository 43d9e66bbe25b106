// The store as plain object graphs for graphql-js: fields are values, or functions of their arguments.
// Selections of the documents the app sends are covered; a field that is not would answer null, and
// the schema refuses null where Shopify promises a value.
import { metafieldNode } from "./metafields.ts";
import type { Address, Level, LinePayload, MoneySet } from "./payloads.ts";
import { searchBy, type Fields } from "./search.ts";
import { gid, levelKey, moneySet, variantOf, type Store } from "./store.ts";

export type Page = {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
};

/**
 * A connection over a list: the cursor is the position of an item. Without `first` and `last` it holds
 * everything, as inside a bulk operation; elsewhere the API refuses that before.
 */
export function connection<T>(items: readonly T[], args: Page): Connection<T>;
export function connection<I, T>(
  items: readonly I[],
  args: Page,
  toNode: (item: I) => T,
): Connection<T>;
export function connection<I, T>(
  items: readonly I[],
  args: Page,
  toNode: (item: I) => T = (item) => item as unknown as T,
): Connection<T> {
  const all = args.reverse ? items.toReversed() : items;
  let start = args.after ? Number(args.after) + 1 : 0;
  let end = args.before ? Math.min(Number(args.before), all.length) : all.length;
  if (args.first != null) end = Math.min(end, start + args.first);
  else if (args.last != null) start = Math.max(start, end - args.last);
  const nodes = all.slice(start, end).map(toNode);
  end = start + nodes.length;
  return {
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: String(start + index) })),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length ? String(start) : null,
      endCursor: nodes.length ? String(end - 1) : null,
    },
    totalCount: all.length,
  };
}

export type Connection<T> = {
  nodes: T[];
  edges: { node: T; cursor: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  totalCount: number;
};

/** A plain list with `first`. */
export const list =
  <I, T>(items: readonly I[], toNode: (item: I) => T) =>
  ({ first }: { first?: number | null }) =>
    items.slice(0, first ?? items.length).map(toNode);

export const utc = (time: string | null) => (time === null ? null : new Date(time).toISOString());
export const upper = (text: string | null) => text?.toUpperCase() ?? null;

export function money(set: MoneySet) {
  const side = (part: MoneySet["shop_money"]) => ({
    amount: part.amount,
    currencyCode: part.currency_code,
  });
  return { shopMoney: side(set.shop_money), presentmentMoney: side(set.presentment_money) };
}

export const cents = (text: string) => Math.round(Number(text) * 100);
export const bag = (amount: number) => money(moneySet(amount));

export function address(from: Address | null) {
  return (
    from && {
      countryCodeV2: from.country_code,
      provinceCode: from.province_code,
      city: from.city,
      zip: from.zip,
      firstName: from.first_name,
      lastName: from.last_name,
    }
  );
}

export function lineNode(store: Store, line: LinePayload) {
  const discounted =
    cents(line.price) * line.quantity - cents(line.discount_allocations[0]?.amount ?? "0");
  return {
    __typename: "LineItem",
    id: line.admin_graphql_api_id,
    title: line.title,
    name: line.name,
    variantTitle: line.variant_title,
    sku: line.sku,
    vendor: line.vendor,
    quantity: line.quantity,
    currentQuantity: line.current_quantity,
    isGiftCard: line.gift_card,
    requiresShipping: line.requires_shipping,
    product: () => productNode(store, line.product_id),
    variant: () => variantNode(store, line.product_id, line.variant_id),
    originalUnitPriceSet: money(line.price_set),
    originalTotalSet: bag(cents(line.price) * line.quantity),
    discountedTotalSet: bag(discounted),
    discountAllocations: line.discount_allocations.map((part) => ({
      allocatedAmountSet: money(part.amount_set),
      discountApplication: {
        __typename: "DiscountCodeApplication",
        index: part.discount_application_index,
        code: "HELLO",
        targetType: "LINE_ITEM",
      },
    })),
    taxLines: list(line.tax_lines, (tax) => ({
      title: tax.title,
      rate: tax.rate,
      ratePercentage: tax.rate * 100,
      price: tax.price,
      priceSet: money(tax.price_set),
    })),
  };
}

export function locationNode(store: Store, id: number | null) {
  const place = id === null ? undefined : store.locations.get(id);
  return place
    ? {
        __typename: "Location",
        id: place.admin_graphql_api_id,
        name: place.name,
        isActive: place.active,
        fulfillsOnlineOrders: true,
        createdAt: utc(place.created_at),
        updatedAt: utc(place.updated_at),
        address: {
          city: place.city,
          countryCode: place.country_code,
          provinceCode: place.province_code,
          zip: place.zip,
        },
        inventoryLevels: ({ query, ...args }: Page & { query?: string | null }) => {
          const here = [...store.levels.values()].filter((level) => level.locationId === place.id);
          const matches = searchBy(query, levelFields);
          return connection(here.filter(matches), args, (level) =>
            levelNode(store, level.itemId, level.locationId),
          );
        },
      }
    : null;
}

export function productNode(store: Store, id: number) {
  const body = store.products.get(id);
  return body
    ? {
        __typename: "Product",
        id: body.admin_graphql_api_id,
        title: body.title,
        handle: body.handle,
        vendor: body.vendor,
        productType: body.product_type,
        status: upper(body.status),
        tags: [body.tags],
        isGiftCard: false,
        publishedAt: utc(body.published_at),
        createdAt: utc(body.created_at),
        updatedAt: utc(body.updated_at),
        category: null,
        metafield: (place: { namespace?: string | null; key: string }) =>
          metafieldNode(store, body.admin_graphql_api_id, place),
        variants: (args: Page) =>
          connection(body.variants, args, (variant) => variantNode(store, id, variant.id)),
      }
    : null;
}

export function variantNode(store: Store, productId: number, variantId: number) {
  const isKnown = store.products.has(productId);
  const variant = isKnown
    ? variantOf(store, { product_id: productId, variant_id: variantId })
    : undefined;
  return variant
    ? {
        __typename: "ProductVariant",
        id: variant.admin_graphql_api_id,
        title: variant.title,
        displayName: variant.title,
        position: variant.position,
        sku: variant.sku,
        price: variant.price,
        compareAtPrice: variant.compare_at_price,
        inventoryPolicy: "DENY",
        inventoryQuantity: variant.inventory_quantity,
        updatedAt: utc(variant.updated_at),
        createdAt: utc(variant.created_at),
        selectedOptions: [],
        product: () => productNode(store, productId),
        inventoryItem: () => inventoryItemNode(store, variant.inventory_item_id),
      }
    : null;
}

export function inventoryItemNode(store: Store, id: number) {
  const item = store.inventoryItems.get(id);
  return item
    ? {
        __typename: "InventoryItem",
        id: item.admin_graphql_api_id,
        sku: item.sku,
        tracked: item.tracked,
        requiresShipping: item.requires_shipping,
        createdAt: utc(item.created_at),
        updatedAt: utc(item.updated_at),
        unitCost: item.cost && { amount: item.cost, currencyCode: store.shop.currency },
        inventoryLevels: (args: Page) => {
          const places = [...store.locations.keys()];
          return connection(
            places.filter((place) => store.levels.has(levelKey(id, place))),
            args,
            (place) => levelNode(store, id, place),
          );
        },
      }
    : null;
}

const levelFields: Fields<Level> = {
  inventory_item_id: (level) => level.itemId,
  updated_at: (level) => level.updatedAt,
};

function levelNode(store: Store, itemId: number, locationId: number) {
  const level = store.levels.get(levelKey(itemId, locationId))!;
  const quantities: Record<string, number> = {
    available: level.available,
    committed: level.committed,
    on_hand: level.available + level.committed,
    incoming: level.incoming,
  };
  return {
    __typename: "InventoryLevel",
    id: `${gid("InventoryLevel", locationId)}?inventory_item_id=${itemId}`,
    createdAt: utc(level.updatedAt),
    updatedAt: utc(level.updatedAt),
    isActive: true,
    item: () => inventoryItemNode(store, itemId),
    location: () => locationNode(store, locationId),
    quantities: ({ names }: { names: string[] }) =>
      names.map((name) => ({
        id: `${gid("InventoryQuantity", locationId)}?inventory_item_id=${itemId}&name=${name}`,
        name,
        quantity: quantities[name] ?? 0,
      })),
  };
}
