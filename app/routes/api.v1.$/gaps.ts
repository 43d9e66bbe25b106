import { z } from "zod";
import { previousPeriod } from "../../ledger/period.ts";
import { gapsOf } from "../../scorecard/gaps.ts";
import { marketCard } from "../../scorecard/markets.server.ts";
import { scorecard } from "../../scorecard/scorecard.server.ts";
import {
  daysAsked,
  endpoint,
  marketAsked,
  readDays,
  readMarket,
  readWholeTo,
  wholeAsked,
} from "./endpoint.ts";
import { direction, shown, status, unit } from "./shapes.ts";

export const gapsEndpoint = endpoint({
  path: "gaps",
  scope: "numbers",
  words: "The KPIs that fall short of their targets, the dearest first",
  query: z.strictObject({ ...daysAsked, ...wholeAsked, market: marketAsked }),
  answer: z.object({
    currency: z.string(),
    gaps: z.array(
      z.object({
        kpi: z.object({
          ...{ id: z.string(), name: z.string(), unit, direction, status },
          ...{ value: shown.nullable(), target: shown.nullable() },
        }),
        short: shown.describe("How far it falls short, in the KPI's unit"),
        isEnd: z.boolean().describe("Of a running total: its expected end falls short"),
        worth: shown.nullable().describe("Of the period, in money; null: nobody can say"),
      }),
    ),
  }),
  async run(asking, query) {
    const { db, shop, now } = asking;
    const { period, asOf } = readDays(query, now);
    const market = await readMarket(asking, query.market);
    const wholeTo = readWholeTo(query, period);
    const question = { period, against: previousPeriod(period), asOf, wholeTo };
    const card =
      market === null
        ? await scorecard(db, shop, question)
        : await marketCard(db, shop, { ...question, market });
    return { currency: shop.currency, gaps: gapsOf(card) };
  },
  table: ({ gaps, currency }) => ({
    heading: ["kpi", "name", "unit", "status", "value", "target", "short", "worth", "currency"],
    rows: gaps.map(({ kpi, short, worth }) => [
      ...[kpi.id, kpi.name, kpi.unit, kpi.status, kpi.value, kpi.target, short, worth, currency],
    ]),
  }),
});
