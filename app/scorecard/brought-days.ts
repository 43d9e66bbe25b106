// What orders brought by what led to them, of any period from what is kept of its days and months.
//
// An order is one unit of its period with all that it was sold for and that went back in it. So a unit does
// not add up over days: one sold on Monday and sent back on Friday is one of the week, of one square. What is
// kept of some days therefore holds echoes: of orders that had moved before these days, by the day on which
// they did, how many, and Σ of the product of what they moved then and now. (a + b)² = a² + b² + 2ab.
import type { Day } from "../ledger/day.ts";
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import type { TouchRule } from "./marketing.ts";

/** Orders of some days by a rule, channel and campaign. Amounts in minor units. */
export type Brought = {
  rule: TouchRule;
  channel: MarketingChannel;
  /** Lower case; "" where the touch names none. */
  campaign: string;
  /** Orders that were sold or sent back. */
  units: bigint;
  /** Orders that were sold, and those of them that were their customer's first. */
  orders: bigint;
  firsts: bigint;
  net: bigint;
  /** CM1, net sales less unit costs, and CM2, less what orders cost by rules too. */
  cm1: bigint;
  cm2: bigint;
  /** Net sales of lines whose unit cost is known. */
  costed: bigint;
  /** Σ over the units. */
  netSquares: bigint;
  cm1Squares: bigint;
  cm2Squares: bigint;
};

const sums = ["orders", "firsts", "net", "cm1", "cm2", "costed"] as const;
const squares = ["netSquares", "cm1Squares", "cm2Squares"] as const;

/**
 * A row of some days: `day` null, Brought of these days. Else an echo of that earlier day: `units` of which
 * it was the latest, and in place of squares the products.
 */
export type DaysRow = Omit<Brought, "rule"> & { rule: TouchRule; day: Day | null };
/** A day on which a channel led to an order that was sold then (last touch that is not direct). */
export type LedDay = { channel: MarketingChannel; day: Day };
export type BroughtDays = { rows: readonly DaysRow[]; led: readonly LedDay[] };

const columns = ["units", ...sums, ...squares] as const;

/** As text that is kept: an array a row, zeros left away at its end. */
export function writeBrought({ rows, led }: BroughtDays): string {
  const digits = rows.map((row) => {
    const cells = columns.map((name) => (row[name] === 0n ? "" : row[name].toString()));
    while (cells.at(-1) === "") cells.pop();
    return [row.rule, row.channel, row.campaign, row.day ?? "", ...cells];
  });
  return JSON.stringify({ rows: digits, led: led.map(({ channel, day }) => [channel, day]) });
}

export type Written = { rows: string[][]; led: [MarketingChannel, Day][] };

export function readBrought({ rows, led }: Written): BroughtDays {
  return {
    rows: rows.map(([rule, channel, campaign, day, ...cells]) => ({
      ...{ rule: rule as TouchRule, channel: channel as MarketingChannel, campaign: campaign! },
      day: day || null,
      ...(Object.fromEntries(columns.map((name, at) => [name, BigInt(cells[at] || 0)])) as Record<
        (typeof columns)[number],
        bigint
      >),
    })),
    led: led.map(([channel, day]) => ({ channel, day })),
  };
}

/** Of days that follow one another from `from` on: rows by rule, channel and campaign. */
export function addUpDays(pieces: readonly BroughtDays[], from: Day): Brought[] {
  const found = new Map<string, Brought>();
  for (const { rows } of pieces) {
    for (const { day, ...row } of rows) {
      if (day !== null && day < from) continue;
      const key = `${row.rule} ${row.channel} ${row.campaign}`;
      const own = found.get(key);
      if (!own && day === null) {
        found.set(key, { ...row });
        continue;
      }
      const sum = own ?? nothing(row);
      if (!own) found.set(key, sum);
      for (const name of sums) sum[name] += row[name];
      sum.units += day === null ? row.units : -row.units;
      for (const name of squares) sum[name] += day === null ? row[name] : 2n * row[name];
    }
  }
  return [...found.values()];
}

function nothing({ rule, channel, campaign }: Pick<Brought, "rule" | "channel" | "campaign">) {
  const zeros = Object.fromEntries(columns.map((name) => [name, 0n]));
  return { rule, channel, campaign, ...zeros } as Brought;
}
