// What is read at Shopify and what else comes in, and what each is for. A test holds the list against
// every question that is sent to Shopify: a field that is asked for and stands nowhere here fails it, and
// one that serves nothing yet says so.

export type Field = {
  /** Type and field of Shopify's Admin API, or a kind of file or page and what it tells. */
  name: string;
  /** KPIs that are counted of it itself; what is built on those uses it through them. */
  kpis: readonly string[];
  /** What else it is for. A field without KPIs and without this is read for nothing. */
  also?: string;
};

/** Fields of one thing, and how long they are kept. */
export type FieldGroup = { thing: string; kept: string; fields: readonly Field[] };

/** `names` with or without their type: fields that serve the same. */
const read = (type: string, names: string, kpis: readonly string[], also?: string): Field[] =>
  names.split(" ").map((name) => ({
    ...{ name: type ? `${type}.${name}` : name, kpis },
    ...(also === undefined ? {} : { also }),
  }));
const version = (...types: string[]) =>
  types.flatMap((type) => read(type, "updatedAt", [], "which of two copies is newer"));

const sold = ["net-sales", "average-order-value", "discount-rate"];
const customers = ["returning-share", "repeat-rate", "retention-90d", "purchase-frequency"];
const shipping = ["hours-to-ship", "on-time-shipping"];
const delivery = ["hours-to-deliver", "on-time-delivery"];
const costs = ["gross-margin", "contribution-margin"];
const stock = ["stock-turnover", "sell-through", "stockout-rate", "overstock-value", "gmroi"];
const spend = ["marketing-roi", "marketing-efficiency-ratio", "acquisition-cost"];
const training = ["training-completion", "time-to-competence", "technology-adoption"];

const untilErased = "until the shop is erased";
const forgotten = "not kept once it is used";

