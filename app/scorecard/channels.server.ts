// Sales channels side by side, the largest first: what is sold there, what is left of it, what comes back.
import type { Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { kpiById } from "../kpis/index.ts";
import { kpiParts } from "./parts.server.ts";
import type { KpiPart, Unit } from "./types.ts";

const channelKpis = [
  "net-sales",
  "orders",
  "average-order-value",
  "contribution-margin",
  "return-rate",
] as const;

export type ChannelRow = {
  key: string;
  label: string;
  /** In the order of `kpis`; null where the channel has none of it. */
  parts: (KpiPart | null)[];
};
export type Channels = {
  kpis: { id: string; name: string; unit: Unit }[];
  rows: ChannelRow[];
};

/** Of a period, as of an instant. Channels sum to the shop in what adds up. */
export async function channels(
  db: Db,
  shop: ShopContext,
  { period, asOf }: { period: Period; asOf: Date },
): Promise<Channels> {
  const kpis = channelKpis.flatMap((id) => kpiById(id) ?? []);
  const found: Map<string, KpiPart>[] = [];
  for (const { id } of kpis) {
    const { parts } = await kpiParts(db, shop, { id, period, by: "channel", asOf });
    found.push(new Map(parts.map((part) => [part.key, part])));
  }
  const labels = new Map(
    found.flatMap((parts) => [...parts].map(([key, { label }]) => [key, label])),
  );
  const sales = (key: string) => Number(found[0]?.get(key)?.value ?? 0);
  return {
    kpis: kpis.map(({ id, name, unit }) => ({ id, name, unit })),
    rows: [...labels]
      .map(([key, label]): ChannelRow => {
        return { key, label, parts: found.map((parts) => parts.get(key) ?? null) };
      })
      .sort((a, b) => sales(b.key) - sales(a.key) || a.key.localeCompare(b.key)),
  };
}
