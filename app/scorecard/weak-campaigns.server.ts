// Campaigns that lose money: the whole range of what their orders brought is below what they cost (the
// verdict of the Marketing panel, by the last touch, but surer, for it is asked each night). Told once until
// somebody has seen to it, and then not before the days that were looked at are over. It drafts what to do;
// nobody but a person does it.
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Client } from "../db.server.ts";
import { addDays, startOfDay, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { toMinor } from "../ledger/money.ts";
import type { Period } from "../ledger/period.ts";
import { campaignsSeenTo, type Alert, type AlertCampaign } from "../ledger/tasks.server.ts";
import { isByRules } from "../kpis/formulas/versioned.ts";
import { readBroughtOf } from "./kept-marketing.server.ts";
import { roomForSums } from "./lists.ts";
import { panelOf, readRange } from "./marketing.server.ts";
import { spentSql, type Spent } from "./marketing-sql.ts";
import { roomOf, type MarketingRow } from "./marketing.ts";
import { whenOf } from "./scorecard.server.ts";

/** Four weeks, so that each weekday counts alike: long enough for orders, short enough to act on. */
const lookedAt = 28;

async function readPanel(client: Client, shop: ShopContext, period: Period, now: Date) {
  const when = await whenOf(client, shop, { period, asOf: now });
  // Spend before the first order that is known would seem to have brought nothing.
  if (when.historyFrom === null || when.historyFrom > period.from) return null;
  const { rows: spent } = await client.query<Spent>(spentSql, [shop.id, period.from, period.to]);
  if (spent.length === 0) return null;
  await client.query(roomForSums);
  const { brought } = await readBroughtOf(client, shop, period);
  const range = await readRange(client, shop, period);
  const contribution = isByRules(when) ? "cm2" : "cm1";
  const read = { brought, contribution, spent, rule: "last", range, begun: lookedAt } as const;
  return { ...panelOf(shop, read), range };
}

type Panel = NonNullable<Awaited<ReturnType<typeof readPanel>>>;

/**
 * One in a thousand a night, where the panel's range leaves out one in forty: of campaigns that bring back
 * half as much again as they cost, one in ten would be told of within a year at that, none at this (017).
 */
const sure = 0.999;

function isLosing({ roi, orders }: MarketingRow): boolean {
  if (!roi?.interval) return false;
  const wider = tQuantile(sure, orders - 1) / tQuantile(0.975, orders - 1);
  return roi.value + (roi.interval[1] - roi.value) * wider < 0;
}
const isEarning = ({ roi }: MarketingRow) => roi?.interval != null && roi.interval[0] > 0;

/** To the best campaign where it is ahead and earns for sure, no more than its channel was seen to spend. */
function moveOf(row: MarketingRow, panel: Panel, currency: string): AlertCampaign["move"] {
  const { campaigns, channels, campaignEvidence: evidence, range } = panel;
  if (evidence.kind !== "ahead" || !evidence.behind.includes(row.key)) return null;
  const best = campaigns.find(({ key }) => key === evidence.best);
  if (!best || !isEarning(best)) return null;
  const aDay = ({ spend }: MarketingRow) =>
    toMinor(String(spend ?? 0), currency) / BigInt(lookedAt);
  const own = channels.find(({ key }) => key === best.channel);
  const room = roomOf({ now: own ? aDay(own) : 0n, most: range.get(best.channel) ?? 0n });
  // Within a channel no more is spent than before.
  const most = best.channel === row.channel || room > aDay(row) ? aDay(row) : room;
  return most > 0n ? { to: best.campaign ?? best.key, aDay: Number(most) } : null;
}

/** Alerts of the four weeks before `today`, without campaigns that are seen to. */
export async function weakCampaigns(
  client: Client,
  shop: ShopContext,
  { today, now }: { today: Day; now: Date },
): Promise<Alert[]> {
  const period = { from: addDays(today, -lookedAt), to: today };
  const panel = await readPanel(client, shop, period, now);
  if (!panel) return [];
  const seenTo = await campaignsSeenTo(client, shop, startOfDay(period.from, shop.timeZone));
  const { currency } = shop;
  return panel.campaigns
    .filter((row) => isLosing(row) && !seenTo.has(row.key))
    .map((row): Alert => {
      const spend = Number(toMinor(String(row.spend), currency));
      const brought = (roi: number) => Math.round((roi + 1) * spend);
      const [low, high] = row.roi!.interval!;
      return {
        ...{ kpi: "marketing-roi", day: addDays(today, -1), kind: "campaign", side: "down" },
        ...{ days: lookedAt, came: brought(row.roi!.value), expected: spend },
        ...{ low: brought(low), high: brought(high) },
        part: { by: "campaign", key: row.key },
        campaign: { name: row.campaign ?? row.key, move: moveOf(row, panel, currency) },
      };
    });
}
