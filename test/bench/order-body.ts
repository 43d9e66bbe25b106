// An orders/create body of about 13 kB, the size of the platform's documented example, in its words.

const line = (index: number, order: number) => ({
  id: 9_000_000_000 + order * 10 + index,
  admin_graphql_api_id: `gid://shopify/LineItem/${9_000_000_000 + order * 10 + index}`,
  product_id: 1_000 + ((order + index) % 200),
  variant_id: 5_000 + ((order + index) % 200),
  sku: `SKU-${(order + index) % 200}`,
  title: `Product ${(order + index) % 200}`,
  variant_title: null,
  vendor: "Fourfold",
  quantity: 1 + (index % 2),
  current_quantity: 1 + (index % 2),
  fulfillable_quantity: 1 + (index % 2),
  fulfillment_service: "manual",
  fulfillment_status: null,
  gift_card: false,
  grams: 500,
  price: "20.00",
  price_set: money("20.00"),
  requires_shipping: true,
  taxable: true,
  total_discount: "0.00",
  total_discount_set: money("0.00"),
  discount_allocations: [
    { amount: "1.00", amount_set: money("1.00"), discount_application_index: 0 },
  ],
  tax_lines: [
    {
      title: "State tax",
      price: "1.20",
      rate: 0.06,
      price_set: money("1.20"),
      channel_liable: false,
    },
    {
      title: "City tax",
      price: "0.20",
      rate: 0.01,
      price_set: money("0.20"),
      channel_liable: false,
    },
  ],
  duties: [],
  properties: [{ name: "engraving", value: "none" }],
  attributed_staffs: [],
});

function money(amount: string) {
  return {
    shop_money: { amount, currency_code: "USD" },
    presentment_money: { amount, currency_code: "USD" },
  };
}

const address = {
  first_name: "Ada",
  last_name: "Example",
  address1: "1 Example Street",
  address2: null,
  phone: "+15550100",
  city: "Sacramento",
  zip: "95814",
  province: "California",
  country: "United States",
  company: null,
  latitude: 38.5,
  longitude: -121.5,
  name: "Ada Example",
  country_code: "US",
  province_code: "CA",
};

/** The order's id and time follow from its number: ten thousand orders a day from 2026-01-01 on. */
export function orderBody(order: number, at = instantOf(order)): string {
  const amounts = [
    "subtotal_price_set",
    "total_price_set",
    "total_tax_set",
    "total_discounts_set",
    "total_line_items_price_set",
    "total_shipping_price_set",
    "current_subtotal_price_set",
    "current_total_price_set",
    "current_total_discounts_set",
    "current_total_tax_set",
    "total_outstanding_set",
    "original_total_duties_set",
    "original_total_additional_fees_set",
  ];
  return JSON.stringify({
    id: 820_982_000_000 + order,
    admin_graphql_api_id: `gid://shopify/Order/${820_982_000_000 + order}`,
    app_id: 580111,
    name: `#${1000 + order}`,
    number: order,
    order_number: 1000 + order,
    created_at: at,
    processed_at: at,
    updated_at: at,
    cancelled_at: null,
    cancel_reason: null,
    closed_at: null,
    confirmed: true,
    test: false,
    currency: "USD",
    presentment_currency: "USD",
    financial_status: "paid",
    fulfillment_status: null,
    taxes_included: false,
    tags: "",
    note: "x".repeat(4_700),
    source_name: "web",
    landing_site: "/?utm_source=newsletter&utm_medium=email&utm_campaign=spring",
    referring_site: "https://www.example.com/a/page/with/a/longer/address",
    location_id: null,
    user_id: null,
    customer: {
      id: 115_310_000 + (order % 40_000),
      email: `person${order % 40_000}@example.com`,
      first_name: "Ada",
      last_name: "Example",
      phone: null,
      created_at: "2025-01-01T00:00:00Z",
      updated_at: "2025-01-01T00:00:00Z",
      state: "enabled",
      currency: "USD",
      default_address: address,
    },
    billing_address: address,
    shipping_address: address,
    ...Object.fromEntries(amounts.map((name) => [name, money("57.00")])),
    line_items: [line(0, order), line(1, order), line(2, order)],
    shipping_lines: [{ id: 1, title: "Standard", price: "5.00", price_set: money("5.00") }],
    payment_gateway_names: ["shopify_payments"],
    note_attributes: [],
    discount_codes: [{ code: "SPRING", amount: "3.00", type: "fixed_amount" }],
    discount_applications: [],
    tax_lines: [],
    fulfillments: [],
    refunds: [],
    returns: [],
  });
}

function instantOf(order: number): string {
  const start = Date.UTC(2026, 0, 1);
  return new Date(start + Math.floor((order * 86_400_000) / 10_000)).toISOString();
}
