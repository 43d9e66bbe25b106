// Marketing KPIs by the channel that led to the orders: last touch that is not direct, as on the Marketing
// panel and with its ranges. Only channels that money was spent on are parts.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { exact, isReason, toNumber, type Exact, type Outcome, type When } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { lookOf } from "./kpi-row.ts";
import { marketingChannelLabels } from "./labels.server.ts";
import { roomForSums } from "./lists.ts";
import { readBroughtOf } from "./kept-marketing.server.ts";
import { spentSql, type Spent } from "./marketing-sql.ts";
import { addUp, perSpend } from "./marketing.ts";
import { show } from "./show.ts";
import type { KpiPart } from "./types.ts";

type Sums = ReturnType<typeof addUp> & { spend: bigint };

/** ROAS of a channel is the marketing efficiency ratio of it (definitions.md). */
const partOf: Readonly<
  Record<string, (sums: Sums) => { n: number; value: Exact | null; isRanged?: true }>
> = {
  "marketing-roi": ({ orders, contribution, spend }) => ({
    n: orders,
    value: spend > 0n ? exact(contribution.sum - spend, spend) : null,
    isRanged: true,
  }),
  "marketing-efficiency-ratio": ({ orders, net, spend }) => ({
    n: orders,
    value: spend > 0n ? exact(net.sum, spend) : null,
  }),
  "acquisition-cost": ({ firsts, spend }) => ({
    n: firsts,
    value: firsts > 0 ? exact(spend, BigInt(firsts)) : null,
  }),
};

/** Those that cost most first; a part weighs what was spent on it. */
export async function marketingParts(
  client: Client,
  shop: ShopContext,
  { kpi, when: { period }, whole }: { kpi: Kpi; when: When; whole: Outcome },
): Promise<KpiPart[]> {
  const part = partOf[kpi.id];
  if (!part) throw new Error(`got ${kpi.id}, expected a KPI with parts by marketing channel`);
  await client.query(roomForSums);
  const days = [shop.id, period.from, period.to];
  const { rows: spent } = await client.query<Spent>(spentSql, days);
  if (spent.length === 0 || isReason(whole.value)) return [];
  const contribution = whole.version === 1 ? "cm1" : "cm2";
  const read = await readBroughtOf(client, shop, period);
  const brought = Map.groupBy(
    read.brought.filter(({ rule }) => rule === "last"),
    ({ channel }) => channel,
  );
  const all = spent.reduce((sum, { amount }) => sum + amount, 0n);
  const look = lookOf(kpi, shop.currency);
  const parts = [...Map.groupBy(spent, ({ channel }) => channel)].map(([channel, own]) => {
    const spend = own.reduce((sum, { amount }) => sum + amount, 0n);
    const sums = { ...addUp(brought.get(channel) ?? [], contribution), spend };
    const { n, value, isRanged } = part(sums);
    const range = (isRanged && perSpend(sums.contribution, spend)?.interval) || null;
    return {
      spend,
      part: {
        ...{ key: channel, label: marketingChannelLabels[channel], n },
        value: value && show(value, look),
        interval: range && ([range[0] - 1, range[1] - 1] as const),
        share: all > 0n ? toNumber(exact(spend, all)) : null,
      },
    };
  });
  return parts
    .sort((a, b) => Number(b.spend - a.spend) || (a.part.key < b.part.key ? -1 : 1))
    .map(({ part: shown }) => shown);
}
