import { z } from "zod";
import { pageSize, readPlace } from "../../scorecard/lists.ts";
import { openOrders } from "../../scorecard/open-orders.server.ts";
import { ageClasses } from "../../scorecard/open-orders.ts";
import { afterAsked, endpoint } from "./endpoint.ts";
import { dayText, next, shown } from "./shapes.ts";

const age = z.enum(ageClasses).describe("By how long it should have left; within: not due yet");
const greatestPage = 500;

export const openOrdersEndpoint = endpoint({
  path: "open-orders",
  scope: "numbers",
  words: "The orders of the last 90 days that wait to be shipped, the most overdue first",
  query: z.strictObject({
    age: age.optional(),
    after: afterAsked,
    limit: z.coerce.number().int().min(1).max(greatestPage).default(pageSize),
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        adminPath: z.string().nullable(),
        day: dayText,
        age,
        waitHours: z.number().describe("Since the sale"),
        lateHours: z.number().nullable().describe("Below 0: not due yet; null: no promise"),
        dueAt: z.iso.datetime().nullable().describe("When it was to leave"),
        promisedAt: z.iso.datetime().nullable().describe("When it was to arrive"),
        channel: z.string(),
        region: z.string(),
        regionName: z.string(),
        net: shown,
      }),
    ),
    next,
    found: z.number(),
    totals: z.array(z.object({ age, orders: z.number(), net: shown })),
  }),
  run({ db, shop, now }, query) {
    const after = readPlace(query.after ?? null);
    const wish = { age: query.age ?? null, after, size: query.limit, asOf: now };
    return openOrders(db, shop, wish);
  },
  table: ({ rows }) => ({
    heading: [
      ...["order", "day", "age", "hours_waiting", "hours_late", "due_at", "promised_at"],
      ...["channel", "region", "net"],
    ],
    rows: rows.map((row) => [
      ...[row.name, row.day, row.age, hundredths(row.waitHours)],
      ...[row.lateHours === null ? null : hundredths(row.lateHours), row.dueAt, row.promisedAt],
      ...[row.channel, row.region, row.net],
    ]),
  }),
});

const hundredths = (hours: number) => Math.round(hours * 100) / 100;
