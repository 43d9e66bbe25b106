import { z } from "zod";
import { demandKinds } from "../../scorecard/demand-changes.ts";
import { readDemandChanges } from "../../scorecard/demand-changes.server.ts";
import { endpoint } from "./endpoint.ts";
import { dayText } from "./shapes.ts";

export const demandChangesEndpoint = endpoint({
  path: "demand-changes",
  scope: "numbers",
  words: "Variants, or regions, that sold faster or slower in the last two weeks than before",
  query: z.strictObject({
    kind: z
      .enum(demandKinds)
      .default("variant")
      .describe("Units of variants, or orders of regions"),
  }),
  answer: z.object({
    to: dayText
      .nullable()
      .describe("The two weeks are those before this day; null: not looked yet"),
    found: z.number().int(),
    rows: z
      .array(
        z.object({
          kind: z.enum(demandKinds),
          ...{ key: z.string(), label: z.string() },
          before: z.number().describe("A week, over the thirteen weeks before"),
          now: z.number().describe("A week, over the last two"),
        }),
      )
      .describe("The twenty largest"),
  }),
  run: ({ db, shop }, { kind }) => readDemandChanges(db, shop, kind),
  table: ({ rows }) => ({
    heading: ["kind", "key", "name", "before_a_week", "now_a_week"],
    rows: rows.map(({ kind, key, label, before, now }) => [kind, key, label, before, now]),
  }),
});
