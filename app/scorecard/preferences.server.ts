// What a customer prefers and when they buy, beside what the store sells. Read by the customer's index;
// the store's own pattern lies ready.
import {
  busiestHours,
  likedWeekday,
  patternBuilder,
  type BoughtLine,
  type Pattern,
} from "../analysis/preferences/pattern.ts";
import type { History } from "../analysis/preferences/next-order.ts";
import { patternWords } from "../analysis/preferences/words.ts";
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { readPurchases, type ReadPurchase } from "../ledger/purchases.server.ts";
import { findBuyer } from "../ledger/recommend/buyer.server.ts";

/** A pattern with its prices in major units. */
export type Preferences = Omit<Pattern, "price"> & {
  price: { n: number; low: string; middle: string; high: string } | null;
  /** When the next order would come if it kept the median interval; null for too few orders. */
  nextDue: Day | null;
  /** Three hours in a row with the most orders. */
  busiest: { from: number; orders: number };
  /** The day of the week that chance would rarely give so many orders, 0 for Monday; null for none. */
  likedWeekday: number | null;
  /** One paragraph for staff. */
  words: string;
};

/** What Shopify calls the only variant of a product without options. */
const noOptions = "Default Title";

export function lineOf<Row extends Pick<ReadPurchase, "category" | "variant">>({
  category,
  variant,
  ...row
}: Row) {
  const options = variant === "" || variant === noOptions ? [] : variant.split(" / ");
  return { ...row, category: category || null, options };
}

/** Lines that follow each other, as orders. */
export function* ordersOf(rows: Iterable<ReadPurchase>) {
  let open: { id: string; order: ReadPurchase; lines: BoughtLine[] } | null = null;
  const closed = ({ order, lines }: NonNullable<typeof open>) => {
    const { customer, day, weekday, hour } = order;
    return { customer, day, weekday, hour, lines };
  };
  for (const row of rows) {
    if (open && open.id !== row.order) {
      yield closed(open);
      open = null;
    }
    open ??= { id: row.order, order: row, lines: [] };
    open.lines.push(lineOf(row));
  }
  if (open) yield closed(open);
}

/** @param lastDay of the latest order, since 1970-01-01 */
export function shownPattern(
  { price, ...pattern }: Pattern,
  shop: ShopContext,
  lastDay: number | null,
): Preferences {
  const money = (minor: number) => formatMinor(BigInt(Math.round(minor)), shop.currency);
  const { interval } = pattern;
  const isKnown = lastDay !== null && interval !== null;
  const told = {
    ...pattern,
    price: price && {
      ...{ n: price.n, low: money(price.low) },
      ...{ middle: money(price.middle), high: money(price.high) },
    },
    nextDue: isKnown ? addDays("1970-01-01", lastDay + Math.round(interval.days)) : null,
  };
  return {
    ...told,
    busiest: busiestHours(pattern.hours),
    likedWeekday: likedWeekday(pattern.weekdays),
    words: patternWords(told, shop.currency),
  };
}

/** Of a customer's latest counted orders (at most 500), and these by day and value after discounts. */
async function customerPreferences(
  client: Client,
  shop: ShopContext,
  customerId: string,
): Promise<Omit<FoundPreferences, "customer">> {
  const rows = await readPurchases(client, shop, customerId);
  const builder = patternBuilder();
  const history: { day: number; value: number }[] = [];
  for (const order of ordersOf(rows)) {
    builder.add(order);
    const value = order.lines.reduce((sum, { gross, discounts }) => sum + gross - discounts, 0);
    history.push({ day: order.day, value });
  }
  return { preferences: shownPattern(builder.build(), shop, rows.at(-1)?.day ?? null), history };
}

export type FoundPreferences = { customer: string; preferences: Preferences; history: History };

/** By id or exact e-mail; null for nobody of this shop. */
export function findPreferences(
  db: Db,
  shop: ShopContext,
  named: string,
): Promise<FoundPreferences | null> {
  return inShop(db, shop.id, async (client) => {
    const customer = await findBuyer(client, shop, named);
    if (customer === null) return null;
    return { customer, ...(await customerPreferences(client, shop, customer)) };
  });
}
