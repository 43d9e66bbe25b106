// What splits that are not stored are made of, kept by day and by whole month until a day in it changes:
// sums by product and location, hours by whatever. A gap between two months is then read from the lines
// of today alone.
import { createHash } from "node:crypto";
import type { Client, Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { splits, type Split } from "../kpis/query.ts";
import { addedUp, type Histogram } from "../measures/histogram.server.ts";
import { hoursToDeliver, hoursToShip, measures, onDays } from "../measures/index.ts";
import { orderCostScan } from "../measures/sources/order-cost.ts";
import { orderDayScan } from "../measures/sources/order-day.ts";
import { gapsOf, keepBlocks, readBlocks, type KeptBlock } from "./blocks.server.ts";
import { roomForSums } from "./lists.ts";
import { measureReader, type Reader } from "./read.server.ts";
import { rowsReaderOf, rowsText } from "./scans.server.ts";

/** Splits of which the measures are stored, but for their histograms. */
const stored = ["channel", "region", "customer-kind"] as const;
const isStored = (by: Split): by is (typeof stored)[number] => stored.some((each) => each === by);

const added = [...measures.values()].filter(
  ({ kind, source }) => kind === "sum" && [orderDayScan, orderCostScan].includes(source.scan),
);
const ids = new Set<string>(added.map(({ id }) => id));
/** Of these the medians of splits are made; nobody waits for hours of a product. */
const ranked = [hoursToShip, hoursToDeliver];

/** Other SQL, other name. */
const nameOf = (by: Split) => {
  const rows = isStored(by) ? orderDayScan.rows(onDays) : rowsText(by);
  const wording = [...added, ...ranked].map(({ id, value, times }) => `${id} ${value} ${times}`);
  const text = [rows, ...wording].join("\n");
  return `parts by ${by} ${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
};
const names = Object.fromEntries(splits.map((by) => [by, nameOf(by)])) as Record<Split, string>;

type Block = {
  /** Every promise of these days is due since then; null: some fell due only later. */
  dueBy: string | null;
  /** Key → measure → digits. */
  sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Measure → key → counts by bucket, and the values while they are few. */
  histograms: Readonly<Record<string, Readonly<Record<string, KeptHistogram>>>>;
};
type KeptHistogram = { b: readonly (readonly [bucket: number, count: number])[]; v?: number[] };
type Kept = KeptBlock<Block>;

function freshReader(
  client: Client,
  shop: ShopContext,
  { by, asOf }: { by: Split; asOf: Date },
): Reader {
  return isStored(by)
    ? measureReader(client, shop, { dimension: by, asOf })
    : rowsReaderOf(client, shop, { by, asOf });
}

/** Reads a split; what is not stored of it from what is kept, and the days that are not kept from facts. */
export function keptReader(
  client: Client,
  shop: ShopContext,
  { by, asOf }: { by: Split; asOf: Date },
): Reader {
  const fresh = freshReader(client, shop, { by, asOf });
  const blocksIn = (days: Period) => readBlocks<Block>(client, shop, { name: names[by], days });
  return {
    key: fresh.key,
    async sums(wanted, days) {
      if (isStored(by)) return fresh.sums(wanted, days);
      const found = new Map<string, Record<string, bigint>>();
      const add = (key: string, id: string, value: bigint) => {
        const own = found.get(key) ?? {};
        own[id] = (own[id] ?? 0n) + value;
        found.set(key, own);
      };
      const blocks = await blocksIn(days);
      const isDue = ({ block: { dueBy } }: Kept) => dueBy !== null && new Date(dueBy) <= asOf;
      for (const [isMoving, some] of Map.groupBy(wanted, ({ source }) => source.asOf)) {
        const kept = some.every(({ id }) => ids.has(id)) ? blocks : [];
        const right = isMoving ? kept.filter(isDue) : kept;
        for (const { block } of right) {
          for (const [key, sums] of Object.entries(block.sums)) {
            for (const { id } of some) if (sums[id]) add(key, id, BigInt(sums[id]));
          }
        }
        for (const piece of gapsOf(days, right)) {
          for (const [key, sums] of await fresh.sums(some, piece)) {
            for (const [id, value] of Object.entries(sums)) add(key, id, value);
          }
        }
      }
      return found;
    },
    async histograms(measure, days) {
      const isKept = by !== "product" && ranked.some(({ id }) => id === measure.id);
      const blocks = isKept ? await blocksIn(days) : [];
      const parts = blocks.flatMap(({ block }) =>
        Object.entries(block.histograms[measure.id] ?? {}).map(
          ([key, kept]): [string, Histogram] => [key, opened(kept)],
        ),
      );
      for (const piece of gapsOf(days, blocks)) {
        parts.push(...(await fresh.histograms(measure, piece)));
      }
      const byKey = Map.groupBy(parts, ([key]) => key);
      return new Map(
        [...byKey].map(([key, own]) => [key, addedUp(own.map(([, histogram]) => histogram))]),
      );
    },
  };
}

const opened = ({ b, v }: KeptHistogram): Histogram => ({
  n: b.reduce((n, [, count]) => n + count, 0),
  buckets: b.map(([bucket, count]) => ({ bucket, count })),
  values: v ?? null,
});

/**
 * Keeps the split sums of the finished days and months of a period (keepBlocks).
 * @returns how many
 */
export function keepSplit(
  db: Db,
  shop: ShopContext,
  { by, period, now }: { by: Split; period: Period; now: () => Date },
): Promise<number> {
  return keepBlocks(db, shop, {
    ...{ name: names[by], period, now },
    async read(client, days) {
      await client.query(roomForSums);
      const isFixed = by !== "product" || (await isFixedIn(client, shop, days));
      return JSON.stringify(
        isFixed ? await blockOf(client, shop, { by, days, asOf: now() }) : null,
      );
    },
  });
}

/** A line without its product's id is of the product that has its SKU now, which may be another tomorrow. */
export async function isFixedIn(
  client: Client,
  shop: ShopContext,
  { from, to }: Period,
): Promise<boolean> {
  const { rows } = await client.query<{ isFixed: boolean }>(
    `select not exists (
        select from orders o join order_line l on l.shop_id = $1 and l.order_id = o.id
        where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and l.product_id is null)
      and not exists (
        select from refund r join order_line l on l.shop_id = $1 and l.order_id = r.order_id
        where r.shop_id = $1 and r.refund_day >= $2 and r.refund_day < $3 and l.product_id is null)
      as "isFixed"`,
    [shop.id, from, to],
  );
  return rows[0]!.isFixed;
}

async function blockOf(
  client: Client,
  shop: ShopContext,
  { by, days, asOf }: { by: Split; days: Period; asOf: Date },
): Promise<Block> {
  const reader = freshReader(client, shop, { by, asOf });
  const sums: Record<string, Record<string, string>> = {};
  for (const [key, own] of isStored(by) ? [] : await reader.sums(added, days)) {
    const digits = (sums[key] ??= {});
    for (const [id, value] of Object.entries(own)) digits[id] = value.toString();
  }
  const histograms: Record<string, Record<string, KeptHistogram>> = {};
  for (const measure of by === "product" ? [] : ranked) {
    const own = [...(await reader.histograms(measure, days))].map(
      ([key, { buckets, values }]): [string, KeptHistogram] => [
        key,
        {
          b: buckets.map(({ bucket, count }) => [bucket, count]),
          ...(values ? { v: [...values] } : {}),
        },
      ],
    );
    histograms[measure.id] = Object.fromEntries(own);
  }
  const { rows } = await client.query<{ dueBy: Date }>(
    `select coalesce(max(due_at), 'epoch') as "dueBy" from orders
     where shop_id = $1 and sale_day >= $2 and sale_day < $3`,
    [shop.id, days.from, days.to],
  );
  const { dueBy } = rows[0]!;
  return { dueBy: dueBy <= asOf ? dueBy.toISOString() : null, sums, histograms };
}
