import { z } from "zod";
import { pageSize, readPlace } from "../../scorecard/lists.ts";
import { openOrders } from "../../scorecard/open-orders.server.ts";
import { ageClasses, noLocation, sendStates } from "../../scorecard/open-orders.ts";
import { afterAsked, endpoint } from "./endpoint.ts";
import { dayText, next, shown } from "./shapes.ts";

const age = z.enum(ageClasses).describe("By how long it should have left; within: not due yet");
const state = z
  .enum(sendStates)
  .describe(
    "open: all of it waits; part: a parcel left, the rest waits; held: what waits is on hold",
  );
const locationId = `A location's id, or ${noLocation}: assigned to none`;
const part = z.object({ key: z.string(), name: z.string().nullable(), orders: z.number() });
const greatestPage = 500;

export const openOrdersEndpoint = endpoint({
  path: "open-orders",
  scope: "numbers",
  words: "The orders of the last 90 days that wait to be shipped, the most overdue first",
  query: z.strictObject({
    age: age.optional(),
    state: state.optional(),
    location: z.string().max(100).optional().describe(locationId),
    carrier: z.string().max(100).optional().describe("Of the parcel that left"),
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
        state,
        location: z.string().nullable().describe("The name of the location that is to send it"),
        carrier: z.string().nullable().describe("Of the parcel that left; null while none did"),
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
    found: z.number().nullable().describe("On all pages; null on the later ones"),
    totals: z.array(z.object({ age, orders: z.number(), net: shown })).nullable(),
    states: z.array(z.object({ state, orders: z.number() })).nullable(),
    locations: z.array(part).nullable().describe(`By location; key: ${locationId}`),
    carriers: z.array(part).nullable().describe("By who carries the parcel that left"),
    typical: z
      .object({
        days: z.number(),
        left: z.number(),
        waiting: z.number(),
        medianLeft: z.number().nullable().describe("Hours to ship of those that left"),
        medianAll: z
          .number()
          .nullable()
          .describe("The same, those that wait counted for as long as they have (Kaplan–Meier)"),
      })
      .nullable()
      .describe("Of the orders sold in the last days"),
  }),
  async run({ db, shop, now }, query) {
    const { rows, next, sums } = await openOrders(db, shop, {
      ...{ age: query.age ?? null, state: query.state ?? null },
      ...{ location: query.location ?? null, carrier: query.carrier ?? null },
      ...{ after: readPlace(query.after ?? null), size: query.limit, asOf: now },
    });
    const none = {
      ...{ found: null, totals: null, states: null, locations: null, carriers: null },
      typical: null,
    };
    return { rows, next, ...(sums ?? none) };
  },
  table: ({ rows }) => ({
    heading: [
      ...["order", "day", "age", "hours_waiting", "hours_late", "due_at", "promised_at"],
      ...["state", "location", "carrier", "channel", "region", "net"],
    ],
    rows: rows.map((row) => [
      ...[row.name, row.day, row.age, hundredths(row.waitHours)],
      ...[row.lateHours === null ? null : hundredths(row.lateHours), row.dueAt, row.promisedAt],
      ...[row.state, row.location, row.carrier, row.channel, row.region, row.net],
    ]),
  }),
});

const hundredths = (hours: number) => Math.round(hours * 100) / 100;
