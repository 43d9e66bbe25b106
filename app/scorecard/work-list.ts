// The one list of what is worth doing now, the dearest first: gaps to targets, stock, late orders,
// campaigns that lose money. Lines may speak of the same money (sales that are short, and the item that is
// out), so they are never added up.
import { formatMinor } from "../ledger/money.ts";
import { kpiById } from "../kpis/index.ts";
import type { Gap } from "./gaps.ts";
import type { StockRow } from "./stock.ts";
import type { Shown } from "./types.ts";

/** Longer is no list to work through (capabilities, S0.18). */
export const mostWork = 20;

/**
 * gap       a KPI short of its target     at stake: what that is in money over the period (gaps.ts)
 * order     stock to order now            sales that are lost until a delivery
 * hurry     stock that comes too late     the same
 * sell-off  stock beyond what is wanted   its cost
 * ship      orders late to leave          their merchandise − discounts
 * campaign  to pause or to spend less     what it cost beyond what it brought (weak-campaigns.server.ts)
 */
export const workKinds = ["gap", "order", "hurry", "sell-off", "ship", "campaign"] as const;
export type WorkKind = (typeof workKinds)[number];

export type WorkItem = {
  /** Each once in a list. */
  key: string;
  kind: WorkKind;
  /** What it moves. */
  kpi: { id: string; name: string };
  gap: Gap | null;
  item: Pick<StockRow, "key" | "title" | "sku" | "place"> | null;
  /** Its name; null of all but a campaign. */
  campaign: string | null;
  /** Units or orders; null of a gap or a campaign. */
  count: number | null;
  /** Major units, above 0. */
  money: Shown;
};

export type LosingCampaign = { key: string; name: string; /** Minor units. */ lost: number };
export type LateOrders = { orders: number; /** Minor units. */ net: bigint };

const moves = (id: string) => ({ id, name: kpiById(id)?.name ?? id });

function ofGap(gap: Gap): WorkItem[] {
  if (gap.worth === null) return [];
  const { id, name } = gap.kpi;
  const rest = { item: null, campaign: null, count: null, money: gap.worth };
  return [{ key: `gap ${id}`, kind: "gap", kpi: { id, name }, gap, ...rest }];
}

/** What can be done about an item at a place, and with how many units; null: nothing. */
function doable(row: StockRow): { kind: WorkKind; count: number } | null {
  const { status, available, incoming, orderQuantity, orderUpTo } = row;
  switch (status) {
    case "out":
    case "runs-out":
      if (orderQuantity > 0) return { kind: "order", count: orderQuantity };
      return incoming > 0 ? { kind: "hurry", count: incoming } : null;
    case "over":
      return { kind: "sell-off", count: available - orderUpTo };
    case "dead":
      return { kind: "sell-off", count: available };
    case "healthy":
      return null;
  }
}

function ofLevel(row: StockRow): WorkItem[] {
  const { key, title, sku, place, atStake } = row;
  const what = doable(row);
  if (!what || atStake === null) return [];
  const kpi = moves(what.kind === "sell-off" ? "overstock-value" : "stockout-rate");
  const item = { key, title, sku, place };
  return [{ key: `stock ${key}`, ...what, kpi, gap: null, campaign: null, item, money: atStake }];
}

function ofLate({ orders, net }: LateOrders, currency: string): WorkItem[] {
  if (orders === 0) return [];
  const money = formatMinor(net, currency);
  const rest = { gap: null, item: null, campaign: null, count: orders, money };
  return [{ key: "ship", kind: "ship", kpi: moves("on-time-shipping"), ...rest }];
}

function ofCampaign({ key, name, lost }: LosingCampaign, currency: string): WorkItem {
  const money = formatMinor(BigInt(lost), currency);
  const rest = { gap: null, item: null, campaign: name, count: null, money };
  return { key: `campaign ${key}`, kind: "campaign", kpi: moves("marketing-roi"), ...rest };
}

export type WorkFound = {
  gaps: readonly Gap[];
  levels: readonly StockRow[];
  late: LateOrders;
  campaigns: readonly LosingCampaign[];
};

/** The dearest twenty of all; what has no price is not among them. */
export function workList(found: WorkFound, currency: string): WorkItem[] {
  const all = [
    ...found.gaps.flatMap(ofGap),
    ...found.levels.flatMap(ofLevel),
    ...ofLate(found.late, currency),
    ...found.campaigns.map((each) => ofCampaign(each, currency)),
  ];
  return all
    .filter(({ money }) => Number(money) > 0)
    .sort((a, b) => Number(b.money) - Number(a.money) || (a.key < b.key ? -1 : 1))
    .slice(0, mostWork);
}
