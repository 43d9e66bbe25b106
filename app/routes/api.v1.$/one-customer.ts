import { z } from "zod";
import { customerPage } from "../../scorecard/customer.server.ts";
import { readPlace } from "../../scorecard/lists.ts";
import { afterAsked, endpoint } from "./endpoint.ts";
import { dayText, margin, next } from "./shapes.ts";

export const oneCustomerEndpoint = endpoint({
  path: "customer",
  scope: "customers",
  words: "What one customer bought and left: CM1, CM2 and CM3, in all and by order, 25 a page",
  query: z.strictObject({ id: z.string().min(1).max(320), after: afterAsked }),
  answer: z.object({
    customer: z.object({
      id: z.string(),
      isErased: z.boolean(),
      saleOptOut: z.boolean().describe("Forbade that their data is sold or shared"),
      orders: z.number(),
      spent: z.string(),
      returned: z.string(),
      average: z.string().nullable(),
      first: dayText.nullable(),
      last: dayText.nullable(),
    }),
    margin: margin.optional(),
    orders: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        day: dayText,
        net: z.string(),
        refunded: z.string(),
        currency: z.string(),
        leftOut: z.string().nullable().describe("Why it is not counted"),
        margin: margin.nullable().optional(),
      }),
    ),
    next,
  }),
  async run({ db, shop, now }, { id, after }) {
    return customerPage(db, shop, { id, after: readPlace(after ?? null), asOf: now });
  },
  table: ({ orders }) => ({
    heading: [
      ...["order", "day", "net", "refunded", "currency", "version", "cm1", "contribution"],
      ...["spend", "channel_known", "cm3"],
    ],
    rows: orders.map(({ margin: left, ...order }) => [
      ...[order.name, order.day, order.net, order.refunded, order.currency, left?.version],
      ...[left?.version === 1 ? left.value : left?.beside["cm1"], left?.value],
      ...[left?.beside["spend"], left?.beside["spendCoverage"], left?.beside["cm3"]],
    ]),
  }),
});
