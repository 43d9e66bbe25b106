import { z } from "zod";
import { knownPatterns } from "../../scorecard/patterns.server.ts";
import { endpoint } from "./endpoint.ts";
import { preferences } from "./preferences.ts";
import { dayText } from "./shapes.ts";

const count = z.number().int();
const counted = { from: dayText, to: dayText.describe("The day after the last one") };

export const groupsEndpoint = endpoint({
  path: "groups",
  scope: "numbers",
  words: "Which groups of customers buy which product types, and the store's pattern; of 365 days",
  query: z.strictObject({}),
  answer: z.object({
    store: z.object({ ...counted, preferences }).nullable(),
    groups: z
      .object({
        ...counted,
        rows: z.array(
          z.object({
            kind: z.string(),
            group: z.string(),
            label: z.string(),
            productType: z.string(),
            n: count.describe("Customers of the group"),
            bought: count,
            all: count,
            allBought: count,
            share: z.number(),
            allShare: z.number(),
            lift: z.number().nullable().describe("Share of the group ÷ share of all customers"),
            interval: z.tuple([z.number(), z.number()]).nullable().describe("95 %, of the lift"),
            told: z.enum(["more", "less", "alike", "few"]),
          }),
        ),
      })
      .nullable()
      .describe("Null until the first night"),
  }),
  async run({ db, shop }) {
    return knownPatterns(db, shop);
  },
  table: ({ groups }) => ({
    heading: [
      ...["kind", "group", "product_type", "customers", "bought", "share", "share_of_all"],
      ...["lift", "low", "high", "told"],
    ],
    rows: (groups?.rows ?? []).map((row) => [
      ...[row.kind, row.label, row.productType, row.n, row.bought, row.share, row.allShare],
      ...[row.lift, row.interval?.[0], row.interval?.[1], row.told],
    ]),
  }),
});
