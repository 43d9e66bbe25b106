import { z } from "zod";
import { wantKept } from "../../jobs/refresh-snapshots.ts";
import { marketing } from "../../scorecard/marketing.server.ts";
import { touchRules, type MarketingRow } from "../../scorecard/marketing.ts";
import { againstAsked, daysAsked, endpoint, readAgainst, readDays } from "./endpoint.ts";
import { dayText, scorecardKpi, shown } from "./shapes.ts";

const back = z
  .strictObject({
    value: z.number(),
    interval: z.tuple([z.number(), z.number()]).nullable(),
  })
  .nullable();
const row = z.object({
  key: z.string(),
  channel: z.string(),
  campaign: z.string().nullable(),
  platform: z.string().nullable(),
  spend: shown.nullable(),
  orders: z.number(),
  newCustomers: z.number(),
  net: shown,
  netFirst: shown,
  netLast: shown,
  netSaid: shown.describe("Net sales by what buyers say brought them"),
  roas: back,
  roi: back,
  contribution: shown.nullable(),
  left: shown.nullable().describe("Contribution less spend"),
});

const evidence = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("too-few") }),
  z.object({ kind: z.literal("tied"), among: z.array(z.string()) }),
  z.object({
    kind: z.literal("ahead"),
    best: z.string(),
    behind: z.array(z.string()),
    level: z.array(z.string()),
  }),
]);

const tableRow = (of: string, each: MarketingRow) => [
  ...[of, each.channel, each.campaign, each.platform, each.spend, each.orders],
  ...[each.newCustomers, each.net, each.roas?.value],
  ...[each.roi?.value, each.roi?.interval?.[0], each.roi?.interval?.[1]],
];

export const marketingEndpoint = endpoint({
  path: "marketing",
  scope: "numbers",
  words: "What advertising costs and brings back, by channel and campaign",
  query: z.strictObject({
    ...daysAsked,
    against: againstAsked,
    rule: z.enum(touchRules).default("last").describe("The touch that an order belongs to"),
  }),
  answer: z.object({
    rule: z.enum(touchRules),
    said: z.number().describe("Orders whose buyers said how they heard of the shop"),
    rankedBy: z.enum(["roi", "roas"]),
    kpis: z.array(scorecardKpi),
    channels: z.array(row),
    campaigns: z.array(row),
    evidence,
    campaignEvidence: evidence,
    contribution: z.enum(["CM1", "CM2"]),
    room: z
      .strictObject({ channel: z.string(), now: shown, most: shown, more: shown.nullable() })
      .nullable(),
    spend: shown.nullable(),
    net: shown,
    unattributedSpend: shown.nullable().describe("Spend that no order has met within 30 days"),
    unattributed: shown,
    spentDays: z.object({ days: z.number(), of: z.number() }).nullable(),
    won: z
      .object({
        from: dayText,
        to: dayText,
        channels: z.array(
          z.object({
            channel: z.string(),
            customers: z.number(),
            value: shown.nullable().describe("Contribution of twelve months, a customer"),
            cost: shown.nullable(),
            ratio: z.number().nullable(),
          }),
        ),
      })
      .describe("Customers won in the same days a year earlier"),
    waiting: z.array(z.object({ currency: z.string(), days: z.number() })),
  }),
  async run({ db, shop, now }, query) {
    const { period, asOf } = readDays(query, now);
    const against = readAgainst(query.against, period);
    const {
      unkept,
      staleSince: _,
      ...shown
    } = await marketing(db, shop, {
      ...{ period, against, rule: query.rule, asOf },
    });
    if (unkept) wantKept(db, shop.id, "marketing", unkept);
    return shown;
  },
  table: ({ channels, campaigns }) => ({
    heading: [
      ...["of", "channel", "campaign", "platform", "spend", "orders", "new_customers", "net_sales"],
      ...["roas", "roi", "roi_low", "roi_high"],
    ],
    rows: [
      ...channels.map((each) => tableRow("channel", each)),
      ...campaigns.map((each) => tableRow("campaign", each)),
    ],
  }),
});
