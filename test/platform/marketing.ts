// How buyers of the demo store came to it, and what that cost. Drawn apart from everything else, by the
// order's number, so that the rest of the store stays as it is. Paid search is planted as the channel
// that brings most back; display costs more than it brings.
import { createRandom } from "./random.ts";

export type Visit = {
  landingPage: string;
  referrerUrl: string | null;
  utmParameters: { source: string; medium: string; campaign: string } | null;
};
export type Journey = { firstVisit: Visit | null; lastVisit: Visit | null };

const shopUrl = "https://shop.demo.example";
const page = (path: string, referrerUrl: string | null = null): Visit => ({
  landingPage: shopUrl + path,
  referrerUrl,
  utmParameters: null,
});
const link = (source: string, medium: string, campaign: string): Visit => ({
  landingPage: `${shopUrl}/?utm_source=${source}&utm_medium=${medium}&utm_campaign=${encodeURIComponent(campaign)}`,
  referrerUrl: null,
  utmParameters: { source, medium, campaign },
});

type Way = { channel: string; weight: number; visit: Visit };

/** Shares of the online store's orders. */
export const ways: readonly Way[] = [
  { channel: "paid-search", weight: 0.16, visit: link("google", "cpc", "Brand") },
  { channel: "paid-search", weight: 0.12, visit: link("google", "cpc", "Shopping") },
  { channel: "paid-social", weight: 0.13, visit: link("facebook", "paid_social", "New faces") },
  { channel: "paid-social", weight: 0.05, visit: link("facebook", "paid_social", "Come back") },
  { channel: "display", weight: 0.07, visit: link("google", "display", "Banners") },
  { channel: "email", weight: 0.15, visit: link("letter", "email", "Monthly letter") },
  { channel: "organic-search", weight: 0.14, visit: page("/", "https://www.google.com/") },
  { channel: "organic-social", weight: 0.03, visit: page("/", "https://l.instagram.com/") },
  { channel: "referral", weight: 0.02, visit: page("/", "https://a-blog.example/gifts") },
  { channel: "direct", weight: 0.13, visit: page("/") },
];

/**
 * Planted: orders nothing is told of; buyers who came straight back for their order; of the others
 * those who came a second way.
 */
export const journeyOdds = { unknown: 0.04, cameBack: 0.3, wandered: 0.25 };

/** What led to the online store's order of that number. */
export function journeyOf(orderNumber: number): Journey {
  const random = createRandom(Math.imul(orderNumber, 0x9e3779b1) ^ 0x51ed270b);
  if (random.chance(journeyOdds.unknown)) return { firstVisit: null, lastVisit: null };
  const draw = () => random.weighted(ways.map(({ visit, weight }) => [visit, weight] as const));
  const firstVisit = draw();
  if (random.chance(journeyOdds.cameBack)) return { firstVisit, lastVisit: page("/") };
  return { firstVisit, lastVisit: random.chance(journeyOdds.wandered) ? draw() : firstVisit };
}

/** The visit in the words of a webhook: the page's path, and the page before. */
export function landingOf(orderNumber: number): { site: string | null; referrer: string | null } {
  const { lastVisit } = journeyOf(orderNumber);
  const site = lastVisit && lastVisit.landingPage.slice(shopUrl.length);
  return { site, referrer: lastVisit?.referrerUrl ?? null };
}

type Campaign = { id: string; name: string; way: number; type: string; centsAnOrder: number };

/** Spend for each order that a campaign leads to on average, in euro cents. */
export const campaigns: Readonly<Record<"google" | "meta", readonly Campaign[]>> = {
  google: [
    { id: "9001", name: "Brand", way: 0, type: "Search", centsAnOrder: 250 },
    { id: "9002", name: "Shopping", way: 1, type: "Shopping", centsAnOrder: 450 },
    { id: "9003", name: "Banners", way: 4, type: "Display", centsAnOrder: 2600 },
  ],
  meta: [
    { id: "8001", name: "New faces", way: 2, type: "", centsAnOrder: 1500 },
    { id: "8002", name: "Come back", way: 3, type: "", centsAnOrder: 1100 },
  ],
};

const euro = (cents: number) => (cents / 100).toFixed(2);

/**
 * The exports of two advertising accounts as the platforms write them, title and totals included.
 * @param webOrdersADay orders of the online store on an average day
 */
export function spendExports(days: readonly string[], webOrdersADay: number): string[] {
  const random = createRandom(4711);
  const cost = ({ way, centsAnOrder }: Campaign) =>
    Math.round(webOrdersADay * ways[way]!.weight * centsAnOrder * (0.6 + 0.8 * random.next()));
  let [googleTotal, metaTotal] = [0, 0];
  const google = days.flatMap((day) =>
    campaigns.google.map((campaign) => {
      const cents = cost(campaign);
      googleTotal += cents;
      return `${day},${campaign.name},${campaign.id},${campaign.type},EUR,${euro(cents)}`;
    }),
  );
  const meta = days.flatMap((day) =>
    campaigns.meta.map((campaign) => {
      const cents = cost(campaign);
      metaTotal += cents;
      return `${campaign.name},${campaign.id},${day},${euro(cents)},${day},${day}`;
    }),
  );
  return [
    [
      "Campaign report",
      `"${days[0]} - ${days.at(-1)}"`,
      "Day,Campaign,Campaign ID,Campaign type,Currency code,Cost",
      ...google,
      `,Total: Account,,,EUR,${euro(googleTotal)}`,
      "",
    ].join("\n"),
    [
      "Campaign name,Campaign ID,Day,Amount spent (EUR),Reporting starts,Reporting ends",
      `,,,${euro(metaTotal)},${days[0]},${days.at(-1)}`,
      ...meta,
      "",
    ].join("\n"),
  ];
}
