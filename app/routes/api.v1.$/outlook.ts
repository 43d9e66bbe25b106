import { z } from "zod";
import { overTime } from "../../scorecard/over-time.server.ts";
import { benchmarkOf, paceOf } from "../../scorecard/pace.server.ts";
import { paceBys } from "../../scorecard/pace.ts";
import { daysAsked, endpoint, kpiAsked, marketAsked } from "./endpoint.ts";
import { readDays, readKpi, readMarket } from "./endpoint.ts";
import { dayText, interval, period, shown } from "./shapes.ts";

const fraction = z.number();
const method = z.enum(["weekdays", "same-day-last-week"]);
const lastWeeks = z.object({ typical: shown, good: shown, weeks: z.number().int() }).nullable();

export const outlookEndpoint = endpoint({
  path: "outlook",
  scope: "numbers",
  words:
    "What stands on a KPI's page beside its period: pace, suggested target, its own last weeks, the month's end, days that were restated, where it is heading",
  query: z.strictObject({ id: kpiAsked, ...daysAsked, market: marketAsked }),
  answer: z.object({
    pace: z
      .object({
        share: fraction.describe("Of the period's total that is usually there by now"),
        by: z
          .enum(paceBys)
          .describe("By the weekdays of the last thirteen weeks, or by the same days a year ago"),
        ...{ due: shown, ahead: shown, target: shown },
      })
      .nullable(),
    suggestion: lastWeeks.describe(
      "Median and best quarter of the last thirteen weeks, where there is no target",
    ),
    benchmark: lastWeeks.describe(
      "The same beside a target: the KPI's own weeks, per week of a total",
    ),
    monthEnd: z
      .object({
        month: period,
        today: dayText,
        daysLeft: z.number().int(),
        ...{ soFar: shown, expected: shown, interval: interval.describe("By `coverage`") },
        coverage: fraction,
        method: method.describe("The one that missed less in the store's own past"),
        backTest: z
          .object({
            origins: z.number().int(),
            ...{ missed: fraction, otherMissed: fraction, inside: fraction.nullable() },
          })
          .nullable(),
        target: shown.nullable(),
      })
      .nullable(),
    restated: z
      .object({
        closedTo: dayText.nullable(),
        days: z.number().int(),
        rows: z.array(
          z.object({
            day: dayText,
            revision: z.number().int(),
            at: z.iso.datetime(),
            ...{ was: shown.nullable(), is: shown.nullable() },
            why: z.object({
              more: z.record(z.string(), z.number()).describe("Facts that came or went, by kind"),
              changed: z.array(z.string()).describe("Orders that changed since, at most five"),
              changedCount: z.number().int(),
              isRedefined: z.boolean(),
            }),
          }),
        ),
      })
      .nullable(),
    watched: z
      .object({
        smallest: fraction.nullable().describe("The smallest change that would be noticed"),
        ...{ days: z.number().int(), raised: z.number().int() },
      })
      .nullable(),
    heading: z
      .object({
        ...{ verdict: z.string(), slope: shown, interval: z.tuple([shown, shown]) },
        ...{ days: z.number().int(), weeks: z.number().int(), relative: fraction.nullable() },
      })
      .nullable(),
    milestones: z.array(
      z.object({
        ...{ days: z.number().int(), value: z.string(), words: z.string() },
        ...{ fromDay: dayText, reachedDay: dayText.nullable(), is: shown.nullable() },
      }),
    ),
  }),
  async run(asking, query) {
    const { db, shop, now } = asking;
    const kpi = readKpi(query.id);
    const { period, asOf } = readDays(query, now);
    const market = await readMarket(asking, query.market);
    const over = await overTime(db, shop, { kpi, period, asOf, market });
    const paced = await paceOf(db, shop, { id: kpi.id, period, whole: period, asOf, market });
    // Where there is none, the suggestion says the same.
    const benchmark = paced.suggestion
      ? null
      : await benchmarkOf(db, shop, { id: kpi.id, period, asOf, market });
    const { monthEnd, restated, watched, heading, milestones } = over;
    return {
      ...{ ...paced, benchmark, monthEnd, watched, heading },
      restated: restated && {
        ...restated,
        rows: restated.rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
      },
      milestones: milestones?.rows ?? [],
    };
  },
  table: ({ restated }) => ({
    heading: ["day", "revision", "recorded_at", "was", "is", "more_facts", "changed_orders"],
    rows: (restated?.rows ?? []).map(({ day, revision, at, was, is, why }) => [
      ...[day, revision, at, was, is],
      Object.entries(why.more)
        .map(([kind, by]) => `${kind} ${by}`)
        .join(", "),
      why.changed.join(", "),
    ]),
  }),
});
