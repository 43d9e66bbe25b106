// Shapes that several answers have. Money is decimal text in major units, ratios are fractions.
import { z } from "zod";
import { countable } from "../../kpis/kpi.ts";

export const shown = z.union([z.string(), z.number()]);
export const interval = z.tuple([shown, shown]).nullable().describe("95 %");
export const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const period = z.object({ from: dayText, to: dayText });
export const perspective = z.enum(["customer", "financial", "process", "learning"]);
export const unit = z.enum(["money", "ratio", "count", "hours", "points", "per"]);
export const direction = z.enum(["up", "down"]);
export const status = z.enum(["on", "off", "cannot-tell", "no-target", "no-data"]);
const reason = z.enum(["no-data", "too-few", "not-connected"]);

export const scorecardKpi = z.object({
  id: z.string(),
  name: z.string(),
  perspective,
  unit,
  direction: direction.describe("Which way is better"),
  value: shown.nullable(),
  reason: reason.nullable().describe("Why there is no value"),
  n: z.number().describe("How many the value stands on"),
  counts: z.enum(countable).describe("What it stands on"),
  interval,
  target: shown.nullable(),
  status,
  previous: shown.nullable(),
  change: z.object({ absolute: shown.nullable(), relative: z.number().nullable() }),
  coverage: z.number().min(0).max(1).nullable(),
  asOf: z.iso.datetime(),
  formula: z.string(),
  version: z.number().int(),
  beside: z.record(z.string(), shown.nullable()).describe("The second line"),
});

export const kpiPart = z.object({
  key: z.string(),
  label: z.string(),
  value: shown.nullable(),
  n: z.number(),
  interval,
  share: z.number().nullable(),
  target: shown.nullable().optional().describe("Where the part has one of its own"),
  status: status.optional(),
});

/** What orders left after their costs, and after what advertising cost them. */
export const margin = z.object({
  value: shown.nullable().describe("CM2; CM1 by version 1"),
  version: z.number().int(),
  beside: z.record(z.string(), shown.nullable()).describe("The steps, CM3 last; how much is known"),
});

export const next = z.string().nullable().describe("`after` of the next page; null on the last");
