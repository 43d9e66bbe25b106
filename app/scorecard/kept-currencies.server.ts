// What was sold in other money than the shop's, by a split and currency: kept by day and by whole month
// until a day in it changes. Orders of files do not tell what the buyer paid and count as the shop's money.
import { createHash } from "node:crypto";
import type { Client, Db } from "../db.server.ts";
import type { Abroad } from "../analysis/causes/currency.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { splits, type Split } from "../kpis/query.ts";
import { gapsOf, keepBlocks, readBlocks } from "./blocks.server.ts";
import { isFixedIn } from "./kept-splits.server.ts";
import { roomForSums } from "./lists.ts";
import { orderKeys, product } from "./scans.server.ts";

const isAbroad = `o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted
  and o.presentment_currency <> o.currency and o.presentment_net > 0`;

const ofOrders = (key: string) => `
select ${key} as key, o.presentment_currency as currency, sum(o.units)::int8 as units,
  sum(o.gross)::int8 as gross, sum(o.gross - o.discounts)::int8 as net,
  sum(o.presentment_net)::int8 as paid
from orders o where ${isAbroad} group by 1, 2 order by 1, 2`;

/** An order's rate is that of each of its lines. */
const ofLines = `
select ${product} as key, o.presentment_currency as currency, sum(l.quantity)::int8 as units,
  sum(l.gross)::int8 as gross, sum(l.gross - l.discounts)::int8 as net,
  round(sum((l.gross - l.discounts) * o.presentment_net::numeric
    / nullif(o.gross - o.discounts, 0)))::int8 as paid
from orders o join order_line l on l.shop_id = $1 and l.order_id = o.id and l.merchandise
where ${isAbroad} group by 1, 2 order by 1, 2`;

/** $1 shop, $2 and $3 days. */
const texts: Record<Split, string> = {
  channel: ofOrders("o.channel"),
  region: ofOrders("o.region"),
  "customer-kind": ofOrders("o.customer_kind"),
  location: ofOrders(orderKeys.location),
  carrier: ofOrders(orderKeys.carrier),
  weekday: ofOrders(orderKeys.weekday),
  lateness: ofOrders(orderKeys.lateness),
  product: ofLines,
};

/** Other SQL, other name. */
const nameOf = (by: Split) =>
  `currencies by ${by} ${createHash("sha256").update(texts[by]).digest("hex").slice(0, 12)}`;
const names = Object.fromEntries(splits.map((by) => [by, nameOf(by)])) as Record<Split, string>;

type Row = { key: string } & Abroad;
/** Digits, because JSON knows no bigint. */
type Block = readonly (readonly [key: string, currency: string, ...digits: string[]])[];

async function readFresh(
  client: Client,
  shop: ShopContext,
  { by, days }: { by: Split; days: Period },
): Promise<Row[]> {
  const { rows } = await client.query<Row>(texts[by], [shop.id, days.from, days.to]);
  return rows.map((row) => ({ ...row, paid: row.paid ?? 0n }));
}

const closed = (rows: readonly Row[]): Block =>
  rows.map(({ key, currency, units, gross, net, paid }) => [
    ...([key, currency] as const),
    ...[units, gross, net, paid].map(String),
  ]);
const opened = (block: Block): Row[] =>
  block.map(([key, currency, ...digits]) => {
    const [units, gross, net, paid] = digits.map(BigInt) as [bigint, bigint, bigint, bigint];
    return { key, currency, units, gross, net, paid };
  });

/** By key what was sold in each other currency; empty where the shop sells in its own alone. */
export async function readCurrencies(
  client: Client,
  shop: ShopContext,
  { by, days }: { by: Split; days: Period },
): Promise<Map<string, Abroad[]>> {
  const blocks = await readBlocks(client, shop, { name: names[by], days });
  const rows = blocks.flatMap(({ value }) => opened(JSON.parse(value) as Block));
  for (const piece of gapsOf(days, blocks)) {
    rows.push(...(await readFresh(client, shop, { by, days: piece })));
  }
  const found = new Map<string, Map<string, Abroad>>();
  for (const { key, ...row } of rows) {
    const own = found.get(key) ?? new Map<string, Abroad>();
    found.set(key, own);
    const sum = own.get(row.currency);
    own.set(row.currency, sum ? added(sum, row) : row);
  }
  return new Map([...found].map(([key, own]) => [key, [...own.values()]]));
}

const added = (a: Abroad, b: Abroad): Abroad => ({
  currency: a.currency,
  units: a.units + b.units,
  gross: a.gross + b.gross,
  net: a.net + b.net,
  paid: a.paid + b.paid,
});

/**
 * Keeps what was sold abroad on the finished days and months of a period (keepBlocks).
 * @returns how many
 */
export function keepCurrencies(
  db: Db,
  shop: ShopContext,
  { by, period, now }: { by: Split; period?: Period; now: () => Date },
): Promise<number> {
  return keepBlocks(db, shop, {
    ...{ name: names[by], period, now },
    async read(client, days) {
      await client.query(roomForSums);
      const isFixed = by !== "product" || (await isFixedIn(client, shop, days));
      const sold = isFixed ? closed(await readFresh(client, shop, { by, days })) : null;
      return { value: JSON.stringify(sold) };
    },
  });
}
