// The lines of which a result has millions, read by hand where they look as always: a result is
// written without spaces, its keys in the order in which they were asked for (documents.ts). That is
// several times faster than JSON and a schema. Whatever looks different is null here, and the schema
// reads it or says what is wrong with it; so nothing is taken here that the schema would refuse.
import type { AddressInput } from "../counting/order-input.ts";
import type { Visit } from "../../ledger/marketing-channel.ts";
import type { Journey } from "../documents/journey.ts";
import type { LineNode, OrderNode } from "../documents/order-node.ts";
import {
  skip,
  text,
  orNull,
  integer,
  rate,
  flag,
  gid,
  restOfGid,
  time,
  shopMoney,
  bothMoneys,
  list,
  after,
  textOrNull,
  filledOrNull,
  texts,
  timeOrNull,
  referenceOrNull,
  rateOrNull,
  integerOrNull,
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

function address(): AddressInput {
  const country = after('{"countryCodeV2":', textOrNull);
  const province = after(',"provinceCode":', textOrNull);
  const postcode = after(',"zip":', textOrNull);
  skip("}");
  return { country, province, postcode };
}

const addressOrNull = () => orNull(address);

function discount(): LineNode["discountAllocations"][number] {
  const allocatedAmountSet = after('{"allocatedAmountSet":', bothMoneys);
  skip("}");
  return { allocatedAmountSet };
}

function tax(): LineNode["taxLines"][number] {
  const each = { rate: after('{"rate":', rateOrNull), priceSet: after(',"priceSet":', bothMoneys) };
  skip("}");
  return each;
}

const discounts = () => list(discount);
const taxes = () => list(tax);

function lineItem(): LineNode {
  const read: LineNode = {
    id: after('{"id":"gid://shopify/LineItem/', restOfGid),
    title: after(',"title":', text),
    sku: after(',"sku":', textOrNull),
    quantity: after(',"quantity":', integer),
    currentQuantity: after(',"currentQuantity":', integer),
    isGiftCard: after(',"isGiftCard":', flag),
    requiresShipping: after(',"requiresShipping":', flag),
    product: after(',"product":', referenceOrNull),
    variant: after(',"variant":', referenceOrNull),
    originalUnitPriceSet: after(',"originalUnitPriceSet":', bothMoneys),
    discountAllocations: after(',"discountAllocations":', discounts),
    taxLines: after(',"taxLines":', taxes),
  };
  after(',"__parentId":', gid);
  return read;
}

function tracking(): Fulfillment["trackingInfo"][number] {
  const company = after('{"company":', textOrNull);
  const number = after(',"number":', textOrNull);
  skip("}");
  return { company, number };
}

const trackings = () => list(tracking);

function fulfillment(): Fulfillment {
  const each: Fulfillment = {
    id: after('{"id":', gid),
    status: after(',"status":', text),
    createdAt: after(',"createdAt":', time),
    updatedAt: after(',"updatedAt":', time),
    inTransitAt: after(',"inTransitAt":', timeOrNull),
    deliveredAt: after(',"deliveredAt":', timeOrNull),
    location: after(',"location":', referenceOrNull),
    trackingInfo: after(',"trackingInfo":', trackings),
  };
  skip("}");
  return each;
}

function refund(): UsualRefund {
  const each = {
    id: after('{"id":', gid),
    createdAt: after(',"createdAt":', timeOrNull),
    processedAt: after(',"processedAt":', timeOrNull),
    totalRefundedSet: after(',"totalRefundedSet":', shopMoney),
  };
  skip("}}");
  return each;
}

const utmOrNull = () =>
  orNull(() => {
    const utm = {
      source: after('{"source":', filledOrNull),
      medium: after(',"medium":', filledOrNull),
      campaign: after(',"campaign":', filledOrNull),
    };
    skip("}");
    return utm;
  });

function visit(): Visit {
  const read = {
    landingPage: after('{"landingPage":', filledOrNull),
    referrer: after(',"referrerUrl":', filledOrNull),
    utm: after(',"utmParameters":', utmOrNull),
  };
  skip("}");
  return read;
}

const visitOrNull = () => orNull(visit);

function journey(): Journey {
  const read = {
    customerOrderIndex: after('{"customerOrderIndex":', integerOrNull),
    ready: after(',"ready":', flag),
    first: after(',"firstVisit":', visitOrNull),
    last: after(',"lastVisit":', visitOrNull),
  };
  skip("}");
  return read;
}

/** An amount of which only the shop's side is asked for. */
function ofShop(): string {
  const amount = shopMoney();
  skip("}");
  return amount;
}

const journeyOrNull = () => orNull(journey);
const fulfillments = () => list(fulfillment);
const refunds = () => list(refund);

const order = (): UsualOrder => ({
  id: after('{"id":', gid),
  name: after(',"name":', text),
  updatedAt: after(',"updatedAt":', time),
  processedAt: after(',"processedAt":', time),
  cancelledAt: after(',"cancelledAt":', timeOrNull),
  test: after(',"test":', flag),
  displayFinancialStatus: after(',"displayFinancialStatus":', textOrNull),
  currencyCode: after(',"currencyCode":', text),
  presentmentCurrencyCode: after(',"presentmentCurrencyCode":', text),
  taxesIncluded: after(',"taxesIncluded":', flag),
  sourceName: after(',"sourceName":', textOrNull),
  customer: after(',"customer":', referenceOrNull),
  retailLocation: after(',"retailLocation":', referenceOrNull),
  customerJourneySummary: after(',"customerJourneySummary":', journeyOrNull),
  discountCodes: after(',"discountCodes":', texts),
  totalPriceSet: after(',"totalPriceSet":', ofShop),
  paymentGatewayNames: after(',"paymentGatewayNames":', texts),
  totalWeight: after(',"totalWeight":', textOrNull),
  totalTipReceivedSet: after(',"totalTipReceivedSet":', ofShop),
  shippingAddress: after(',"shippingAddress":', addressOrNull),
  billingAddress: after(',"billingAddress":', addressOrNull),
  fulfillments: after(',"fulfillments":', fulfillments),
  refunds: after(',"refunds":', refunds),
});

/** As `lineNode.parse` of the line's JSON; null for a line that looks unusual. */
export const usualLine = (given: string): LineNode | null => whole(given, lineItem);

/** As `bulkOrder.parse` of the line's JSON; null for an order that looks unusual. */
export const usualOrder = (given: string): UsualOrder | null => whole(given, order);
