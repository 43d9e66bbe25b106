import { z } from "zod";
import { readPlace } from "../../scorecard/lists.ts";
import { productList, productSorts } from "../../scorecard/products.server.ts";
import { afterAsked, daysAsked, endpoint, readDays } from "./endpoint.ts";
import { next } from "./shapes.ts";

export const productsEndpoint = endpoint({
  path: "products",
  scope: "numbers",
  words: "What was sold or could be in a period, 25 a page",
  query: z.strictObject({
    ...daysAsked,
    q: z.string().max(100).default("").describe("Beginning of a word of the title, or of a SKU"),
    sort: z.enum(productSorts).default("net"),
    dir: z.enum(["down", "up"]).default("down"),
    after: afterAsked,
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        key: z.string(),
        title: z.string(),
        status: z.string().nullable(),
        units: z.number(),
        net: z.string(),
        share: z.number().nullable(),
        cm1: z.string().nullable().describe("Net less known unit cost; null where none is known"),
        cm1Known: z.number().nullable().describe("Fraction of sales whose unit cost is known"),
        cm2: z.string().nullable().describe("CM1 less costs by rule; null where none is told"),
        cm2Known: z.number().nullable().describe("Fraction of sales of which all costs are known"),
        back: z.number(),
        rate: z.number().nullable().describe("Null below ten units sold"),
        stock: z.number().nullable(),
        places: z.number(),
        cost: z.enum(["all", "some", "none"]),
      }),
    ),
    next,
    products: z.number(),
    step: z.enum(["cm1", "cm2"]).describe("CM2 where cost rules hold and are added up"),
  }),
  async run({ db, shop, now }, query) {
    const { period } = readDays(query, now);
    const {
      isSlow: _,
      isRulesUnkept: __,
      ...list
    } = await productList(db, shop, {
      period,
      sort: query.sort,
      direction: query.dir === "up" ? "ascending" : "descending",
      after: readPlace(query.after ?? null),
      search: query.q,
    });
    return list;
  },
  table: ({ rows }) => ({
    heading: [
      ...["product", "title", "status", "units", "net_sales", "share", "units_back"],
      ...["return_rate", "in_stock", "locations", "unit_cost_known", "cm1", "cm1_known"],
      ...["cm2", "cm2_known"],
    ],
    rows: rows.map((row) => [
      ...[row.key, row.title, row.status, row.units, row.net, row.share, row.back],
      ...[row.rate, row.stock, row.places, row.cost, row.cm1, row.cm1Known],
      ...[row.cm2, row.cm2Known],
    ]),
  }),
});
