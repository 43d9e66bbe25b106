// The Marketing panel's numbers, read from the facts of the period.
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { isMarketingChannel, type MarketingChannel } from "../ledger/marketing-channel.ts";
import { formatMinor } from "../ledger/money.ts";
import { periodDays, previousPeriod, type Period } from "../ledger/period.ts";
import { readTargets } from "../ledger/shop.server.ts";
import { readUnconverted } from "../ledger/writers/spend.server.ts";
import { kpiById } from "../kpis/index.ts";
import { isByRules } from "../kpis/formulas/versioned.ts";
import { roomForSums } from "./lists.ts";
import type { Brought } from "./brought-days.ts";
import { mostFresh, readBroughtOf, readLed } from "./kept-marketing.server.ts";
import { rangeSql, spentSql, type Spent } from "./marketing-sql.ts";
import { addUp, perSpend, roomOf, touchRules, weigh } from "./marketing.ts";
import type { Contribution, Marketing, MarketingRow, SpendRange, TouchRule } from "./marketing.ts";
import { spentByDay, unattributedOf, waitDays, type SpentDay } from "./spend-shares.ts";
import { wonCustomers } from "./won-customers.server.ts";
import { outcomesOf, rowsOf, whenOf } from "./scorecard.server.ts";

export type MarketingQuestion = {
  period: Period;
  /** Default: the period directly before. */
  against?: Period;
  rule: TouchRule;
  asOf: Date;
  /** Takes KPIs that were right a moment ago where new ones take long. Default false. */
  mayBeStale?: boolean;
};

const shownKpis = ["marketing-roi", "marketing-efficiency-ratio", "acquisition-cost"];

type RowGiven = {
  key: string;
  channel: MarketingChannel;
  spent: readonly Spent[];
  brought: Readonly<Record<TouchRule, readonly Brought[]>>;
  rule: TouchRule;
  contribution: Contribution;
  hasCosts: boolean;
  campaign?: Spent;
};

function rowOf(shop: ShopContext, given: RowGiven): MarketingRow {
  const { key, channel, spent, brought, rule, hasCosts, campaign } = given;
  const spend = spent.reduce((sum, { amount }) => sum + amount, 0n);
  const sums = addUp(brought[rule], given.contribution);
  const money = (minor: bigint) => formatMinor(minor, shop.currency);
  const back = perSpend(sums.contribution, spend);
  const roi = back && {
    value: back.value - 1,
    interval: back.interval && ([back.interval[0] - 1, back.interval[1] - 1] as [number, number]),
  };
  return {
    key,
    channel,
    campaign: campaign?.name ?? null,
    platform: campaign?.platform ?? null,
    spend: spent.length > 0 ? money(spend) : null,
    orders: sums.orders,
    newCustomers: sums.firsts,
    net: money(sums.net.sum),
    netFirst: money(addUp(brought.first, given.contribution).net.sum),
    netLast: money(addUp(brought.last, given.contribution).net.sum),
    netSaid: money(addUp(brought.said, given.contribution).net.sum),
    roas: perSpend(sums.net, spend),
    roi: hasCosts ? roi : null,
    contribution: hasCosts ? money(sums.contribution.sum) : null,
    left: hasCosts ? money(sums.contribution.sum - spend) : null,
  };
}

/** Orders whose link names the campaign: by a name it has or had, or by the platform's id of it. */
function isOf({ channel, campaign, names: told }: Spent) {
  const names = new Set([...told, campaign.replace(/^id:/, "").toLowerCase()]);
  return (each: Brought) => each.channel === channel && names.has(each.campaign);
}

const byReturn =
  (rankedBy: "roi" | "roas") =>
  (a: MarketingRow, b: MarketingRow): number => {
    const [left, right] = [a[rankedBy], b[rankedBy]];
    if (left && right) return right.value - left.value || (a.key < b.key ? -1 : 1);
    if (left || right) return left ? -1 : 1;
    return Number(b.net) - Number(a.net) || (a.key < b.key ? -1 : 1);
  };

export async function readRange(
  client: Client,
  shop: ShopContext,
  period: Period,
): Promise<Map<string, bigint>> {
  const { rows } = await client.query<{ channel: string; week: bigint }>(rangeSql, [
    shop.id,
    period.to,
  ]);
  return new Map(rows.map(({ channel, week }) => [channel, week / 7n]));
}

/**
 * Everything the panel shows of a period, all read at one instant but KPIs that may be stale, which say theirs;
 * `unkept`: days of which it would be there sooner if more of them were kept; `staleSince`: the latest such
 * instant, time for refreshSnapshots.
 */
