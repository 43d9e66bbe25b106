// One order, told twice: by webhook and by GraphQL. It has all that is hard: tax included, a EUR shop
// with a USD buyer, discounts, a gift card, a tip, an edit, a refund with a discrepancy, a fulfillment.
import { both, list, page } from "./given.ts";
import { shop } from "../topics/given.ts";

export const eurShop = { ...shop, currency: "EUR" };
const big = 820982911946154508n;
export const orderId = String(big);
export const gid = (type: string, id: string | number) => `gid://shopify/${type}/${id}`;
const set = (eur: string, usd: string) => ({
  shop_money: { amount: eur, currency_code: "EUR" },
  presentment_money: { amount: usd, currency_code: "USD" },
});

export const webhook = `{
  "id": ${orderId}, "admin_graphql_api_id": "${gid("Order", orderId)}",
  "name": "#1001", "test": false, "currency": "EUR", "presentment_currency": "USD",
  "created_at": "2026-02-10T12:59:00+01:00", "processed_at": "2026-02-10T13:00:00+01:00",
  "updated_at": "2026-02-12T10:00:00+01:00", "cancelled_at": null,
  "financial_status": "partially_refunded", "taxes_included": true, "source_name": "web",
  "location_id": null, "customer": { "id": 5 },
  "total_price": "118.00", "total_price_set": ${JSON.stringify(set("118.00", "129.80"))},
  "payment_gateway_names": ["gift_card", "paypal"], "total_weight": 750,
  "shipping_address": { "country_code": "DE", "province_code": null, "zip": "10115 " },
  "billing_address": { "country_code": "FR", "province_code": null },
  "line_items": ${JSON.stringify([
    {
      id: 21,
      product_id: 11,
      variant_id: 12,
      sku: "SHIRT",
      title: "Shirt",
      quantity: 4,
      current_quantity: 2,
      gift_card: false,
      requires_shipping: true,
      price: "59.50",
      price_set: set("59.50", "65.00"),
      discount_allocations: [{ amount: "23.80", amount_set: set("23.80", "26.00") }],
      tax_lines: [{ price: "34.20", rate: 0.19, price_set: set("34.20", "37.36") }],
    },
    {
      id: 22,
      product_id: 13,
      variant_id: 14,
      sku: "",
      title: "Gift card",
      quantity: 1,
      current_quantity: 1,
      gift_card: true,
      requires_shipping: false,
      price_set: set("50.00", "54.00"),
      discount_allocations: [],
      tax_lines: [],
    },
    {
      id: 23,
      product_id: null,
      variant_id: null,
      sku: null,
      title: "Tip",
      quantity: 1,
      current_quantity: 1,
      gift_card: false,
      requires_shipping: false,
      tip: { payment_gateway: "bogus" },
      price_set: set("3.00", "3.30"),
      discount_allocations: [],
      tax_lines: [],
    },
  ])},
  "refunds": ${JSON.stringify([
    {
      id: 31,
      order_id: 0,
      created_at: "2026-02-12T10:00:00+01:00",
      processed_at: "2026-02-12T10:00:00+01:00",
      refund_line_items: [
        {
          line_item_id: 21,
          quantity: 1,
          restock_type: "return",
          subtotal_set: set("53.55", "58.50"),
          total_tax_set: set("8.55", "9.34"),
        },
      ],
      order_adjustments: [
        {
          kind: "refund_discrepancy",
          reason: "Refund discrepancy",
          amount_set: set("3.55", "3.90"),
          tax_amount_set: set("0.00", "0.00"),
        },
      ],
      refund_shipping_lines: [
        { subtotal_amount_set: set("4.00", "4.40"), tax_amount_set: set("0.64", "0.70") },
      ],
      transactions: [{ kind: "refund", status: "success", amount: "54.00", currency: "EUR" }],
    },
  ])},
  "fulfillments": ${JSON.stringify([
    {
      id: 41,
      status: "success",
      created_at: "2026-02-11T08:00:00+01:00",
      updated_at: "2026-02-11T18:00:00+01:00",
      location_id: 7,
      tracking_company: "DHL",
      tracking_number: "00340 12",
      tracking_numbers: ["00340 12", "00340 13"],
    },
  ])}
}`;