/** In the order of the catalogue. */
export const fieldGroups: readonly FieldGroup[] = [
  {
    thing: "Orders",
    kept: untilErased,
    fields: [
      ...read("Order", "processedAt", ["orders", "net-sales", ...shipping, "hours-to-deliver"]),
      ...read("Order", "test currencyCode", ["orders"]),
      ...read("Order", "displayFinancialStatus", ["orders", "cancel-rate"]),
      ...read("Order", "cancelledAt", ["cancel-rate"]),
      ...read("Order", "customer", [...customers, "acquisition-cost"]),
      ...read("Order", "discountCodes", ["marketing-roi"]),
      ...read("Order", "paymentGatewayNames totalPriceSet totalWeight", ["contribution-margin"]),
      ...read("Order", "taxesIncluded", sold),
      ...read("Order", "totalTipReceivedSet", sold, "which line is a tip and no merchandise"),
      ...read("Order", "name", [], "to find it, and to join rows of files to it"),
      ...read("Order", "sourceName", [], "the channel that numbers are split by"),
      ...read("Order", "retailLocation", [], "the region of a till's orders"),
      ...read("Order", "presentmentCurrencyCode", [], "what a moved rate did to sales"),
      ...version("Order"),
      ...read("MailingAddress", "countryCodeV2 provinceCode", [], "the region of an order"),
      ...read("MailingAddress", "zip", [], "regions by postcode; until the person is erased"),
      ...read("CustomerJourneySummary", "customerOrderIndex", [
        ...["returning-share", "retention-90d", "acquisition-cost"],
      ]),
      ...read("CustomerJourneySummary", "ready", [], "whether to ask for the two visits again"),
      ...read("CustomerVisit", "landingPage referrerUrl utmParameters", ["marketing-roi"]),
    ],
  },
  {
    thing: "Lines of orders",
    kept: untilErased,
    fields: [
      ...read("LineItem", "originalUnitPriceSet", sold),
      ...read("DiscountAllocation", "allocatedAmountSet", sold),
      ...read("LineItem", "quantity currentQuantity", [
        ...sold,
        "return-rate",
        "sell-through",
        "stockout-rate",
      ]),
      ...read("LineItem", "isGiftCard", sold),
      ...read("TaxLine", "priceSet rate", sold),
      ...read("LineItem", "requiresShipping", shipping),
      ...read("LineItem", "variant sku", costs, "recommendations and the forecast of stock"),
      ...read("LineItem", "product title", [], "splits by product, recommendations"),
    ],
  },
  {
    thing: "Refunds and returns",
    kept: untilErased,
    fields: [
      ...read("Order", "refunds", ["net-sales"]),
      ...read("Refund", "createdAt processedAt", ["net-sales"]),
      ...read("Refund", "totalRefundedSet", ["net-sales"]),
      ...read("RefundLineItem", "quantity", ["return-rate"]),
      ...read("RefundLineItem", "subtotalSet totalTaxSet", ["net-sales"]),
      ...read("RefundLineItem", "restockType", ["return-rate", ...costs]),
      ...read("RefundShippingLine", "subtotalAmountSet taxAmountSet", ["net-sales"]),
      ...read("RefundDuty", "amountSet", ["net-sales"]),
      ...read("OrderAdjustment", "amountSet taxAmountSet reason", ["net-sales"]),
      ...read("OrderTransaction", "amountSet kind status", ["net-sales"]),
      ...read("SalesAgreement", "happenedAt reason", ["net-sales"]),
      ...read("RefundAgreement", "refund", ["net-sales"]),
      ...read("Sale", "actionType lineType quantity totalAmount totalTaxAmount", ["net-sales"]),
      ...read("ProductSale", "lineItem", ["return-rate"]),
      ...read("Return", "order status", []),
    ],
  },
  {
    thing: "Parcels and promises",
    kept: untilErased,
    fields: [
      ...read("Fulfillment", "createdAt status", shipping),
      ...read("Fulfillment", "deliveredAt", delivery),
      ...read("Fulfillment", "location", [], "hours to ship by location"),
      ...read("FulfillmentTrackingInfo", "company", [], "hours to deliver by carrier"),
      ...read("FulfillmentTrackingInfo", "number", ["contribution-margin"]),
      ...read("Fulfillment", "inTransitAt", []),
      ...read("FulfillmentOrder", "fulfillBy", ["on-time-shipping"]),
      ...read("FulfillmentOrder", "status", ["on-time-shipping", "on-time-delivery"]),
      ...read("FulfillmentOrder", "orderId", ["on-time-shipping", "on-time-delivery"]),
      ...read("FulfillmentOrderAssignedLocation", "location", [], "where an open order is packed"),
      ...read("DeliveryMethod", "maxDeliveryDateTime", ["on-time-delivery"]),
      ...version("Fulfillment", "FulfillmentOrder"),
    ],
  },
  {
    thing: "Steps of people and apps on orders",
    kept: untilErased,
    fields: [
      ...read("Event", "action attributeToApp attributeToUser createdAt", [
        ...["automation-coverage", "touches-per-order"],
      ]),
      ...read("BasicEvent", "subjectId", ["automation-coverage", "touches-per-order"]),
    ],
  },
  {
    thing: "Customers",
    kept: "until the person or the shop is erased; contacts sealed",
    fields: [
      ...read("Customer", "dataSaleOptOut", [], "whether they are shown a list of their own"),
      ...read("Customer", "firstName lastName", [], "the name on their page"),
      ...read("CustomerEmailAddress", "emailAddress", [], "to find them, and redactions by e-mail"),
      ...read("CustomerPhoneNumber", "phoneNumber", [], "to find them"),
      ...read("Customer", "createdAt state", []),
      ...version("Customer"),
    ],
  },
  {
    thing: "Products",
    kept: untilErased,
    fields: [
      ...read("Product", "title", [], "names on pages"),
      ...read("Product", "handle", [], "the address that a recommendation leads to"),
      ...read("Product", "status isGiftCard publishedAt", [], "what may be recommended"),
      ...read("Product", "productType", [], "substitutes, customers' preferences"),
      ...read("Product", "vendor", ["overstock-value"], "delivery times by vendor"),
      ...read("Product", "tags", []),
      ...read("ProductVariant", "sku inventoryItem", costs),
      ...read("ProductVariant", "title", [], "names, customers' preferred options"),
      ...read("ProductVariant", "price", ["overstock-value"], "substitutes near in price"),
      ...read("ProductVariant", "position", [], "the order of variants on a page"),
      ...read("ProductVariant", "compareAtPrice", []),
      ...version("Product"),
    ],
  },
  {
    thing: "Stock and costs",
    kept: untilErased,
    fields: [
      ...read("InventoryItem", "unitCost", [...costs, "stock-turnover", "overstock-value"]),
      ...read("InventoryItem", "sku", costs),
      ...read("InventoryItem", "tracked", ["stockout-rate"]),
      ...read("InventoryLevel", "quantities isActive item location", stock),
      ...read("Location", "name", [], "names on pages"),
      ...read("Location", "isActive", stock),
      ...read(
        "LocationAddress",
        "countryCode provinceCode zip",
        [],
        "the region of a till's orders",
      ),
      ...version("InventoryItem", "InventoryLevel", "Location"),
    ],
  },
  {
    thing: "The shop",
    kept: untilErased,
    fields: [
      ...read("Shop", "ianaTimezone", [], "which day anything is of"),
      ...read("Shop", "currencyCode", [], "which orders are counted"),
      ...read("Shop", "myshopifyDomain name", [], "whose numbers they are"),
    ],
  },
  {
    thing: "How reading goes",
    kept: forgotten,
    fields: [
      ...read(
        "BulkOperation",
        "errorCode objectCount partialDataUrl status url",
        [],
        "the history",
      ),
      ...read("QueryRoot", "customersCount ordersCount productsCount", [], "what no delivery told"),
      ...read("AccessScope", "handle", [], "what may be asked for"),
      ...read("Metafield", "compareDigest value", [], "lists that are placed as metafields"),
    ],
  },
  {
    thing: "What comes by files, pages and the survey",
    kept: untilErased,
    fields: [
      ...read(
        "",
        "answers",
        ["nps", "csat", "technology-adoption"],
        "Voice; words for three years",
      ),
      ...read("", "costs", costs),
      ...read("", "cost-rules label-costs", ["contribution-margin"]),
      ...read("", "spend", spend),
      ...read("", "inventory", stock),
      ...read("", "orders customers fulfillments products", [], "what Shopify no longer gives"),
      ...read("", "rates", [], "what a moved rate did to sales"),
      ...read("", "lead-times", ["overstock-value"], "what to order, and when"),
      ...read("", "assignments", training),
      ...read("", "visits", ["technology-adoption"], "for three years"),
    ],
  },
];

/** Fields that nothing uses. */
export const unusedFields = (): string[] =>
  fieldGroups.flatMap(({ fields }) =>
    fields.filter(({ kpis, also }) => kpis.length === 0 && !also).map(({ name }) => name),
  );
