// The lines of which a result has millions, read by hand where they look as always: several times
// faster than their schema. Whatever looks different is null here, and the schema reads it or says
// what is wrong with it; so nothing is accepted here that the schema would refuse.
import type { z } from "zod";
import type { AddressInput, Amount } from "../counting/order-input.ts";
import type { LineNode, OrderNode } from "../documents/order-node.ts";

type Fields = Record<string, unknown>;
type Fulfillment = OrderNode["fulfillments"][number];

/** Thrown and caught in this file only; made once, because its trace would cost more than the line. */
const unusual = new Error("unusual line");

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw unusual;
  return value as Fields;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw unusual;
  return value;
}

const textOrNull = (value: unknown): string | null => (value === null ? null : text(value));

function integer(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw unusual;
  return value as number;
}

function flag(value: unknown): boolean {
  if (typeof value !== "boolean") throw unusual;
  return value;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw unusual;
  return value;
}

const prefix = "gid://shopify/";

/** Digits of `gid://shopify/<type>/<digits>`. */
export function gidOf(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith(prefix)) throw unusual;
  const start = value.indexOf("/", prefix.length) + 1;
  if (start <= prefix.length + 1 || start >= value.length) throw unusual;
  for (let at = start; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 48 || code > 57) throw unusual;
  }
  return value.slice(start);
}

const reference = (value: unknown): string | null =>
  value === null ? null : gidOf(fields(value)["id"]);

const wholeSecond = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

function time(value: unknown): Date {
  const given = text(value);
  if (!wholeSecond.test(given)) throw unusual;
  const read = new Date(given);
  // A day that its month lacks is moved on instead of refused.
  if (Number.isNaN(read.getTime()) || Number(given.slice(8, 10)) !== read.getUTCDate()) {
    throw unusual;
  }
  return read;
}

const timeOrNull = (value: unknown): Date | null => (value === null ? null : time(value));

const shopMoney = (value: unknown): string => text(fields(fields(value)["shopMoney"])["amount"]);

const bothMoneys = (value: unknown): Amount & { presentment: string } => {
  const { shopMoney, presentmentMoney } = fields(value);
  return {
    shop: text(fields(shopMoney)["amount"]),
    presentment: text(fields(presentmentMoney)["amount"]),
  };
};

function address(value: unknown): AddressInput | null {
  if (value === null) return null;
  const { countryCodeV2, provinceCode } = fields(value);
  return { country: textOrNull(countryCodeV2), province: textOrNull(provinceCode) };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error === unusual) return null;
    throw error;
  }
}

/** As `lineNode.parse`; null for a line that looks unusual. */
export function usualLine(value: unknown): LineNode | null {
  return orNull(() => {
    const line = fields(value);
    return {
      id: gidOf(line["id"]),
      title: text(line["title"]),
      sku: textOrNull(line["sku"]),
      quantity: integer(line["quantity"]),
      currentQuantity: integer(line["currentQuantity"]),
      isGiftCard: flag(line["isGiftCard"]),
      requiresShipping: flag(line["requiresShipping"]),
      product: reference(line["product"]),
      variant: reference(line["variant"]),
      originalUnitPriceSet: bothMoneys(line["originalUnitPriceSet"]),
      discountAllocations: list(line["discountAllocations"]).map((each) => ({
        allocatedAmountSet: bothMoneys(fields(each)["allocatedAmountSet"]),
      })),
      taxLines: list(line["taxLines"]).map((each) => {
        const { rate, priceSet } = fields(each);
        if (typeof rate !== "number" && rate !== null) throw unusual;
        return { rate, priceSet: bothMoneys(priceSet) };
      }),
    };
  });
}

function fulfillment(value: unknown): Fulfillment {
  const each = fields(value);
  return {
    id: gidOf(each["id"]),
    status: text(each["status"]),
    createdAt: time(each["createdAt"]),
    updatedAt: time(each["updatedAt"]),
    inTransitAt: timeOrNull(each["inTransitAt"]),
    deliveredAt: timeOrNull(each["deliveredAt"]),
    location: reference(each["location"]),
    trackingInfo: list(each["trackingInfo"]).map((info) => ({
      company: textOrNull(fields(info)["company"]),
    })),
  };
}

/** An order without what stands in lines of its own. */
export type UsualOrder = Omit<OrderNode, "lineItems" | "fulfillmentOrders" | "refunds"> & {
  refunds: {
    id: string;
    createdAt: Date | null;
    processedAt: Date | null;
    totalRefundedSet: string;
  }[];
};

/** As `bulkOrder.parse`; null for an order that looks unusual. */
export function usualOrder(value: unknown): UsualOrder | null {
  return orNull(() => {
    const order = fields(value);
    const journey = order["customerJourneySummary"];
    const index = journey === null ? null : fields(journey)["customerOrderIndex"];
    return {
      id: gidOf(order["id"]),
      name: text(order["name"]),
      updatedAt: time(order["updatedAt"]),
      processedAt: time(order["processedAt"]),
      cancelledAt: timeOrNull(order["cancelledAt"]),
      test: flag(order["test"]),
      displayFinancialStatus: textOrNull(order["displayFinancialStatus"]),
      currencyCode: text(order["currencyCode"]),
      presentmentCurrencyCode: text(order["presentmentCurrencyCode"]),
      taxesIncluded: flag(order["taxesIncluded"]),
      sourceName: textOrNull(order["sourceName"]),
      customer: reference(order["customer"]),
      retailLocation: reference(order["retailLocation"]),
      customerJourneySummary: index === null ? null : integer(index),
      totalTipReceivedSet: shopMoney(order["totalTipReceivedSet"]),
      shippingAddress: address(order["shippingAddress"]),
      billingAddress: address(order["billingAddress"]),
      fulfillments: list(order["fulfillments"]).map(fulfillment),
      refunds: list(order["refunds"]).map((each) => {
        const refund = fields(each);
        return {
          id: gidOf(refund["id"]),
          createdAt: timeOrNull(refund["createdAt"]),
          processedAt: timeOrNull(refund["processedAt"]),
          totalRefundedSet: shopMoney(refund["totalRefundedSet"]),
        };
      }),
    } satisfies UsualOrder;
  });
}
