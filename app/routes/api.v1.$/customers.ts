import { z } from "zod";
import { customerList, customerSorts } from "../../scorecard/customers.server.ts";
import { readPlace } from "../../scorecard/lists.ts";
import { afterAsked, daysAsked, endpoint, readDays } from "./endpoint.ts";
import { dayText, next } from "./shapes.ts";

export const customersEndpoint = endpoint({
  path: "customers",
  scope: "customers",
  words: "Who bought in a period, 25 a page",
  query: z.strictObject({
    ...daysAsked,
    sort: z.enum(customerSorts).default("spend"),
    dir: z.enum(["down", "up"]).default("down"),
    after: afterAsked,
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        name: z.string().nullable().describe("Name, else e-mail, else phone"),
        isErased: z.boolean(),
        saleOptOut: z.boolean().describe("Forbade that their data is sold or shared"),
        orders: z.number(),
        ordersEver: z.number(),
        spend: z.string(),
        returns: z.string(),
        margin: z.string().nullable().describe("Null where no unit cost is known"),
        marginStep: z.enum(["cm1", "cm2"]).describe("CM2 where the shop has told cost rules"),
        cm1: z.string().nullable().describe("What `margin` is before costs by rule"),
        marginKnown: z.number().nullable().describe("Fraction of the least known of its costs"),
        first: dayText.nullable(),
        last: dayText.nullable(),
        kind: z.enum(["new", "returning"]).nullable(),
      }),
    ),
    next,
    customers: z.number(),
    guestOrders: z.number(),
  }),
  run({ db, shop, now }, query) {
    const { period } = readDays(query, now);
    const direction = query.dir === "up" ? "ascending" : "descending";
    const after = readPlace(query.after ?? null);
    return customerList(db, shop, { period, sort: query.sort, direction, after });
  },
  table: ({ rows }) => ({
    heading: [
      "customer",
      "name",
      "orders",
      "orders_ever",
      "spent",
      "went_back",
      "first",
      "last",
      "sale_opt_out",
      "margin",
      "margin_step",
      "margin_known",
      "cm1",
    ],
    rows: rows.map((row) => [
      ...[row.id, row.name, row.orders, row.ordersEver, row.spend, row.returns],
      ...[row.first, row.last, row.saleOptOut],
      ...[row.margin, row.marginStep, row.marginKnown, row.cm1],
    ]),
  }),
});
