// One order of the demo store, from what was bought to the body Shopify would send.
import { places } from "./catalogue.ts";
import type {
  Address,
  CustomerPayload,
  LinePayload,
  OrderPayload,
  ProductPayload,
  VariantPayload,
} from "./payloads.ts";
import { landingOf } from "./marketing.ts";
import { decimals, gid, moneySet, shopTime } from "./store.ts";

export type Bought = { product: ProductPayload; variant: VariantPayload; quantity: number };

export type Sale = {
  number: number;
  at: Date;
  items: Bought[];
  customer: CustomerPayload | null;
  address: Address | null;
  sourceName: string;
  locationId: number | null;
  /** Share taken off by the code, 0 for none. */
  discountRate: number;
  vatRate: number;
  financialStatus: string;
  test: boolean;
};

const orderIdBase = 6_100_000_000_000;
/** A marketplace's app id: orders of sales-channel apps carry it as their source name. */
export const marketplaceApp = 580111;

/** By the order's number, so that no dice are cast for it. */
function gatewaysOf({ sourceName, number }: Sale): string[] {
  if (sourceName === "pos") return [number % 3 === 0 ? "cash" : "shopify_payments"];
  if (sourceName === String(marketplaceApp)) return ["marketplace"];
  return number % 20 === 0
    ? ["gift_card", "shopify_payments"]
    : [number % 4 === 1 ? "paypal" : "shopify_payments"];
}

/** 150 to 450 g apiece. */
const gramsOf = ({ variant }: Bought) => 150 + (variant.id % 7) * 50;

/** The webhook body of a fresh, unfulfilled order. Tax is inside the prices. */
export function orderPayload(sale: Sale): OrderPayload {
  const id = orderIdBase + sale.number;
  const lines = sale.items.map((item, index) => linePayload(sale, id, item, index));
  const cents = (text: string) => Math.round(Number(text) * 100);
  const gross = lines.reduce((sum, line) => sum + cents(line.price) * line.quantity, 0);
  const discounts = lines.reduce(
    (sum, line) => sum + cents(line.discount_allocations[0]?.amount ?? "0"),
    0,
  );
  const tax = lines.reduce((sum, line) => sum + cents(line.tax_lines[0]?.price ?? "0"), 0);
  const shipping = sale.address && sale.sourceName !== "pos" && gross < 4900 ? 490 : 0;
  const subtotal = gross - discounts;
  const at = shopTime(sale.at);
  const landing = sale.sourceName === "web" ? landingOf(sale.number) : null;
  return {
    id,
    admin_graphql_api_id: gid("Order", id),
    app_id: sale.sourceName === String(marketplaceApp) ? marketplaceApp : null,
    name: `#${sale.number}`,
    number: sale.number - 1000,
    order_number: sale.number,
    created_at: at,
    processed_at: at,
    updated_at: at,
    closed_at: null,
    cancelled_at: null,
    cancel_reason: null,
    test: sale.test,
    currency: "EUR",
    presentment_currency: "EUR",
    financial_status: sale.financialStatus,
    fulfillment_status: null,
    taxes_included: true,
    duties_included: false,
    subtotal_price: decimals(subtotal),
    subtotal_price_set: moneySet(subtotal),
    total_line_items_price: decimals(gross),
    total_line_items_price_set: moneySet(gross),
    total_discounts: decimals(discounts),
    total_discounts_set: moneySet(discounts),
    total_tax: decimals(tax),
    total_tax_set: moneySet(tax),
    total_price: decimals(subtotal + shipping),
    total_price_set: moneySet(subtotal + shipping),
    total_shipping_price_set: moneySet(shipping),
    current_subtotal_price: decimals(subtotal),
    current_total_price: decimals(subtotal + shipping),
    total_tip_received: "0.00",
    tags: "demo data",
    note_attributes: [],
    discount_codes: discounts
      ? [{ code: "HELLO", amount: decimals(discounts), type: "percentage" }]
      : [],
    discount_applications: discounts
      ? [
          {
            target_type: "line_item",
            type: "discount_code",
            value: String(sale.discountRate * 100),
            value_type: "percentage",
            allocation_method: "across",
            target_selection: "all",
            code: "HELLO",
          },
        ]
      : [],
    payment_gateway_names: gatewaysOf(sale),
    total_weight: sale.items.reduce((sum, each) => sum + gramsOf(each) * each.quantity, 0),
    source_name: sale.sourceName,
    landing_site: landing?.site ?? null,
    referring_site: landing?.referrer ?? null,
    location_id: sale.locationId,
    user_id: null,
    customer_locale: "en",
    buyer_accepts_marketing: false,
    email: sale.customer?.email ?? null,
    phone: null,
    customer: sale.customer,
    billing_address: sale.address,
    shipping_address: sale.sourceName === "pos" ? null : sale.address,
    line_items: lines,
    shipping_lines: shipping
      ? [{ id: id * 10, title: "Parcel", price: decimals(shipping), price_set: moneySet(shipping) }]
      : [],
    fulfillments: [],
    refunds: [],
    returns: [],
    tax_lines: tax
      ? [
          {
            title: "VAT",
            rate: sale.vatRate,
            price: decimals(tax),
            price_set: moneySet(tax),
          },
        ]
      : [],
  };
}

function linePayload(
  sale: Sale,
  orderId: number,
  { product, variant, quantity }: Bought,
  index: number,
): LinePayload {
  const id = orderId * 10 + index;
  const variantTitle = variant.title === "Default Title" ? null : variant.title;
  const price = Math.round(Number(variant.price) * 100);
  const discount = Math.round(price * quantity * sale.discountRate);
  const paid = price * quantity - discount;
  const tax = Math.round((paid * sale.vatRate) / (1 + sale.vatRate));
  return {
    id,
    admin_graphql_api_id: gid("LineItem", id),
    product_id: product.id,
    variant_id: variant.id,
    sku: variant.sku,
    title: product.title,
    name: variantTitle ? `${product.title} - ${variantTitle}` : product.title,
    variant_title: variantTitle,
    vendor: product.vendor,
    quantity,
    current_quantity: quantity,
    fulfillable_quantity: quantity,
    fulfillment_status: null,
    price: variant.price,
    price_set: moneySet(price),
    // Shopify keeps discounts of a code in the allocations; `total_discount` is the line's own.
    total_discount: "0.00",
    total_discount_set: moneySet(0),
    discount_allocations: discount
      ? [
          {
            amount: decimals(discount),
            amount_set: moneySet(discount),
            discount_application_index: 0,
          },
        ]
      : [],
    tax_lines: tax
      ? [{ title: "VAT", rate: sale.vatRate, price: decimals(tax), price_set: moneySet(tax) }]
      : [],
    gift_card: false,
    requires_shipping: product.product_type !== "Course",
    grams: 250,
    properties: [],
  };
}

export const warehouse = places[0].id;
