import { z } from "zod";
import { fieldGroups } from "../../kpis/fields.ts";
import { endpoint } from "./endpoint.ts";

export const fieldsEndpoint = endpoint({
  path: "fields",
  scope: "numbers",
  words: "What is read at Shopify and from files, for which numbers, and how long it is kept",
  query: z.strictObject({}),
  answer: z.object({
    fields: z.array(
      z.object({
        field: z.string(),
        thing: z.string(),
        kpis: z.array(z.string()).describe("Counted of it itself"),
        also: z.string().nullable(),
        isUsed: z.boolean(),
        kept: z.string(),
      }),
    ),
  }),
  run: () =>
    Promise.resolve({
      fields: fieldGroups.flatMap(({ thing, kept, fields }) =>
        fields.map(({ name, kpis, also }) => ({
          ...{ field: name, thing, kpis: [...kpis], also: also ?? null, kept },
          isUsed: kpis.length > 0 || also !== undefined,
        })),
      ),
    }),
  table: ({ fields }) => ({
    heading: ["thing", "field", "kpis", "also_for", "used", "kept"],
    rows: fields.map(({ thing, field, kpis, also, isUsed, kept }) => [
      ...[thing, field, kpis.join(" "), also ?? "", isUsed ? "yes" : "no", kept],
    ]),
  }),
});
