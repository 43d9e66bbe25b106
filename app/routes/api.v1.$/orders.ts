import { z } from "zod";
import { effects } from "../../analysis/causes/chain.ts";
import { entriesBehind } from "../../scorecard/entries.server.ts";
import { entriesAPage } from "../../scorecard/entries.ts";
import {
  afterAsked,
  daysAsked,
  endpoint,
  kpiAsked,
  marketAsked,
  readDays,
  readKpi,
  readMarket,
  readSplit,
  splitAsked,
} from "./endpoint.ts";
import { dayText, margin, next, shown } from "./shapes.ts";

/** Rows that a page may have. */
const greatestPage = 500;

export const ordersEndpoint = endpoint({
  path: "orders",
  scope: "numbers",
  words: "The sales, refunds, answers and steps behind a KPI, newest first",
  query: z.strictObject({
    id: kpiAsked,
    ...daysAsked,
    market: marketAsked,
    by: splitAsked.describe("With `part`, only the entries of one part"),
    part: z.string().max(320).optional(),
    effect: z.enum(effects).optional().describe("With `by`, only the entries it is about"),
    after: afterAsked,
    limit: z.coerce.number().int().min(1).max(greatestPage).default(entriesAPage),
  }),
  answer: z.object({
    entries: z.array(
      z.object({
        kind: z.enum(["sale", "refund", "answer", "step"]),
        key: z.string(),
        day: dayText,
        at: z.iso.datetime(),
        order: z
          .strictObject({
            name: z.string(),
            adminPath: z.string().nullable(),
            channel: z.string(),
            customerKind: z.string(),
            shipHours: z.number().nullable(),
            deliverHours: z.number().nullable(),
            isShippedLate: z.boolean().nullable(),
            isDeliveredLate: z.boolean().nullable(),
            isCancelled: z.boolean(),
            returnedUnits: z.number(),
          })
          .nullable(),
        amount: shown.nullable().describe("Below 0: money back"),
        score: z.number().nullable(),
        by: z.enum(["app", "user"]).nullable(),
        margin: margin.nullable().optional().describe("Behind contribution and marketing KPIs"),
      }),
    ),
    next,
  }),
  async run(asking, query) {
    const { db, shop, now } = asking;
    const market = await readMarket(asking, query.market);
    const kpi = readKpi(query.id);
    const { period, asOf } = readDays(query, now);
    const by = readSplit(kpi, query.by);
    const { part = null, effect = null, after = null, limit } = query;
    const narrowed = by && (part !== null || effect !== null) ? { by, part, effect } : null;
    return entriesBehind(db, shop, {
      market,
      id: kpi.id,
      period,
      after,
      asOf,
      narrowed,
      size: limit,
    });
  },
  table: ({ entries }) => ({
    heading: [
      ...["kind", "day", "at", "order", "amount", "score", "by", "channel", "customer_kind"],
      ...["hours_to_ship", "hours_to_deliver", "shipped_late", "delivered_late", "cancelled"],
      ...["contribution", "spend", "cm3"],
    ],
    rows: entries.map(({ order, margin: left, ...entry }) => [
      ...[entry.kind, entry.day, entry.at, order?.name, entry.amount, entry.score, entry.by],
      ...[order?.channel, order?.customerKind, order?.shipHours, order?.deliverHours],
      ...[order?.isShippedLate, order?.isDeliveredLate, order?.isCancelled],
      ...[left?.value, left?.beside["spend"], left?.beside["cm3"]],
    ]),
  }),
});
