// What orders brought by what led to them, kept by day and by whole month until a day in it changes: the
// Marketing page reads few rows however many orders there are, and the orders of today alone.
import { createHash } from "node:crypto";
import type { Client, Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import { attributedAfterRules, attributedOfPeriod, squareUnit } from "../kpis/queries/marketing.ts";
import type { PeriodQuery } from "../kpis/query.ts";
import { gapsOf, keepBlocks, readBlocks, type KeptBlock } from "./blocks.server.ts";
import {
  addUpDays,
  readBrought,
  writeBrought,
  type Brought,
  type BroughtDays,
  type DaysRow,
  type LedDay,
  type Written,
} from "./brought-days.ts";
import { broughtByRules, broughtPlain } from "./brought-sql.ts";
import { via } from "./spend-shares.ts";

/** Other SQL, other name. */
const name = `brought ${createHash("sha256").update(broughtByRules).digest("hex").slice(0, 12)}`;

/** So many days that are not kept are read in a moment. */
export const mostFresh = (days: number) => Math.max(3, days / 10);

/** A day's orders take less time than compiling the statement for them. */
const roomForOrders = `select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`;

type SqlRow = Omit<DaysRow, "rule" | "netSquares" | "cm1Squares" | "cm2Squares"> & {
  rule: DaysRow["rule"] | "led";
} & Record<"netSquares" | "cm1Squares" | "cm2Squares", string>;

async function readFresh(client: Client, shop: ShopContext, days: Period): Promise<BroughtDays> {
  const { rows: told } = await client.query<{ hasCostRules: boolean }>(
    `select has_cost_rules as "hasCostRules" from shop where id = $1`,
    [shop.id],
  );
  await client.query(roomForOrders);
  const { rows } = await client.query<SqlRow>({
    name: told[0]?.hasCostRules ? "brought-by-rules" : "brought",
    text: told[0]?.hasCostRules ? broughtByRules : broughtPlain,
    values: [shop.id, days.from, days.to],
  });
  const led: LedDay[] = [];
  const found: DaysRow[] = [];
  for (const row of rows) {
    const { rule, day } = row;
    if (rule === "led") {
      if (day) led.push({ channel: row.channel, day });
      continue;
    }
    const squares = {
      netSquares: BigInt(row.netSquares),
      cm1Squares: BigInt(row.cm1Squares),
      cm2Squares: BigInt(row.cm2Squares),
    };
    found.push({ ...row, ...squares, rule });
  }
  return { rows: found, led };
}

export type ReadBrought = {
  brought: Brought[];
  led: LedDay[];
  /** Days that were read from the orders. */
  freshDays: number;
};

type Pieces = { blocks: KeptBlock[]; gaps: Period[]; freshDays: number };

async function piecesOf(client: Client, shop: ShopContext, days: Period): Promise<Pieces> {
  const blocks = await readBlocks(client, shop, { name, days });
  const gaps = gapsOf(days, blocks);
  return { blocks, gaps, freshDays: gaps.reduce((sum, gap) => sum + periodDays(gap), 0) };
}

const opened = ({ value }: KeptBlock) => readBrought(JSON.parse(value) as Written);

async function addUp(
  client: Client,
  shop: ShopContext,
  days: Period,
  { blocks, gaps, freshDays }: Pieces,
): Promise<ReadBrought> {
  const pieces = blocks.map(opened);
  for (const gap of gaps) pieces.push(await readFresh(client, shop, gap));
  return {
    brought: addUpDays(pieces, days.from),
    led: pieces.flatMap(({ led }) => led),
    freshDays,
  };
}

/** Of a period, in the bound transaction; what is not kept of it from its orders. */
export async function readBroughtOf(
  client: Client,
  shop: ShopContext,
  days: Period,
): Promise<ReadBrought> {
  return addUp(client, shop, days, await piecesOf(client, shop, days));
}

const ledSql = `
  select distinct o.sale_day as day, ${via} as channel
  from orders o left join order_touch t on t.shop_id = $1 and t.order_id = o.id
  where o.shop_id = $1 and o.sale_day >= $2 and o.sale_day < $3 and o.counted`;

/** Only on which days channels led to orders. */
export async function readLed(
  client: Client,
  shop: ShopContext,
  days: Period,
): Promise<Pick<ReadBrought, "led" | "freshDays">> {
  const { blocks, gaps, freshDays } = await piecesOf(client, shop, days);
  const led = blocks.flatMap((block) => opened(block).led);
  for (const { from, to } of gaps) {
    led.push(...(await client.query<LedDay>(ledSql, [shop.id, from, to])).rows);
  }
  return { led, freshDays };
}

/** Keeps the finished days and months of a period (keepBlocks). @returns how many */
export function keepBrought(
  db: Db,
  shop: ShopContext,
  { period, now }: { period?: Period; now: () => Date },
): Promise<number> {
  return keepBlocks(db, shop, {
    ...{ name, period, now },
    read: async (client, days) => ({ value: writeBrought(await readFresh(client, shop, days)) }),
  });
}

const kinds = new Map<PeriodQuery, "cm1" | "cm2">([
  [attributedOfPeriod, "cm1"],
  [attributedAfterRules, "cm2"],
]);

/** The columns of a query over orders that spend led to; null where too little of its days is kept. */
export async function keptAttributed(
  client: Client,
  shop: ShopContext,
  { query, days }: { query: PeriodQuery; days: Period },
): Promise<Record<string, bigint> | null> {
  const kind = kinds.get(query);
  if (!kind) return null;
  const pieces = await piecesOf(client, shop, days);
  if (pieces.freshDays > mostFresh(periodDays(days))) return null;
  const { rows } = await client.query<{ channel: string }>(
    `select distinct channel from spend
     where shop_id = $1 and day >= $2 and day < $3 and amount <> 0`,
    [shop.id, days.from, days.to],
  );
  const paid = new Set(rows.map(({ channel }) => channel));
  // Nothing is looked for where nothing was spent.
  const { brought } =
    paid.size > 0 ? await addUp(client, shop, days, pieces) : { brought: [] as Brought[] };
  const last = brought.filter(({ rule }) => rule === "last");
  const sum = (of: "units" | "net" | "cm1" | "cm2" | "cm1Squares" | "cm2Squares", some = last) =>
    some.reduce((all, row) => all + row[of], 0n);
  const own = last.filter(({ channel }) => paid.has(channel));
  const known = last.filter(({ channel }) => channel !== "unknown");
  const squares = sum(`${kind}Squares`, own);
  return {
    orders: sum("units", own),
    contribution: sum(kind, own),
    net: sum("net"),
    known_net: sum("net", known),
    touched: sum(
      "units",
      known.filter(({ channel }) => channel !== "pos"),
    ),
    squares_high: squares / squareUnit,
    squares_low: squares % squareUnit,
  };
}
