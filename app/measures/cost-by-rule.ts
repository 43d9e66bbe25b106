import { defineMeasure } from "./measure.ts";
import { orderCost as source } from "./sources/order-cost.ts";

// Costs by the merchant's rules, minor units. What is unknown adds nothing and is missing from the
// `ruled` measure beside it, of which coverage is taken.

export const feeCost = defineMeasure({
  id: "fee-cost",
  source,
  kind: "sum",
  value: "coalesce(fee, 0)",
});
export const shippingCost = defineMeasure({
  id: "shipping-cost",
  source,
  kind: "sum",
  value: "coalesce(shipping, 0)",
});
export const packagingCost = defineMeasure({
  id: "packaging-cost",
  source,
  kind: "sum",
  value: "coalesce(packaging, 0)",
});
/** By refund day. */
export const returnCost = defineMeasure({
  id: "return-cost",
  source,
  kind: "sum",
  value: "coalesce(return_cost, 0)",
});

const netWhere = (known: string) => `case when ${known} then net else 0 end`;

/** Net sales, before returns, of orders whose payment fee is known. */
export const ruledFee = defineMeasure({
  id: "ruled-fee",
  source,
  kind: "sum",
  value: netWhere("fee is not null"),
});
export const ruledShipping = defineMeasure({
  id: "ruled-shipping",
  source,
  kind: "sum",
  value: netWhere("shipping is not null"),
});
/** Net sales, before returns, of orders whose shipping cost is what the carrier billed. */
export const billedNet = defineMeasure({
  id: "billed-net",
  source,
  kind: "sum",
  value: netWhere("billed"),
});
export const ruledPackaging = defineMeasure({
  id: "ruled-packaging",
  source,
  kind: "sum",
  value: netWhere("packaging is not null"),
});
/** Net sales, before returns, of lines whose unit cost was valid at the sale in orders whose every other cost is. */
export const ruledNet = defineMeasure({
  id: "ruled-net",
  source,
  kind: "sum",
  value:
    "case when fee is not null and shipping is not null and packaging is not null then sold_exact else 0 end",
});
/** Money that went back where it is known what that cost; by refund day. */
export const ruledReturned = defineMeasure({
  id: "ruled-returned",
  source,
  kind: "sum",
  value: "case when return_cost is not null then returned else 0 end",
});

export const ruleMeasures = [
  feeCost,
  shippingCost,
  packagingCost,
  returnCost,
  ruledFee,
  ruledShipping,
  billedNet,
  ruledPackaging,
  ruledNet,
  ruledReturned,
] as const;
