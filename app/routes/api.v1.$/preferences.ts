import { z } from "zod";
import { refusal } from "../../api.server.ts";
import { actions } from "../../analysis/preferences/next-action.ts";
import { nextAction } from "../../scorecard/next-action.server.ts";
import { findPreferences } from "../../scorecard/preferences.server.ts";
import { customerLists } from "../../scorecard/recommend-customer.server.ts";
import { endpoint } from "./endpoint.ts";
import { dayText } from "./shapes.ts";

const count = z.number().int();
const shares = z.object({
  n: count.describe("Units of lines that name one"),
  top: z.array(z.object({ name: z.string(), count })),
});

export const preferences = z.object({
  orders: count.describe("The latest 500 at most"),
  lines: count,
  categories: shares,
  options: shares,
  price: z
    .object({ n: count, low: z.string(), middle: z.string(), high: z.string() })
    .nullable()
    .describe("Quartiles over lines of the unit price before discounts"),
  weekdays: z.array(count).describe("Orders from Monday on"),
  hours: z.array(count).describe("Orders from 00:00 on, the shop's time"),
  interval: z.object({ n: count, days: z.number() }).nullable(),
  nextDue: dayText.nullable().describe("The last order's day and the median interval"),
  discount: z.object({
    n: count,
    orders: count,
    interval: z.tuple([z.number(), z.number()]).nullable(),
    share: z.number().nullable().describe("Discounts ÷ merchandise before discounts"),
  }),
  pairs: z
    .object({
      n: count.describe("Orders of two products or more"),
      top: z.array(
        z.object({
          items: z.tuple([z.string(), z.string()]),
          titles: z.tuple([z.string(), z.string()]),
          orders: count,
        }),
      ),
    })
    .nullable(),
  busiest: z
    .object({ from: count, orders: count })
    .describe("Three hours in a row with the most orders, and the first of them"),
  likedWeekday: count.nullable().describe("0 for Monday; null where chance explains the days"),
  words: z.string().describe("One paragraph for staff"),
});

export const preferencesEndpoint = endpoint({
  path: "preferences",
  scope: "customers",
  words: "What a customer likes and when they buy, each count with what it stands on",
  query: z.strictObject({ customer: z.string().trim().min(1).max(320).describe("ID or e-mail") }),
  answer: z.object({
    customer: z.string(),
    preferences,
    next: z
      .object({
        action: z.enum(actions),
        words: z.string(),
        days: count,
        chance: z.number().nullable().describe("Of an order in so many days"),
        orderValue: z.string(),
        expected: z.string().nullable().describe("Whatever is done, not what the action adds"),
      })
      .nullable(),
  }),
  async run({ db, shop, now }, { customer }) {
    const named = customer.replace(/^gid:\/\/shopify\/Customer\//, "");
    const found = await findPreferences(db, shop, named);
    if (found) {
      const lists = await customerLists(db, shop, { named: found.customer, now });
      return { ...found, next: await nextAction(db, shop, { found, lists, now }) };
    }
    throw refusal(404, "an unknown customer", "an id or e-mail that the shop knows");
  },
  table: ({ customer, preferences: found }) => ({
    heading: ["customer", "what", "name", "count", "of"],
    rows: [
      ...found.categories.top.map(({ name, count: held }) => [
        ...[customer, "category", name, held, found.categories.n],
      ]),
      ...found.options.top.map(({ name, count: held }) => [
        ...[customer, "option", name, held, found.options.n],
      ]),
      ...found.weekdays.map((held, at) => [customer, "weekday", at + 1, held, found.orders]),
      ...found.hours.map((held, at) => [customer, "hour", at, held, found.orders]),
      [customer, "discount", "orders", found.discount.orders, found.discount.n],
    ],
  }),
});
