// The lines of which a result has millions, read by their looks where they look as always: a result is
// written without spaces, its keys in the order in which they were asked for (documents.ts). That is
// many times faster than JSON and a schema. Whatever looks different is null here, and the schema
// reads it or says what is wrong with it; so nothing is taken here that the schema would refuse.
import type { AddressInput } from "../counting/order-input.ts";
import type { Visit } from "../../ledger/marketing-channel.ts";
import type { Journey } from "../documents/journey.ts";
import type { LineNode, OrderNode } from "../documents/order-node.ts";
import {
  bothMoneys,
  filled,
  flag,
  gid,
  integer,
  list,
  object,
  orNull,
  rate,
  reference,
  shopMoney,
  text,
  time,
  whole,
} from "./usual-text.ts";

type Fulfillment = OrderNode["fulfillments"][number];

/** An order without what stands in lines of its own. */
export type UsualOrder = Omit<OrderNode, "lineItems" | "fulfillmentOrders" | "refunds"> & {
  refunds: UsualRefund[];
};
type UsualRefund = {
  id: string;
  createdAt: Date | null;
  processedAt: Date | null;
  totalRefundedSet: string;
};

const discount = object(
  [["allocatedAmountSet", bothMoneys]],
  (allocatedAmountSet): LineNode["discountAllocations"][number] => ({ allocatedAmountSet }),
);

const tax = object(
  [
    ["rate", orNull(rate)],
    ["priceSet", bothMoneys],
  ],
  (rate, priceSet): LineNode["taxLines"][number] => ({ rate, priceSet }),
);

const line = object(
  [
    ["id", gid("LineItem")],
    ["title", text],
    ["sku", orNull(text)],
    ["quantity", integer],
    ["currentQuantity", integer],
    ["isGiftCard", flag],
    ["requiresShipping", flag],
    ["product", orNull(reference)],
    ["variant", orNull(reference)],
    ["originalUnitPriceSet", bothMoneys],
    ["discountAllocations", list(discount)],
    ["taxLines", list(tax)],
    ["__parentId", gid()],
  ],
  (
    id,
    title,
    sku,
    quantity,
    currentQuantity,
    isGiftCard,
    requiresShipping,
    product,
    variant,
    originalUnitPriceSet,
    discountAllocations,
    taxLines,
    _parentId,
  ): LineNode => ({
    id,
    title,
    sku,
    quantity,
    currentQuantity,
    isGiftCard,
    requiresShipping,
    product,
    variant,
    originalUnitPriceSet,
    discountAllocations,
    taxLines,
  }),
);

const address = object(
  [
    ["countryCodeV2", orNull(text)],
    ["provinceCode", orNull(text)],
    ["zip", orNull(text)],
  ],
  (country, province, postcode): AddressInput => ({ country, province, postcode }),
);

const tracking = object(
  [
    ["company", orNull(text)],
    ["number", orNull(text)],
  ],
  (company, number): Fulfillment["trackingInfo"][number] => ({ company, number }),
);

const fulfillment = object(
  [
    ["id", gid()],
    ["status", text],
    ["createdAt", time],
    ["updatedAt", time],
    ["inTransitAt", orNull(time)],
    ["deliveredAt", orNull(time)],
    ["location", orNull(reference)],
    ["trackingInfo", list(tracking)],
  ],
  (
    id,
    status,
    createdAt,
    updatedAt,
    inTransitAt,
    deliveredAt,
    location,
    trackingInfo,
  ): Fulfillment => ({
    id,
    status,
    createdAt,
    updatedAt,
    inTransitAt,
    deliveredAt,
    location,
    trackingInfo,
  }),
);

const refund = object(
  [
    ["id", gid()],
    ["createdAt", orNull(time)],
    ["processedAt", orNull(time)],
    ["totalRefundedSet", shopMoney],
  ],
  (id, createdAt, processedAt, totalRefundedSet): UsualRefund => ({
    id,
    createdAt,
    processedAt,
    totalRefundedSet,
  }),
);

const utm = object(
  [
    ["source", filled],
    ["medium", filled],
    ["campaign", filled],
  ],
  (source, medium, campaign): NonNullable<Visit["utm"]> => ({ source, medium, campaign }),
);

const visit = object(
  [
    ["landingPage", filled],
    ["referrerUrl", filled],
    ["utmParameters", orNull(utm)],
  ],
  (landingPage, referrer, utm): Visit => ({ landingPage, referrer, utm }),
);

const journey = object(
  [
    ["customerOrderIndex", orNull(integer)],
    ["ready", flag],
    ["firstVisit", orNull(visit)],
    ["lastVisit", orNull(visit)],
  ],
  (customerOrderIndex, ready, first, last): Journey => ({ customerOrderIndex, ready, first, last }),
);

const order = object(
  [
    ["id", gid()],
    ["name", text],
    ["updatedAt", time],
    ["processedAt", time],
    ["cancelledAt", orNull(time)],
    ["test", flag],
    ["displayFinancialStatus", orNull(text)],
    ["currencyCode", text],
    ["presentmentCurrencyCode", text],
    ["taxesIncluded", flag],
    ["sourceName", orNull(text)],
    ["customer", orNull(reference)],
    ["retailLocation", orNull(reference)],
    ["customerJourneySummary", orNull(journey)],
    ["discountCodes", list(text)],
    ["totalPriceSet", shopMoney],
    ["paymentGatewayNames", list(text)],
    ["totalWeight", orNull(text)],
    ["totalTipReceivedSet", shopMoney],
    ["shippingAddress", orNull(address)],
    ["billingAddress", orNull(address)],
    ["fulfillments", list(fulfillment)],
    ["refunds", list(refund)],
  ],
  (
    id,
    name,
    updatedAt,
    processedAt,
    cancelledAt,
    test,
    displayFinancialStatus,
    currencyCode,
    presentmentCurrencyCode,
    taxesIncluded,
    sourceName,
    customer,
    retailLocation,
    customerJourneySummary,
    discountCodes,
    totalPriceSet,
    paymentGatewayNames,
    totalWeight,
    totalTipReceivedSet,
    shippingAddress,
    billingAddress,
    fulfillments,
    refunds,
  ): UsualOrder => ({
    id,
    name,
    updatedAt,
    processedAt,
    cancelledAt,
    test,
    displayFinancialStatus,
    currencyCode,
    presentmentCurrencyCode,
    taxesIncluded,
    sourceName,
    customer,
    retailLocation,
    customerJourneySummary,
    discountCodes,
    totalPriceSet,
    paymentGatewayNames,
    totalWeight,
    totalTipReceivedSet,
    shippingAddress,
    billingAddress,
    fulfillments,
    refunds,
  }),
);

/** As `lineNode.parse` of the line's JSON; null for a line that looks unusual. */
export const usualLine = whole(line);

/** As `bulkOrder.parse` of the line's JSON; null for an order that looks unusual. */
export const usualOrder = whole(order);
