import { z } from "zod";
import { team } from "../../scorecard/team.server.ts";
import { againstAsked, daysAsked, endpoint, readAgainst, readDays } from "./endpoint.ts";
import { scorecardKpi } from "./shapes.ts";

const hours = z
  .object({
    median: z.number(),
    n: z.number(),
    interval: z.tuple([z.number(), z.number()]).nullable(),
  })
  .nullable();

export const teamEndpoint = endpoint({
  path: "team",
  scope: "numbers",
  words: "How learning goes, in sums: nobody is named",
  query: z.strictObject({ ...daysAsked, against: againstAsked }),
  answer: z.object({
    kpis: z.array(scorecardKpi),
    manuals: z.array(
      z.object({
        id: z.string(),
        version: z.number(),
        title: z.string(),
        open: z.number(),
        passed: z.number(),
        behind: z.number().describe("People who hold an earlier version"),
        hours,
        before: hours.describe("Of people who learnt before there was the manual"),
      }),
    ),
    possibilities: z.array(
      z.object({
        id: z.string(),
        isInUse: z.boolean(),
        part: z.number(),
        whole: z.number().nullable(),
      }),
    ),
    open: z.number(),
    late: z.number(),
  }),
  async run({ db, shop, now }, query) {
    const { period, asOf } = readDays(query, now);
    const against = readAgainst(query.against, period);
    const found = await team(db, shop, { period, against, asOf });
    const { kpis, manuals, possibilities, open } = found;
    const late = open.filter(({ daysLate }) => daysLate > 0).length;
    return { kpis, manuals, possibilities, open: open.length, late };
  },
  table: ({ manuals }) => ({
    heading: ["manual", "version", "open", "passed", "behind", "hours", "hours_n", "hours_before"],
    rows: manuals.map((manual) => [
      ...[manual.title, manual.version, manual.open, manual.passed, manual.behind],
      ...[manual.hours?.median, manual.hours?.n, manual.before?.median],
    ]),
  }),
});
