import { z } from "zod";
import { kpis } from "../../kpis/index.ts";
import { splitsOf } from "../../kpis/kpi.ts";
import { endpoint } from "./endpoint.ts";
import { direction, perspective, unit } from "./shapes.ts";

export const definitionsEndpoint = endpoint({
  path: "definitions",
  scope: "numbers",
  words: "How each KPI is counted",
  query: z.strictObject({}),
  answer: z.object({
    kpis: z.array(
      z.object({
        id: z.string(),
        version: z.number().int(),
        name: z.string(),
        perspective,
        objective: z.string(),
        unit,
        direction,
        formula: z.string(),
        excludes: z.array(z.string()),
        source: z.string(),
        splits: z.array(z.string()),
        needs: z.record(z.string(), z.string()).describe("What to do where there is no value"),
      }),
    ),
  }),
  run: () =>
    Promise.resolve({
      kpis: kpis.map((kpi) => ({
        ...{ id: kpi.id, version: kpi.version, name: kpi.name, perspective: kpi.perspective },
        ...{ objective: kpi.objective, unit: kpi.unit, direction: kpi.direction },
        formula: kpi.words,
        excludes: [...kpi.excludes],
        source: kpi.source,
        splits: [...splitsOf(kpi)],
        needs: kpi.missing as Record<string, string>,
      })),
    }),
  table: ({ kpis: all }) => ({
    heading: ["kpi", "version", "name", "perspective", "unit", "formula", "left_out", "source"],
    rows: all.map((kpi) => [
      ...[kpi.id, kpi.version, kpi.name, kpi.perspective, kpi.unit, kpi.formula],
      ...[kpi.excludes.join("; "), kpi.source],
    ]),
  }),
});
