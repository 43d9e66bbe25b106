// An order as either door tells it: the webhook's words and GraphQL's are both brought into this
// form, and everything that counts is worked out from here, so the two doors cannot disagree.
// Amounts are decimal text in major units, as Shopify writes them; ids are digits.

import type { Visit } from "../../ledger/marketing-channel.ts";
import type { TouchGrade } from "../../ledger/marketing-facts.ts";

/** An amount in the shop's currency and, where the door tells it, in the buyer's. */
export type Amount = { shop: string; presentment: string | null };

export type TaxInput = { amount: Amount; rate: number | null };

export type LineInput = {
  id: string;
  productId: string | null;
  variantId: string | null;
  sku: string | null;
  title: string;
  /** Units ordered, those refunded or removed since included. */
  quantity: number;
  /** Units left after refunds and removals; null when the door does not say. */
  currentQuantity: number | null;
  /** Gift cards and tips are money, not merchandise. */
  giftCard: boolean;
  tip: boolean;
  requiresShipping: boolean;
  /** Before discounts; may have more decimals than the currency. */
  unitPrice: Amount;
  /** Line and order discounts that fall on this line, removed units included. */
  allocations: Amount[];
  /** Of all units, after discounts. */
  taxes: TaxInput[];
};

export type RefundLineInput = {
  lineId: string;
  quantity: number;
  restockType: string;
  subtotal: string;
  tax: string;
  merchandise: boolean;
};

/** Amounts of a refund are in the shop's currency. */
export type RefundInput = {
  id: string;
  createdAt: Date | null;
  processedAt: Date;
  lines: RefundLineInput[];
  /** Discrepancies between what the lines say and what went back; never shipping. */
  discrepancies: { amount: string; tax: string }[];
  shipping: { amount: string; tax: string }[];
  duties: string[];
  /** Successful transactions of kind refund. */
  moneyBack: string[];
};

export type AddressInput = {
  country: string | null;
  province: string | null;
  /** As it was typed. Default none told. */
  postcode?: string | null;
};

export type FulfillmentInput = {
  id: string;
  status: string;
  createdAt: Date;
  updatedAt: Date | null;
  locationId: string | null;
  carrier: string | null;
  /** The first number that the parcel is followed by. Default none told. */
  tracking?: string | null;
};

export type OrderInput = {
  id: string;
  name: string;
  updatedAt: Date | null;
  processedAt: Date;
  cancelledAt: Date | null;
  test: boolean;
  financialStatus: string | null;
  currency: string;
  presentmentCurrency: string | null;
  taxesIncluded: boolean;
  sourceName: string | null;
  locationId: string | null;
  customerId: string | null;
  customerOrderIndex: number | null;
  shippingAddress: AddressInput | null;
  billingAddress: AddressInput | null;
  lines: LineInput[];
  refunds: RefundInput[];
  fulfillments: FulfillmentInput[];
  /** Codes as the buyer typed them. Default none told. */
  discountCodes?: readonly string[];
  /** What the buyer was to pay in all, in the shop's currency. Default not told. */
  total?: string | null;
  /** As Shopify names them. Default none told. */
  gateways?: readonly string[];
  /** 0 where nobody entered weights. Default not told. */
  weightGrams?: number | null;
  /** What is known of how the buyer came, first visit first. Default nothing told. */
  visits?: { grade: TouchGrade; seen: readonly (Visit | null)[] };
};

/** When a door heard of something: what `updated_at` is measured against. */
export type Heard = { triggeredAt: Date; receivedAt: Date };
