// A store as the webhooks that Shopify would have sent: each order when it was made, again when it
// was shipped, and the carrier's word when it arrived.
import type { FulfillmentOrderFact } from "../../app/ledger/facts.ts";
import { contentHash } from "../../app/ledger/hash.ts";
import type { Sale, Store } from "./store.ts";

export type Delivery = {
  topic: string;
  webhookId: string;
  triggeredAt: Date;
  body: Record<string, unknown>;
};

export const isoCode = (country: string) => (/^[A-Z]{2}$/.test(country) ? country : null);
const both = (amount: string, currency_code: string) => ({
  shop_money: { amount, currency_code },
  presentment_money: { amount, currency_code },
});

/** Not before the order: a few parcels of olist left earlier than they were ordered. */
export const changedAt = ({ at, shippedAt }: Sale) =>
  new Date(Math.max(at.getTime() + 1000, shippedAt?.getTime() ?? 0));

export const parcelId = (sale: Sale) => `${sale.id}7`;

function parcel(sale: Sale, shippedAt: Date) {
  return {
    id: Number(parcelId(sale)),
    admin_graphql_api_id: `gid://shopify/Fulfillment/${parcelId(sale)}`,
    order_id: Number(sale.id),
    status: "success",
    created_at: shippedAt.toISOString(),
    updated_at: changedAt(sale).toISOString(),
    location_id: null,
    tracking_company: null,
  };
}

function orderBody(sale: Sale, currency: string, updatedAt: Date, parcels: object[]) {
  const address = { country_code: isoCode(sale.country), province_code: sale.province || null };
  return {
    id: Number(sale.id),
    admin_graphql_api_id: `gid://shopify/Order/${sale.id}`,
    name: sale.name,
    created_at: sale.at.toISOString(),
    processed_at: sale.at.toISOString(),
    updated_at: updatedAt.toISOString(),
    cancelled_at: null,
    test: false,
    financial_status: sale.voided ? "voided" : "paid",
    currency,
    presentment_currency: currency,
    taxes_included: false,
    total_price: sale.subtotal,
    source_name: "web",
    location_id: null,
    customer: sale.customer === null ? null : { id: Number(sale.customer) },
    shipping_address: address,
    billing_address: address,
    refunds: [],
    fulfillments: parcels,
    line_items: sale.lines.map(({ sku, title, quantity, price }, position) => ({
      id: Number(sale.id) * 1000 + position,
      product_id: null,
      variant_id: null,
      sku,
      title,
      name: title,
      quantity,
      current_quantity: quantity,
      gift_card: false,
      requires_shipping: true,
      price,
      price_set: both(price, currency),
      discount_allocations: [],
      tax_lines: [],
    })),
  };
}

function deliveriesOfSale(sale: Sale, currency: string): Delivery[] {
  const { id, at, shippedAt, deliveredAt } = sale;
  const made: Delivery = {
    topic: "orders/create",
    webhookId: `${id}-create`,
    triggeredAt: at,
    body: orderBody(sale, currency, at, []),
  };
  if (shippedAt === null) return [made];
  const shipped: Delivery = {
    topic: "orders/updated",
    webhookId: `${id}-updated`,
    triggeredAt: changedAt(sale),
    body: orderBody(sale, currency, changedAt(sale), [parcel(sale, shippedAt)]),
  };
  if (deliveredAt === null) return [made, shipped];
  const arrived: Delivery = {
    topic: "fulfillment_events/create",
    webhookId: `${id}-arrived`,
    triggeredAt: deliveredAt,
    body: {
      id: Number(`${id}8`),
      order_id: Number(id),
      fulfillment_id: Number(parcelId(sale)),
      status: "delivered",
      happened_at: deliveredAt.toISOString(),
      created_at: deliveredAt.toISOString(),
      updated_at: deliveredAt.toISOString(),
    },
  };
  return [made, shipped, arrived];
}

/** In the order in which they happened within a sale; sales follow each other. */
export function deliveriesOf({ sales, currency }: Store): Delivery[] {
  return sales.flatMap((sale) => deliveriesOfSale(sale, currency));
}

/** What no webhook carries and a refetch reads: by when each order was promised. */
export function promisesOf({ sales }: Store): FulfillmentOrderFact[] {
  return sales.flatMap((sale): FulfillmentOrderFact[] => {
    if (sale.promisedAt === null || sale.shippedAt === null) return [];
    const content = {
      kind: "fulfillment-order" as const,
      id: `${sale.id}9`,
      orderId: sale.id,
      status: "closed",
      fulfillBy: null,
      deliverBy: sale.promisedAt,
      locationId: null,
    };
    const version = { updatedAt: sale.at, triggeredAt: sale.at, hash: contentHash(content) };
    return [{ ...content, version }];
  });
}
