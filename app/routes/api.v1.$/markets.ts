import { z } from "zod";
import { marketName } from "../../scorecard/markets.ts";
import { markets } from "../../scorecard/markets.server.ts";
import { againstAsked, daysAsked, endpoint, readAgainst, readDays } from "./endpoint.ts";
import { scorecardKpi, shown } from "./shapes.ts";

export const marketsEndpoint = endpoint({
  path: "markets",
  scope: "numbers",
  words: "The merchant's regions side by side; every order is in exactly one",
  query: z.strictObject({ ...daysAsked, against: againstAsked }),
  answer: z.object({
    columns: z.array(
      z.object({
        market: z.string().nullable().describe("Null: all of the shop; other: in no own region"),
        kpis: z.array(scorecardKpi),
        stock: z
          .object({
            units: z.number(),
            value: z.string(),
            knownUnits: z.number(),
            coverDays: z
              .number()
              .nullable()
              .describe("Days it lasts at what the market bought a day of the period"),
          })
          .nullable()
          .describe("What lies there now, at cost where it is known"),
        serve: z
          .object({ total: shown, perOrder: shown, coverage: z.number().min(0).max(1).nullable() })
          .nullable()
          .describe("Fees, shipping, packaging and what returns cost, by the shop's cost rules"),
      }),
    ),
    isRecounting: z.boolean(),
  }),
  run({ db, shop, now }, query) {
    const { period, asOf } = readDays(query, now);
    return markets(db, shop, { period, against: readAgainst(query.against, period), asOf });
  },
  table: ({ columns }) => {
    const ids = columns[0]?.kpis.map(({ id }) => id) ?? [];
    return {
      heading: [
        ...["market", ...ids.flatMap((id) => [id, `${id}_n`])],
        ...["units_in_stock", "stock_value", "stock_cover_days"],
        ...["cost_to_serve", "cost_to_serve_an_order"],
      ],
      rows: columns.map(({ market, kpis, stock, serve }) => [
        market === null ? "all" : (marketName(market) ?? market),
        ...kpis.flatMap(({ value, n }) => [value, n]),
        ...[stock?.units, stock?.value, stock?.coverDays],
        ...[serve?.total, serve?.perOrder],
      ]),
    };
  },
});
