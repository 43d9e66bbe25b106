import { z } from "zod";
import { readTasks } from "../../scorecard/tasks.server.ts";
import { endpoint } from "./endpoint.ts";
import { dayText, shown, unit } from "./shapes.ts";

const instant = z.iso.datetime();

export const tasksEndpoint = endpoint({
  path: "tasks",
  scope: "customers",
  words: "Alerts and tasks with who does them, and how closely each number is watched",
  query: z.strictObject({}),
  answer: z.object({
    tasks: z.array(
      z.object({
        id: z.string(),
        kpi: z.object({ id: z.string(), name: z.string(), unit }),
        words: z.string().describe("Empty of an alert, which says it itself"),
        owner: z.string(),
        note: z.string(),
        cause: z
          .object({ by: z.string(), part: z.string().nullable(), effect: z.string().nullable() })
          .nullable()
          .describe("What of the KPI's change it is about"),
        createdAt: instant,
        doneAt: instant.nullable(),
        alert: z
          .object({
            kind: z.enum(["change", "target", "campaign"]),
            side: z.enum(["down", "up"]),
            part: z
              .object({
                by: z.enum(["region", "channel", "campaign"]),
                ...{ key: z.string(), label: z.string() },
              })
              .nullable()
              .describe("Whose own target was missed, or what loses money; null: all of the shop"),
            first: dayText,
            last: dayText,
            came: shown.describe("In the KPI's unit; of a campaign money it brought"),
            expected: shown.describe("Forecast, what the target asked, or what the campaign cost"),
            ordinary: z.tuple([shown, shown]).nullable(),
            move: z
              .object({ to: z.string(), aDay: shown })
              .nullable()
              .describe("Drafted for a campaign: money a day to another; null: to pause it"),
            isWorse: z.boolean(),
          })
          .nullable(),
      }),
    ),
    watched: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        smallest: z
          .number()
          .nullable()
          .describe("The smallest change for the worse that three days would show, a fraction"),
        days: z.number(),
        raised: z.number(),
      }),
    ),
    owners: z
      .array(z.object({ kpi: z.string(), owner: z.string() }))
      .describe("Who answers for a KPI"),
  }),
  run: ({ db, shop }) => readTasks(db, shop),
  table: ({ tasks }) => ({
    heading: [
      ...["kpi", "what", "owner", "note", "created_at", "done_at", "alert", "first_day"],
      ...["last_day", "came", "expected", "ordinary_low", "ordinary_high", "part"],
    ],
    rows: tasks.map(({ kpi, alert, ...task }) => [
      ...[kpi.id, task.words, task.owner, task.note, task.createdAt, task.doneAt],
      ...[alert && `${alert.kind} ${alert.side}`, alert?.first, alert?.last, alert?.came],
      ...[alert?.expected, alert?.ordinary?.[0], alert?.ordinary?.[1], alert?.part?.label],
    ]),
  }),
});
