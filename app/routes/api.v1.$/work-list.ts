import { z } from "zod";
import { scorecard } from "../../scorecard/scorecard.server.ts";
import { readWorkList } from "../../scorecard/work-list.server.ts";
import { workKinds } from "../../scorecard/work-list.ts";
import { daysAsked, endpoint, readDays, readWholeTo, wholeAsked } from "./endpoint.ts";
import { shown } from "./shapes.ts";

export const workListEndpoint = endpoint({
  path: "work-list",
  scope: "numbers",
  words: "What is worth most to be done now, twenty at most; lines may be about the same money",
  query: z.strictObject({ ...daysAsked, ...wholeAsked }),
  answer: z.object({
    currency: z.string(),
    work: z.array(
      z.object({
        kind: z
          .enum(workKinds)
          .describe(
            "gap to a target; stock to order, hurry or sell off; late orders to ship; a losing campaign",
          ),
        kpi: z.object({ id: z.string(), name: z.string() }).describe("What it moves"),
        item: z
          .object({ key: z.string(), title: z.string(), sku: z.string(), place: z.string() })
          .nullable(),
        campaign: z.string().nullable().describe("Its name, where it is about one"),
        count: z.number().nullable().describe("Units or orders; null of a gap or a campaign"),
        gap: z.object({ short: shown }).nullable().describe("In the KPI's unit"),
        money: shown.describe("At stake"),
      }),
    ),
  }),
  async run({ db, shop, now }, query) {
    const { period, asOf } = readDays(query, now);
    const card = await scorecard(db, shop, { period, asOf, wholeTo: readWholeTo(query, period) });
    return { currency: shop.currency, work: await readWorkList(db, shop, { card, asOf }) };
  },
  table: ({ work, currency }) => ({
    heading: [
      "kind",
      "kpi",
      "title",
      "sku",
      "place",
      "count",
      "short",
      "money",
      "currency",
      "campaign",
    ],
    rows: work.map(({ kind, kpi, item, count, gap, money, campaign }) => [
      ...[kind, kpi.id, item?.title, item?.sku, item?.place, count, gap?.short, money, currency],
      campaign,
    ]),
  }),
});
