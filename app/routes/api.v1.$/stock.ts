import { z } from "zod";
import { demandClasses } from "../../analysis/forecast/demand-class.ts";
import { stockStatuses } from "../../analysis/forecast/policy.ts";
import { readPlace } from "../../scorecard/lists.ts";
import { stockPage } from "../../scorecard/stock.server.ts";
import { stockSorts } from "../../scorecard/stock.ts";
import { afterAsked, endpoint } from "./endpoint.ts";
import { next, shown } from "./shapes.ts";

const status = z.enum(stockStatuses);
const fraction = (words: string) => z.number().nullable().describe(words);
/** What forecasts of the past were worth; null where there was nothing to compare. */
const measured = {
  origins: z.number().describe("Forecasts of the past that were compared with what was sold"),
  wape: fraction("Σ |wanted − forecast| ÷ Σ wanted, of what is served"),
  bias: fraction("Σ (wanted − forecast) ÷ Σ wanted"),
  coverage80: fraction("Part of the time that the 80 % quantile was enough"),
  coverage95: fraction("Part of the time that the 95 % quantile was enough"),
  levelWape: fraction("As wape, of the smoothed level"),
  naiveWape: fraction("As wape, of the seasonal naive"),
  averageWape: fraction("As wape, of an average of six weeks"),
  wql95: fraction("Doubled pinball loss of the 95 % quantile ÷ Σ wanted"),
};

export const stockEndpoint = endpoint({
  path: "stock",
  scope: "numbers",
  words: "What lies in stock at each place, what it will need and what to order, 25 a page",
  query: z.strictObject({
    status: status.optional(),
    q: z.string().max(100).default("").describe("Beginning of a title, SKU or place"),
    sort: z.enum(stockSorts).default("stake"),
    dir: z.enum(["down", "up"]).default("down"),
    after: afterAsked,
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        key: z.string(),
        sku: z.string(),
        title: z.string(),
        place: z.string(),
        status,
        available: z.number(),
        incoming: z.number(),
        demandPerDay: z.number(),
        reorderPoint: z.number(),
        orderUpTo: z.number(),
        orderQuantity: z.number(),
        leadDays: z.number(),
        atStake: shown.nullable(),
      }),
    ),
    next,
    found: z.number(),
    totals: z.array(
      z.object({
        status,
        levels: z.number(),
        units: z.number(),
        atStake: shown.nullable().describe("Null where the worth of none is known"),
        unknown: z.number().describe("Levels whose price or cost is unknown"),
      }),
    ),
    ranAt: z.string().nullable().describe("When it was forecast; null before the first time"),
    backtest: z
      .object({
        horizonDays: z.number(),
        method: z.enum(["ses", "seasonal-naive", "per-item"]),
        ...measured,
        classes: z
          .array(z.object({ demand: z.enum(demandClasses), ...measured }))
          .describe("By how demand came before each test (Syntetos, Boylan & Croston)"),
      })
      .nullable()
      .describe("What the forecast is worth; null before the first time"),
  }),
  async run({ db, shop }, query) {
    const { list, totals, test } = await stockPage(db, shop, {
      sort: query.sort,
      direction: query.dir === "up" ? "ascending" : "descending",
      after: readPlace(query.after ?? null),
      status: query.status ?? null,
      search: query.q,
    });
    return { ...list, totals, ranAt: test?.ranAt ?? null, backtest: test };
  },
  table: ({ rows }) => ({
    heading: [
      ...["sku", "title", "place", "status", "available", "incoming", "demand_per_day"],
      ...["reorder_point", "order_up_to", "order_quantity", "lead_days", "at_stake"],
    ],
    rows: rows.map((row) => [
      ...[row.sku, row.title, row.place, row.status, row.available, row.incoming],
      ...[row.demandPerDay, row.reorderPoint, row.orderUpTo, row.orderQuantity],
      ...[row.leadDays, row.atStake],
    ]),
  }),
});