export async function marketing(
  db: Db,
  shop: ShopContext,
  question: MarketingQuestion,
): Promise<Marketing & { unkept: Period | null; staleSince: Date | null }> {
  const { period, against = previousPeriod(period), rule, asOf, mayBeStale } = question;
  const targets = await readTargets(db, shop);
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const kpis = shownKpis.flatMap((id) => kpiById(id) ?? []);
    const outcomes = await outcomesOf(client, shop, { kpis, when, against, mayBeStale });
    const stale = outcomes.flatMap(({ staleSince }) => staleSince ?? []);
    await client.query(roomForSums);
    const days = [shop.id, period.from, period.to];
    const contribution = isByRules(when) ? "cm2" : "cm1";
    const { brought, led, freshDays } = await readBroughtOf(client, shop, period);
    const { rows: spent } = await client.query<Spent>(spentSql, days);
    const range = await readRange(client, shop, period);
    const { rows: told } = await client.query<{ days: number }>(
      `select count(distinct day)::int as days from spend
       where shop_id = $1 and day >= $2 and day < $3 and amount is not null`,
      days,
    );
    const { rows: spentDays } = await client.query<SpentDay>(spentByDay, days);
    const after = await readLed(client, shop, daysAfter(period, when.today));
    const { won, freshDays: wonDays } = await wonCustomers(client, shop, {
      ...{ period, today: when.today },
    });
    const waiting = await readUnconverted(client, shop);
    const begun = begunDays(period, when.today);
    const isSlow = [freshDays, wonDays, after.freshDays].some(
      (fresh) => fresh > mostFresh(periodDays(period)),
    );
    return {
      ...panelOf(shop, { brought, contribution, spent, rule, range, begun }),
      kpis: rowsOf(shop, { outcomes, when, targets }),
      contribution: contribution === "cm2" ? "CM2" : "CM1",
      spentDays: spent.length > 0 ? { days: told[0]?.days ?? 0, of: begun } : null,
      unattributedSpend:
        spent.length > 0
          ? formatMinor(unattributedOf(spentDays, [...led, ...after.led]), shop.currency)
          : null,
      staleSince: stale.length > 0 ? new Date(Math.max(...stale.map(Number))) : null,
      unkept: isSlow ? { from: period.from, to: daysAfter(period, when.today).to } : null,
      won,
      waiting: waiting.map(({ currency, days: some }) => ({ currency, days: some })),
    };
  });
}

/** On which spend of the period may still meet an order; none that lie ahead. */
function daysAfter({ to }: Period, today: Day): Period {
  const [tomorrow, last] = [addDays(today, 1), addDays(to, waitDays)];
  const end = last < tomorrow ? last : tomorrow;
  return { from: to, to: end > to ? end : to };
}

function begunDays({ from, to }: Period, today: Day): number {
  const tomorrow = addDays(today, 1);
  return Math.max(1, periodDays({ from, to: to < tomorrow ? to : tomorrow }));
}

/** What of the panel is read beside orders and spend. */
const readBeside = [
  ...(["kpis", "contribution", "spentDays", "unattributedSpend", "won", "waiting"] as const),
] as const;

type Read = {
  brought: readonly Brought[];
  contribution: Contribution;
  spent: readonly Spent[];
  rule: TouchRule;
  range: ReadonlyMap<string, bigint>;
  begun: number;
};

/** Rows and evidence of orders and spend that were read. */
export function panelOf(
  shop: ShopContext,
  { brought, contribution, spent, rule, range, begun }: Read,
): Omit<Marketing, (typeof readBeside)[number]> {
  const money = (minor: bigint) => formatMinor(minor, shop.currency);
  const hasCosts = brought.some(({ costed }) => costed !== 0n);
  const rankedBy = hasCosts ? "roi" : "roas";
  const ruled = (isIn: (each: Brought) => boolean) =>
    Object.fromEntries(
      touchRules.map((one) => [one, brought.filter((each) => each.rule === one && isIn(each))]),
    ) as Record<TouchRule, Brought[]>;
  const heard = brought.filter((each) => each.rule === "said" && each.channel !== "unknown");
  // Where nobody was asked nothing is said, not even that it is unknown.
  const told = heard.length > 0 ? brought : brought.filter((each) => each.rule !== "said");
  const known = [...told, ...spent].map(({ channel }) => channel).filter(isMarketingChannel);
  const channels = [...new Set(known)].map((channel) =>
    rowOf(shop, {
      ...{ key: channel, channel, rule, contribution, hasCosts },
      spent: spent.filter((each) => each.channel === channel),
      brought: ruled((each) => each.channel === channel),
    }),
  );
  const campaigns = spent.map((each) =>
    rowOf(shop, {
      ...{ key: `${each.platform} ${each.channel} ${each.campaign}`, channel: each.channel },
      ...{
        rule,
        contribution,
        hasCosts,
        campaign: each,
        spent: [each],
        brought: ruled(isOf(each)),
      },
    }),
  );
  channels.sort(byReturn(rankedBy));
  campaigns.sort(byReturn(rankedBy));
  const weighed = (rows: readonly MarketingRow[]) =>
    weigh(rows.map((row) => ({ key: row.key, value: row[rankedBy] })));
  const evidence = weighed(channels);
  const best = evidence.kind === "ahead" ? channels.find(({ key }) => key === evidence.best) : null;
  const netOf = (some: readonly Brought[]) => addUp(some, contribution).net.sum;
  const total = netOf(brought.filter((each) => each.rule === rule));
  const unknown = brought.filter((each) => each.rule === rule && each.channel === "unknown");
  return {
    ...{ rule, rankedBy, channels, campaigns, evidence, said: addUp(heard, contribution).orders },
    campaignEvidence: weighed(campaigns),
    room: best ? shownRoom(best) : null,
    spend: spent.length > 0 ? money(spent.reduce((sum, { amount }) => sum + amount, 0n)) : null,
    net: money(total),
    unattributed: money(netOf(unknown)),
  };

  function shownRoom({ channel }: MarketingRow): NonNullable<Marketing["room"]> {
    const own = spent.filter((each) => each.channel === channel);
    const amount = own.reduce((sum, each) => sum + each.amount, 0n);
    const seen: SpendRange = { now: amount / BigInt(begun), most: range.get(channel) ?? 0n };
    const more = roomOf(seen);
    return {
      channel,
      now: money(seen.now),
      most: money(seen.most),
      more: more > 0n ? money(more) : null,
    };
  }
}
