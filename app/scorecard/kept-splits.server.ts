// What splits that are not stored are made of, kept by day and by whole month until a day in it changes:
// sums by product and location, hours by whatever. A gap between two months is then read from the lines
// of today alone.
import { createHash } from "node:crypto";
import type { Client, Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { splits, type Split } from "../kpis/query.ts";
import { addedUp, exactBelow, type Histogram } from "../measures/histogram.server.ts";
import { hoursToDeliver, hoursToShip, measures, onDays } from "../measures/index.ts";
import type { Measure } from "../measures/index.ts";
import { orderCostScan } from "../measures/sources/order-cost.ts";
import { orderDayScan } from "../measures/sources/order-day.ts";
import { gapsOf, keepBlocks, readBlocks } from "./blocks.server.ts";
import type { BlockText, KeptBlock } from "./blocks.server.ts";
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
  // Another way of writing it, another name too.
  const text = ["2", rows, ...wording].join("\n");
  return `parts by ${by} ${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
};
const names = Object.fromEntries(splits.map((by) => [by, nameOf(by)])) as Record<Split, string>;

/** Of a block itself. Its sums and histograms are parts: a KPI reads the few that it is made of. */
type Block = {
  /** Every promise of these days is due since then; null: some fell due only later. */
  dueBy: string | null;
};
/** A measure's keys and, in their order, its sums: as text beyond what JSON numbers hold. */
type KeptSums = readonly [keys: readonly string[], sums: readonly (number | string)[]];
/** Key → buckets, each followed by its count. */
type KeptCounts = Readonly<Record<string, readonly number[]>>;
/** Key → the values themselves, while they are few. */
type KeptValues = Readonly<Record<string, readonly number[]>>;
const valuesOf = ({ id }: Measure) => `${id} values`;

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
  const blocksIn = (days: Period, parts: readonly string[]) =>
    readBlocks(client, shop, { name: names[by], days, parts });
  return {
    key: fresh.key,
    async sums(wanted, days) {
      if (isStored(by)) return fresh.sums(wanted, days);
      const found = new Map<string, Record<string, bigint>>();
      const add = (key: string, id: string, value: bigint) => {
        let own = found.get(key);
        if (!own) found.set(key, (own = {}));
        own[id] = (own[id] ?? 0n) + value;
      };
      const asked = wanted.map(({ id }): string => id);
      const blocks = await blocksIn(days, asked);
      for (const [isMoving, some] of Map.groupBy(wanted, ({ source }) => source.asOf)) {
        const kept = some.every(({ id }) => ids.has(id)) ? blocks : [];
        const right = isMoving ? kept.filter((block) => isDue(block, asOf)) : kept;
        for (const { parts } of right) {
          for (const { id } of some) {
            const [keys, sums] = JSON.parse(parts.get(id) ?? "[[],[]]") as KeptSums;
            for (const [at, key] of keys.entries()) add(key, id, BigInt(sums[at]!));
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
      const read = async (parts: readonly string[]) => (isKept ? blocksIn(days, parts) : []);
      const found = await histogramsIn(await read([measure.id]));
      const isFew = ({ n }: Histogram) => n > 0 && n < exactBelow;
      if (!isKept || ![...found.values()].some(isFew)) return found;
      return histogramsIn(await read([measure.id, valuesOf(measure)]));

      async function histogramsIn(blocks: readonly KeptBlock[]) {
        const parts = blocks.flatMap(({ parts }) => openedOf(parts, measure));
        for (const piece of gapsOf(days, blocks)) {
          parts.push(...(await fresh.histograms(measure, piece)));
        }
        const byKey = Map.groupBy(parts, ([key]) => key);
        return new Map(
          [...byKey].map(([key, own]) => [key, addedUp(own.map(([, histogram]) => histogram))]),
        );
      }
    },
  };
}

/** Days of a period of which no sums are kept. */
export async function unkeptDays(
  client: Client,
  shop: ShopContext,
  { by, days }: { by: Split; days: Period },
): Promise<Period[]> {
  return gapsOf(days, await readBlocks(client, shop, { name: names[by], days }));
}

function isDue({ value }: KeptBlock, asOf: Date): boolean {
  const { dueBy } = JSON.parse(value) as Block;
  return dueBy !== null && new Date(dueBy) <= asOf;
}

/** A block's histograms by key; without values where these were not read. */
function openedOf(parts: KeptBlock["parts"], measure: Measure): [string, Histogram][] {
  const counts = JSON.parse(parts.get(measure.id) ?? "{}") as KeptCounts;
  const values = JSON.parse(parts.get(valuesOf(measure)) ?? "{}") as KeptValues;
  return Object.entries(counts).map(([key, flat]) => {
    const buckets = [];
    let n = 0;
    for (let at = 0; at < flat.length; at += 2) {
      buckets.push({ bucket: flat[at]!, count: flat[at + 1]! });
      n += flat[at + 1]!;
    }
    return [key, { n, buckets, values: values[key] ?? null }];
  });
}

/**
 * Keeps the split sums of the finished days and months of a period (keepBlocks).
 * @returns how many
 */
export function keepSplit(
  db: Db,
  shop: ShopContext,
  { by, period, now }: { by: Split; period?: Period; now: () => Date },
): Promise<number> {
  return keepBlocks(db, shop, {
    ...{ name: names[by], period, now },
    async read(client, days) {
      await client.query(roomForSums);
      const isFixed = by !== "product" || (await isFixedIn(client, shop, days));
      if (!isFixed) return { value: "null" };
      return blockOf(client, shop, { by, days, asOf: now() });
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
): Promise<BlockText> {
  const reader = freshReader(client, shop, { by, asOf });
  const sums = new Map<string, [keys: string[], sums: (number | string)[]]>();
  for (const [key, own] of isStored(by) ? [] : await reader.sums(added, days)) {
    for (const [id, value] of Object.entries(own)) {
      let kept = sums.get(id);
      if (!kept) sums.set(id, (kept = [[], []]));
      kept[0].push(key);
      kept[1].push(BigInt(Number(value)) === value ? Number(value) : value.toString());
    }
  }
  const parts = new Map<string, KeptSums | KeptCounts | KeptValues>(sums);
  for (const measure of by === "product" ? [] : ranked) {
    const own = [...(await reader.histograms(measure, days))];
    if (own.length === 0) continue;
    const flat = own.map(([key, { buckets }]) => [
      key,
      buckets.flatMap(({ bucket, count }) => [bucket, count]),
    ]);
    parts.set(measure.id, Object.fromEntries(flat) as KeptCounts);
    const few = own.flatMap(([key, { values }]) => (values ? [[key, values]] : []));
    parts.set(valuesOf(measure), Object.fromEntries(few) as KeptValues);
  }
  const { rows } = await client.query<{ dueBy: Date }>(
    `select coalesce(max(due_at), 'epoch') as "dueBy" from orders
     where shop_id = $1 and sale_day >= $2 and sale_day < $3`,
    [shop.id, days.from, days.to],
  );
  const { dueBy } = rows[0]!;
  const block: Block = { dueBy: dueBy <= asOf ? dueBy.toISOString() : null };
  return {
    value: JSON.stringify(block),
    parts: new Map([...parts].map(([part, kept]) => [part, JSON.stringify(kept)])),
  };
}