export function lineNode(id: number, given: object) {
  return {
    __typename: "LineItem",
    id: gid("LineItem", id),
    quantity: 1,
    currentQuantity: 1,
    isGiftCard: false,
    requiresShipping: false,
    sku: null,
    product: null,
    variant: null,
    discountAllocations: [],
    taxLines: list([]),
    ...given,
  };
}

const lines = [
  lineNode(21, {
    title: "Shirt",
    sku: "SHIRT",
    quantity: 4,
    currentQuantity: 2,
    requiresShipping: true,
    product: { id: gid("Product", 11) },
    variant: { id: gid("ProductVariant", 12) },
    originalUnitPriceSet: both("59.5", "65.0"),
    discountAllocations: [{ allocatedAmountSet: both("23.8", "26.0") }],
    taxLines: list([{ rate: 0.19, priceSet: both("34.2", "37.36") }]),
  }),
  lineNode(22, {
    title: "Gift card",
    sku: "",
    isGiftCard: true,
    product: { id: gid("Product", 13) },
    variant: { id: gid("ProductVariant", 14) },
    originalUnitPriceSet: both("50.0", "54.0"),
  }),
  lineNode(23, { title: "Tip", originalUnitPriceSet: both("3.0", "3.3") }),
];

export const fulfillmentOrderNode = {
  id: gid("FulfillmentOrder", 51),
  status: "CLOSED",
  updatedAt: "2026-02-11T07:00:00Z",
  assignedLocation: { location: { id: gid("Location", 71) } },
  fulfillBy: "2026-02-12T12:00:00Z",
  deliveryMethod: { maxDeliveryDateTime: "2026-02-14T12:00:00Z" },
};

export const orderNode = {
  __typename: "Order",
  id: gid("Order", orderId),
  name: "#1001",
  test: false,
  currencyCode: "EUR",
  presentmentCurrencyCode: "USD",
  processedAt: "2026-02-10T12:00:00Z",
  updatedAt: "2026-02-12T09:00:00Z",
  cancelledAt: null,
  displayFinancialStatus: "PARTIALLY_REFUNDED",
  taxesIncluded: true,
  sourceName: "web",
  retailLocation: null,
  customer: { id: gid("Customer", 5) },
  customerJourneySummary: { customerOrderIndex: 3, ready: true, firstVisit: null, lastVisit: null },
  discountCodes: ["HELLO"],
  totalPriceSet: both("118.0", "129.8"),
  paymentGatewayNames: ["paypal", "gift_card"],
  totalWeight: "750",
  totalTipReceivedSet: both("3.0", "3.3"),
  shippingAddress: { countryCodeV2: "DE", provinceCode: null, zip: "10115" },
  billingAddress: { countryCodeV2: "FR", provinceCode: null },
  lineItems: page(lines),
  fulfillments: list([
    {
      id: gid("Fulfillment", 41),
      status: "SUCCESS",
      createdAt: "2026-02-11T07:00:00Z",
      updatedAt: "2026-02-11T17:00:00Z",
      inTransitAt: null,
      deliveredAt: "2026-02-11T16:30:00Z",
      location: { id: gid("Location", 7) },
      trackingInfo: list([{ company: "DHL", number: "0034012" }]),
    },
  ]),
  fulfillmentOrders: page([fulfillmentOrderNode]),
  refunds: list([{ id: gid("Refund", 31) }]),
};

export const refundNode = {
  __typename: "Refund",
  id: gid("Refund", 31),
  createdAt: "2026-02-12T09:00:00Z",
  processedAt: "2026-02-12T09:00:00Z",
  order: orderNode,
  refundLineItems: page([
    {
      quantity: 1,
      restockType: "RETURN",
      subtotalSet: both("53.55", "58.5"),
      totalTaxSet: both("8.55", "9.34"),
      lineItem: lines[0],
    },
  ]),
  orderAdjustments: page([
    { reason: "REFUND_DISCREPANCY", amountSet: both("3.55"), taxAmountSet: both("0.0") },
  ]),
  refundShippingLines: page([{ subtotalAmountSet: both("4.0"), taxAmountSet: both("0.64") }]),
  duties: [],
  transactions: page([{ kind: "REFUND", status: "SUCCESS", amountSet: both("54.0") }]),
};

export const things = [orderNode, refundNode];
