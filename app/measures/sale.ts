import { defineMeasure } from "./measure.ts";
import { sale } from "./sources/sale.ts";
import { returnCohort } from "./sources/return-cohort.ts";

export const orders = defineMeasure({ id: "orders", source: sale, kind: "sum", value: "1" });

/** Merchandise before discounts, minor units. */
export const gross = defineMeasure({ id: "gross", source: sale, kind: "sum", value: "gross" });

export const discounts = defineMeasure({
  id: "discounts",
  source: sale,
  kind: "sum",
  value: "discounts",
});

// Per order: (gross − discounts)² is made of these three too.
export const grossSquared = defineMeasure({
  id: "gross-squared",
  source: sale,
  kind: "sum",
  value: "gross",
  times: "gross",
});
export const discountsSquared = defineMeasure({
  id: "discounts-squared",
  source: sale,
  kind: "sum",
  value: "discounts",
  times: "discounts",
});
export const grossTimesDiscounts = defineMeasure({
  id: "gross-times-discounts",
  source: sale,
  kind: "sum",
  value: "gross",
  times: "discounts",
});

/** Merchandise after discounts of each order, minor units. */
export const orderValue = defineMeasure({
  id: "order-value",
  source: sale,
  kind: "histogram",
  value: "(gross - discounts)::float8",
});

/** Ordered units of merchandise. */
export const units = defineMeasure({
  id: "units",
  source: returnCohort,
  kind: "sum",
  value: "units",
});

export const returnedUnits60 = defineMeasure({
  id: "returned-units-60",
  source: returnCohort,
  kind: "sum",
  value: "returned_units_60",
});

export const unitsSquared = defineMeasure({
  id: "units-squared",
  source: returnCohort,
  kind: "sum",
  value: "units",
  times: "units",
});
export const returnedUnits60Squared = defineMeasure({
  id: "returned-units-60-squared",
  source: returnCohort,
  kind: "sum",
  value: "returned_units_60",
  times: "returned_units_60",
});
export const returnedUnits60TimesUnits = defineMeasure({
  id: "returned-units-60-times-units",
  source: returnCohort,
  kind: "sum",
  value: "returned_units_60",
  times: "units",
});

export const saleMeasures = [
  orders,
  gross,
  discounts,
  grossSquared,
  discountsSquared,
  grossTimesDiscounts,
  orderValue,
  units,
  returnedUnits60,
  unitsSquared,
  returnedUnits60Squared,
  returnedUnits60TimesUnits,
] as const;
