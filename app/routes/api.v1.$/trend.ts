import { z } from "zod";
import { refusal } from "../../api.server.ts";
import type { Period } from "../../ledger/period.ts";
import { bucketsOf, bucketSizes, type BucketSize } from "../../scorecard/buckets.ts";
import { trend } from "../../scorecard/trend.server.ts";
import {
  againstAsked,
  daysAsked,
  endpoint,
  kpiAsked,
  marketAsked,
  readAgainst,
  readDays,
  readKpi,
  readMarket,
} from "./endpoint.ts";
import { dayText, interval, shown } from "./shapes.ts";

const size = z.enum(bucketSizes);
/** Three years of days. */
const mostPoints = 1098;

/** Throws a 400 for more points than a chart or a table can use. */
function checkPoints(period: Period, size: BucketSize | undefined): void {
  const points = size ? bucketsOf(period, size).length : 0;
  if (points > mostPoints)
    throw refusal(
      400,
      `size=${size}, ${points} points`,
      `a longer size, for at most ${mostPoints}`,
    );
}

export const trendEndpoint = endpoint({
  path: "trend",
  scope: "numbers",
  words: "One KPI by day, week or month",
  query: z.strictObject({
    id: kpiAsked,
    ...daysAsked,
    market: marketAsked,
    against: againstAsked,
    size: size.optional().describe("Default: what reads well"),
  }),
  answer: z.object({
    size,
    sizes: z.array(size),
    points: z.array(
      z.object({
        from: dayText,
        to: dayText,
        value: shown.nullable(),
        interval,
        n: z.number(),
        before: shown.nullable().describe("At the same place of the period compared with"),
        wholeDays: z.number(),
        isRunning: z.boolean(),
      }),
    ),
    target: shown.nullable().describe("What the target asks of one point"),
    isTotal: z.boolean(),
    historyFrom: dayText.nullable(),
  }),
  async run(asking, query) {
    const { db, shop, now } = asking;
    const market = await readMarket(asking, query.market);
    const { id } = readKpi(query.id);
    const { period, asOf } = readDays(query, now);
    checkPoints(period, query.size);
    const against = readAgainst(query.against, period);
    const { weekStart } = shop;
    return trend(db, shop, {
      market,
      id,
      period,
      against,
      asOf,
      weekStart,
      size: query.size ?? null,
    });
  },
  table: ({ points }) => ({
    heading: ["from", "to", "value", "n", "interval_low", "interval_high", "before", "running"],
    rows: points.map((point) => [
      ...[point.from, point.to, point.value, point.n],
      ...[point.interval?.[0], point.interval?.[1], point.before, point.isRunning],
    ]),
  }),
});
