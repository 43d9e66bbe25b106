import { ruleMeasures } from "./cost-by-rule.ts";
import { handlingMeasures } from "./handling.ts";
import { marginMeasures } from "./margin.ts";
import type { Measure } from "./measure.ts";
import { saleMeasures } from "./sale.ts";
import { serviceMeasures } from "./service.ts";
import { surveyMeasures } from "./survey.ts";
import { teamMeasures } from "./team.ts";

export * from "./cost-by-rule.ts";
export * from "./handling.ts";
export * from "./margin.ts";
export * from "./measure.ts";
export * from "./sale.ts";
export * from "./service.ts";
export * from "./survey.ts";
export * from "./team.ts";

const all = [
  ...saleMeasures,
  ...marginMeasures,
  ...ruleMeasures,
  ...serviceMeasures,
  ...surveyMeasures,
  ...handlingMeasures,
  ...teamMeasures,
] as const;

export type MeasureId = (typeof all)[number]["id"];

/** Every measure by its id, in the order of the families. */
export const measures: ReadonlyMap<string, Measure<MeasureId>> = new Map(
  all.map((measure) => [measure.id, measure]),
);
