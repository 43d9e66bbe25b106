// A store as Shopify's bulk operations give it: ungrouped JSONL, children naming their parents.
import type { BackfillKind } from "../../app/ingest/backfill/kinds.ts";
import type { Sale, Store } from "./store.ts";
import { changedAt, isoCode, parcelId } from "./deliveries.ts";

const both = (amount: string) => ({ shopMoney: { amount }, presentmentMoney: { amount } });
const orderGid = ({ id }: Sale) => `gid://shopify/Order/${id}`;

function parcels(sale: Sale): object[] {
  const { shippedAt, deliveredAt } = sale;
  if (shippedAt === null) return [];
  return [
    {
      id: `gid://shopify/Fulfillment/${parcelId(sale)}`,
      status: "SUCCESS",
      createdAt: shippedAt,
      updatedAt: changedAt(sale),
      inTransitAt: null,
      deliveredAt,
      location: null,
      trackingInfo: [],
    },
  ];
}

function orderLines(sale: Sale, currency: string): object[] {
  const address = {
    countryCodeV2: isoCode(sale.country),
    provinceCode: sale.province || null,
    zip: null,
  };
  const head = {
    id: orderGid(sale),
    name: sale.name,
    updatedAt: sale.shippedAt === null ? sale.at : changedAt(sale),
    processedAt: sale.at,
    cancelledAt: null,
    test: false,
    displayFinancialStatus: sale.voided ? "VOIDED" : "PAID",
    currencyCode: currency,
    presentmentCurrencyCode: currency,
    taxesIncluded: false,
    sourceName: "web",
    customer: sale.customer === null ? null : { id: `gid://shopify/Customer/${sale.customer}` },
    retailLocation: null,
    customerJourneySummary: null,
    discountCodes: [],
    totalPriceSet: { shopMoney: { amount: sale.subtotal } },
    paymentGatewayNames: [],
    totalWeight: "0",
    totalTipReceivedSet: { shopMoney: { amount: "0.0" } },
    shippingAddress: address,
    billingAddress: address,
    fulfillments: parcels(sale),
    refunds: [],
  };
  const lines = sale.lines.map(({ sku, title, quantity, price }, position) => ({
    id: `gid://shopify/LineItem/${Number(sale.id) * 1000 + position}`,
    title,
    sku,
    quantity,
    currentQuantity: quantity,
    isGiftCard: false,
    requiresShipping: true,
    product: null,
    variant: null,
    originalUnitPriceSet: both(price),
    discountAllocations: [],
    taxLines: [],
    __parentId: orderGid(sale),
  }));
  return [head, ...lines];
}

function promiseLines(sale: Sale): object[] {
  const head = { id: orderGid(sale) };
  if (sale.promisedAt === null || sale.shippedAt === null) return [head];
  const promise = {
    id: `gid://shopify/FulfillmentOrder/${sale.id}9`,
    status: "CLOSED",
    updatedAt: sale.at,
    fulfillBy: null,
    deliveryMethod: { maxDeliveryDateTime: sale.promisedAt },
    __parentId: head.id,
  };
  return [head, promise];
}

/** Lines of one result; a kind that these stores have nothing of is empty. */
export function bulkLines({ sales, currency }: Store, kind: BackfillKind): string[] {
  const lines =
    kind === "orders"
      ? sales.flatMap((sale) => orderLines(sale, currency))
      : kind === "fulfillment-orders"
        ? sales.flatMap(promiseLines)
        : [];
  return lines.map((line) => JSON.stringify(line));
}
