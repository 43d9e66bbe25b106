import { z } from "zod";
import { marketName } from "../../scorecard/markets.ts";
import { markets } from "../../scorecard/markets.server.ts";
import { againstAsked, daysAsked, endpoint, readAgainst, readDays } from "./endpoint.ts";
import { scorecardKpi } from "./shapes.ts";

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
          .object({ units: z.number(), value: z.string(), knownUnits: z.number() })
          .nullable()
          .describe("What lies there now, at cost where it is known"),
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
      heading: ["market", ...ids.flatMap((id) => [id, `${id}_n`]), "units_in_stock", "stock_value"],
      rows: columns.map(({ market, kpis, stock }) => [
        market === null ? "all" : (marketName(market) ?? market),
        ...kpis.flatMap(({ value, n }) => [value, n]),
        ...[stock?.units, stock?.value],
      ]),
    };
  },
});
