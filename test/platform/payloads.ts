// What the stand-in's store holds: webhook bodies as Shopify sends them (REST-like JSON), only with
// the fields that matter to a receiver of orders.

export type Money = { amount: string; currency_code: string };
export type MoneySet = { shop_money: Money; presentment_money: Money };
export type Address = {
  city: string;
  zip: string;
  country_code: string;
  province_code: string | null;
  first_name: string;
  last_name: string;
};
export type TaxLine = { title: string; rate: number; price: string; price_set: MoneySet };

export type LinePayload = {
  id: number;
  admin_graphql_api_id: string;
  product_id: number;
  variant_id: number;
  sku: string;
  title: string;
  name: string;
  variant_title: string | null;
  vendor: string;
  quantity: number;
  current_quantity: number;
  fulfillable_quantity: number;
  fulfillment_status: string | null;
  price: string;
  price_set: MoneySet;
  total_discount: string;
  total_discount_set: MoneySet;
  discount_allocations: {
    amount: string;
    amount_set: MoneySet;
    discount_application_index: number;
  }[];
  tax_lines: TaxLine[];
  gift_card: boolean;
  requires_shipping: boolean;
  grams: number;
  properties: never[];
};

export type FulfillmentPayload = {
  id: number;
  admin_graphql_api_id: string;
  order_id: number;
  name: string;
  status: string;
  shipment_status: string | null;
  location_id: number;
  created_at: string;
  updated_at: string;
  tracking_company: string;
  tracking_numbers: string[];
  line_items: LinePayload[];
};

export type FulfillmentEventPayload = {
  id: number;
  admin_graphql_api_id: string;
  fulfillment_id: number;
  order_id: number;
  status: string;
  happened_at: string;
  created_at: string;
  updated_at: string;
};

export type RefundPayload = {
  id: number;
  admin_graphql_api_id: string;
  order_id: number;
  created_at: string;
  processed_at: string;
  note: string | null;
  restock: boolean;
  duties: never[];
  order_adjustments: {
    id: number;
    kind: "refund_discrepancy";
    reason: string;
    amount: string;
    tax_amount: string;
    amount_set: MoneySet;
    tax_amount_set: MoneySet;
  }[];
  refund_shipping_lines: never[];
  refund_line_items: {
    id: number;
    line_item_id: number;
    quantity: number;
    restock_type: string;
    location_id: number;
    subtotal: number;
    total_tax: number;
    subtotal_set: MoneySet;
    total_tax_set: MoneySet;
    line_item: LinePayload;
  }[];
  transactions: {
    id: number;
    kind: "refund";
    status: "success";
    amount: string;
    currency: string;
    gateway: string;
    processed_at: string;
    test: boolean;
  }[];
};

export type CustomerPayload = {
  id: number;
  admin_graphql_api_id: string;
  email: string;
  phone: string | null;
  first_name: string;
  last_name: string;
  state: string;
  note: string | null;
  currency: string;
  created_at: string;
  updated_at: string;
  default_address: Address;
};

export type OrderPayload = {
  id: number;
  admin_graphql_api_id: string;
  app_id: number | null;
  name: string;
  number: number;
  order_number: number;
  created_at: string;
  processed_at: string;
  updated_at: string;
  closed_at: string | null;
  cancelled_at: string | null;
  cancel_reason: string | null;
  test: boolean;
  currency: string;
  presentment_currency: string;
  financial_status: string;
  fulfillment_status: string | null;
  taxes_included: boolean;
  duties_included: boolean;
  subtotal_price: string;
  subtotal_price_set: MoneySet;
  total_line_items_price: string;
  total_line_items_price_set: MoneySet;
  total_discounts: string;
  total_discounts_set: MoneySet;
  total_tax: string;
  total_tax_set: MoneySet;
  total_price: string;
  total_price_set: MoneySet;
  total_shipping_price_set: MoneySet;
  current_subtotal_price: string;
  current_total_price: string;
  total_tip_received: string;
  tags: string;
  note_attributes: never[];
  discount_codes: { code: string; amount: string; type: string }[];
  discount_applications: Record<string, string>[];
  payment_gateway_names: string[];
  /** Grams. */
  total_weight: number;
  source_name: string;
  landing_site: string | null;
  referring_site: string | null;
  location_id: number | null;
  user_id: number | null;
  customer_locale: string | null;
  buyer_accepts_marketing: boolean;
  email: string | null;
  phone: string | null;
  customer: CustomerPayload | null;
  billing_address: Address | null;
  shipping_address: Address | null;
  line_items: LinePayload[];
  shipping_lines: { id: number; title: string; price: string; price_set: MoneySet }[];
  fulfillments: FulfillmentPayload[];
  refunds: RefundPayload[];
  returns: never[];
  tax_lines: TaxLine[];
};

export type VariantPayload = {
  id: number;
  admin_graphql_api_id: string;
  product_id: number;
  title: string;
  price: string;
  compare_at_price: string | null;
  sku: string;
  position: number;
  inventory_item_id: number;
  inventory_quantity: number;
  updated_at: string;
  created_at: string;
};

export type ProductPayload = {
  id: number;
  admin_graphql_api_id: string;
  title: string;
  vendor: string;
  product_type: string;
  handle: string;
  status: string;
  tags: string;
  published_at: string;
  created_at: string;
  updated_at: string;
  variants: VariantPayload[];
  options: never[];
  images: never[];
};

export type InventoryItemPayload = {
  id: number;
  admin_graphql_api_id: string;
  sku: string;
  cost: string | null;
  tracked: boolean;
  requires_shipping: boolean;
  created_at: string;
  updated_at: string;
};

/** What one place holds of one item; `on hand` is what is available and what is promised. */
export type Level = {
  itemId: number;
  locationId: number;
  available: number;
  committed: number;
  incoming: number;
  updatedAt: string;
};

/** A return as its webhooks tell it. */
export type ReturnPayload = {
  id: number;
  admin_graphql_api_id: string;
  order_id: number;
  name: string;
  status: "requested" | "open" | "closed" | "declined" | "canceled";
  created_at: string;
  closed_at: string | null;
  return_line_items: { id: number; line_item_id: number; quantity: number; reason: string }[];
};

/** Ship by, deliver by; read by the Admin API only. Null: nothing was promised. */
export type Promised = { fulfillBy: string | null; deliverBy: string | null };

export type LocationPayload = {
  id: number;
  admin_graphql_api_id: string;
  name: string;
  active: boolean;
  city: string;
  zip: string;
  country_code: string;
  province_code: string | null;
  created_at: string;
  updated_at: string;
};

/** An entry of an order's timeline; webhooks do not carry it, the Admin API does. */
export type TimelineEvent = {
  id: number;
  orderId: number;
  action: string;
  createdAt: string;
  /** App and user exclude each other; an event of neither is the shop's own doing. */
  by: "app" | "user" | "shop";
};

export type Answer = {
  order: string;
  question: "nps" | "csat" | "heard-about";
  /** 0 of one that has no scale. */
  score: number;
  answered_at: string;
  touchpoint: string;
  /** What the buyer wrote, most write nothing; or the channel they heard of the shop by. */
  text?: string;
};
