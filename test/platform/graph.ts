// The store as plain object graphs for graphql-js: fields are values, or functions of their arguments.
// Selections of the documents the app sends are covered; a field that is not would answer null, and
// the schema refuses null where Shopify promises a value.
import { orderNode } from "./graph-order.ts";
import type {
  Address,
  FulfillmentPayload,
  LinePayload,
  MoneySet,
  OrderPayload,
  RefundPayload,
} from "./payloads.ts";
import { decimals, gid, moneySet, type Store } from "./store.ts";

export type Page = { first?: number | null; last?: number | null; after?: string | null };

/** A connection over a list: the cursor is the position of a node. */
export function connection<T>(items: readonly T[], args: Page = {}) {
  const start = args.after ? Number(args.after) + 1 : 0;
  const nodes = items.slice(start, start + (args.first ?? 250));
  const end = start + nodes.length;
  return {
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: String(start + index) })),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length ? String(start) : null,
      endCursor: nodes.length ? String(end - 1) : null,
    },
    totalCount: items.length,
  };
}

export const utc = (time: string | null) => (time === null ? null : new Date(time).toISOString());
export const upper = (text: string | null) => text?.toUpperCase() ?? null;

function money(set: MoneySet) {
  const side = (part: MoneySet["shop_money"]) => ({
    amount: part.amount,
    currencyCode: part.currency_code,
  });
  return { shopMoney: side(set.shop_money), presentmentMoney: side(set.presentment_money) };
}

const cents = (text: string) => Math.round(Number(text) * 100);
const bag = (amount: number) => money(moneySet(amount));

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
    variant: () => variantNode(store, line.product_id),
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
    taxLines: line.tax_lines.map((tax) => ({
      title: tax.title,
      rate: tax.rate,
      ratePercentage: tax.rate * 100,
      price: tax.price,
      priceSet: money(tax.price_set),
    })),
  };
}

export function fulfillmentNode(store: Store, body: FulfillmentPayload) {
  const events = store.deliveries.get(body.id) ?? [];
  const delivered = events.findLast((event) => event.status === "delivered");
  const moving = events.find((event) => event.status === "in_transit");
  return {
    __typename: "Fulfillment",
    id: body.admin_graphql_api_id,
    name: body.name,
    status: upper(body.status),
    displayStatus: delivered ? "DELIVERED" : moving ? "IN_TRANSIT" : "FULFILLED",
    createdAt: utc(body.created_at),
    updatedAt: utc(body.updated_at),
    inTransitAt: utc(moving?.happened_at ?? null),
    deliveredAt: utc(delivered?.happened_at ?? null),
    estimatedDeliveryAt: null,
    location: () => locationNode(store, body.location_id),
    trackingInfo: [{ company: body.tracking_company, number: body.tracking_numbers[0] }],
    order: () => orderNode(store, store.orders.get(body.order_id)!),
    events: (args: Page) =>
      connection(
        events.map((event) => ({
          id: event.admin_graphql_api_id,
          status: upper(event.status),
          happenedAt: utc(event.happened_at),
          createdAt: utc(event.created_at),
        })),
        args,
      ),
  };
}

export function refundNode(store: Store, body: RefundPayload) {
  const total = body.transactions.reduce((sum, part) => sum + cents(part.amount), 0);
  return {
    __typename: "Refund",
    id: body.admin_graphql_api_id,
    createdAt: utc(body.created_at),
    processedAt: utc(body.processed_at),
    updatedAt: utc(body.processed_at),
    note: body.note,
    duties: [],
    totalRefundedSet: bag(total),
    order: () => orderNode(store, store.orders.get(body.order_id)!),
    orderAdjustments: (args: Page) => connection([], args),
    refundShippingLines: (args: Page) => connection([], args),
    refundLineItems: (args: Page) =>
      connection(
        body.refund_line_items.map((part) => ({
          id: gid("RefundLineItem", part.id),
          quantity: part.quantity,
          restockType: upper(part.restock_type),
          restocked: part.restock_type !== "no_restock",
          location: () => locationNode(store, part.location_id),
          lineItem: lineNode(store, part.line_item),
          subtotalSet: money(part.subtotal_set),
          totalTaxSet: money(part.total_tax_set),
        })),
        args,
      ),
    transactions: (args: Page) =>
      connection(
        body.transactions.map((part) => ({
          id: gid("OrderTransaction", part.id),
          kind: upper(part.kind),
          status: upper(part.status),
          gateway: part.gateway,
          test: part.test,
          processedAt: utc(part.processed_at),
          amountSet: bag(cents(part.amount)),
          fees: [],
        })),
        args,
      ),
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
        updatedAt: utc(place.updated_at),
        address: {
          city: place.city,
          countryCode: place.country_code,
          provinceCode: place.province_code,
          zip: place.zip,
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
        variants: (args: Page) => connection([variantNode(store, id)], args),
      }
    : null;
}

export function variantNode(store: Store, productId: number) {
  const variant = store.products.get(productId)?.variants[0];
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
        inventoryLevels: (args: Page) => connection([], args),
      }
    : null;
}

export function orderMoney(order: OrderPayload) {
  const refunded = order.refunds.reduce(
    (sum, refund) => sum + refund.transactions.reduce((n, part) => n + cents(part.amount), 0),
    0,
  );
  return {
    subtotalPriceSet: money(order.subtotal_price_set),
    totalPriceSet: money(order.total_price_set),
    totalDiscountsSet: money(order.total_discounts_set),
    totalTaxSet: money(order.total_tax_set),
    totalShippingPriceSet: money(order.total_shipping_price_set),
    currentSubtotalPriceSet: bag(cents(order.subtotal_price) - refunded),
    currentTotalPriceSet: bag(cents(order.total_price) - refunded),
    totalRefundedSet: bag(refunded),
    netPaymentSet: bag(cents(order.total_price) - refunded),
    totalTipReceived: { amount: decimals(0), currencyCode: order.currency },
    totalTipReceivedSet: bag(0),
  };
}
