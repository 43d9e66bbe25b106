import { z } from "zod";
import { marketCard } from "../../scorecard/markets.server.ts";
import { scorecard } from "../../scorecard/scorecard.server.ts";
import {
  againstAsked,
  daysAsked,
  endpoint,
  marketAsked,
  readAgainst,
  readDays,
  readMarket,
  readWholeTo,
  wholeAsked,
} from "./endpoint.ts";
import { dayText, perspective, scorecardKpi } from "./shapes.ts";

export const scorecardEndpoint = endpoint({
  path: "scorecard",
  scope: "numbers",
  words: "Every KPI of a period with its status, and the scores of the perspectives",
  query: z.strictObject({
    ...daysAsked,
    ...wholeAsked,
    against: againstAsked,
    market: marketAsked,
  }),
  answer: z.object({
    shop: z.string(),
    period: z.object({ from: dayText, to: dayText, timeZone: z.string() }),
    currency: z.string(),
    headline: z.array(z.string()).length(5),
    perspectives: z.array(
      z.object({
        id: perspective,
        score: z.number().nullable(),
        kpis: z.array(z.string()),
      }),
    ),
    kpis: z.array(scorecardKpi),
  }),
  async run(asking, query) {
    const { db, shop, now } = asking;
    const { period, asOf } = readDays(query, now);
    const wholeTo = readWholeTo(query, period);
    const question = { period, against: readAgainst(query.against, period), asOf, wholeTo };
    const market = await readMarket(asking, query.market);
    return market === null
      ? scorecard(db, shop, question)
      : marketCard(db, shop, { ...question, market });
  },
  table: ({ kpis, currency }) => ({
    heading: [
      ...["kpi", "name", "perspective", "unit", "currency", "value", "reason", "n"],
      ...["interval_low", "interval_high", "target", "status", "previous", "change"],
      ...["relative_change", "coverage", "as_of", "formula", "version"],
    ],
    rows: kpis.map((kpi) => [
      ...[kpi.id, kpi.name, kpi.perspective, kpi.unit, kpi.unit === "money" ? currency : null],
      ...[kpi.value, kpi.reason, kpi.n, kpi.interval?.[0], kpi.interval?.[1], kpi.target],
      ...[kpi.status, kpi.previous, kpi.change.absolute, kpi.change.relative],
      ...[kpi.coverage, kpi.asOf, kpi.formula, kpi.version],
    ]),
  }),
});
