import { defineMeasure } from "./measure.ts";
import { orderDay } from "./sources/order-day.ts";

/** Money that went back for merchandise, by refund day, minor units. */
export const returns = defineMeasure({
  id: "returns",
  source: orderDay,
  kind: "sum",
  value: "returned",
});

/** Units back by refund day (Shopify's basis), without cancelled ones. */
export const returnedUnits = defineMeasure({
  id: "returned-units",
  source: orderDay,
  kind: "sum",
  value: "returned_units",
});

/** Known cost of units sold, by sale day. */
export const cost = defineMeasure({ id: "cost", source: orderDay, kind: "sum", value: "cost" });

/** Cost share of units that came back into stock, by refund day. */
export const restockCost = defineMeasure({
  id: "restock-cost",
  source: orderDay,
  kind: "sum",
  value: "restock_cost",
});

/** Net sales of lines whose cost is known, returns of such lines taken off on the refund day. */
export const knownNet = defineMeasure({
  id: "known-net",
  source: orderDay,
  kind: "sum",
  value: "known_net",
});

/** The same of lines whose cost was valid at the sale: what coverage is taken of. */
export const exactNet = defineMeasure({
  id: "exact-net",
  source: orderDay,
  kind: "sum",
  value: "exact_net",
});

// The interval's units: an order's day with any line of known cost. Its margin is known net − cost +
// restocked cost, its base the known net.
const where = "has_cost";
export const marginUnits = defineMeasure({
  id: "margin-units",
  source: orderDay,
  kind: "sum",
  value: "1",
  where,
});
export const marginSquared = defineMeasure({
  id: "margin-squared",
  source: orderDay,
  kind: "sum",
  value: "margin",
  times: "margin",
  where,
});
export const knownNetSquared = defineMeasure({
  id: "known-net-squared",
  source: orderDay,
  kind: "sum",
  value: "known_net",
  times: "known_net",
  where,
});
export const marginTimesKnownNet = defineMeasure({
  id: "margin-times-known-net",
  source: orderDay,
  kind: "sum",
  value: "margin",
  times: "known_net",
  where,
});

export const marginMeasures = [
  returns,
  returnedUnits,
  cost,
  restockCost,
  knownNet,
  exactNet,
  marginUnits,
  marginSquared,
  knownNetSquared,
  marginTimesKnownNet,
] as const;
