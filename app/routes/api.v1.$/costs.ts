import { z } from "zod";
import { costsOf } from "../../scorecard/costs.server.ts";
import { endpoint } from "./endpoint.ts";
import { dayText, margin } from "./shapes.ts";

export const costsEndpoint = endpoint({
  path: "costs",
  scope: "numbers",
  words: "What orders cost beside their goods, by rule, and what the last 30 days left",
  query: z.strictObject({}),
  answer: z.object({
    rules: z.array(
      z.object({
        cost: z.string(),
        match: z.string().describe("What it applies to; empty: all that no other rule names"),
        location: z.string().describe("Its id, where it was sold or sent from; empty: anywhere"),
        locationName: z.string().nullable(),
        validFrom: dayText,
        holds: z.enum(["now", "later", "over"]),
        percent: z.string(),
        perOrder: z.string(),
        perLine: z.string(),
        perUnit: z.string(),
        perKg: z.string(),
      }),
    ),
    locations: z.array(z.object({ id: z.string(), name: z.string() })),
    labels: z
      .object({
        labels: z.number(),
        orders: z.number().describe("Orders that have any"),
        amount: z.string(),
        notFound: z.string().describe("Of labels whose order or parcel is not known"),
      })
      .nullable()
      .describe("Of the latest labels that carriers billed"),
    gateways: z.array(
      z.object({ name: z.string().nullable(), orders: z.number(), hasRule: z.boolean() }),
    ),
    margin,
    dirtyDays: z.number().describe("Days that wait to be counted again"),
  }),
  run: ({ db, shop, now }) => costsOf(db, shop, now),
  table: ({ rules }) => ({
    heading: [
      ...[
        "cost",
        "applies_to",
        "location",
        "valid_from",
        "holds",
        "percent",
        "per_order",
        "per_line",
      ],
      ...["per_unit", "per_kg"],
    ],
    rows: rules.map((rule) => [
      ...[rule.cost, rule.match, rule.locationName ?? "", rule.validFrom, rule.holds],
      ...[rule.percent, rule.perOrder, rule.perLine, rule.perUnit, rule.perKg],
    ]),
  }),
});
