// The ageing list of open orders. What is to be sent is derived with the order; indexes of those orders alone
// give a page in its order, without adding up the others. Sums are made for the first page only.
import { inShop, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { formatMinor } from "../ledger/money.ts";
import { writePlace, type Place } from "./lists.ts";
import { ageOf, carrierOf } from "./open-sql.ts";
import { readOpenSums } from "./open-sums.server.ts";
import { regionName } from "./part-names.ts";
import {
  lookBackDays,
  noLocation,
  type AgeClass,
  type OpenOrder,
  type OpenOrders,
  type OpenOrdersWish,
  type SendState,
} from "./open-orders.ts";

const hourMs = 3_600_000;

/** Behind every due instant; with it a place in the list has 18 digits, as many as an address takes. */
const afterAllDue = 100_000_000_000_000_000n;
/** The last instant that a Date knows. */
const endOfTime = 8_640_000_000_000_000n;

/** From a due instant to before another; null: those without one. */
function dueBetween(age: AgeClass | null, asOf: Date): readonly [Date, Date] | null {
  const at = (hours: number, ms = 0) => new Date(asOf.getTime() - hours * hourMs + ms);
  const [since, end] = [at(24 * lookBackDays), new Date(Number(endOfTime))];
  switch (age) {
    case null:
      return [since, end];
    case "late-more":
      return [since, at(72)];
    case "late-3":
      return [at(72), at(24, 1)];
    case "late-1":
      return [at(24, 1), asOf];
    case "within":
      return [asOf, end];
    case "no-promise":
      return null;
  }
}

// $1 shop, $2 the instant, $3 state, $4 location, $5 carrier, each may be null, $6 how many.
const wanted = `o.shop_id = $1 and o.to_send is not null and ($3::text is null or o.to_send = $3)
  and ($4::text is null or coalesce(o.send_from, '${noLocation}') = $4)
  and ($5::text is null or parcel.carrier = $5)`;
const columns = `o.id, o.name, o.source, o.sale_day::text as day, o.processed_at, o.due_at, o.promised_at,
  o.channel, o.region, (o.gross - o.discounts)::text as net, o.to_send as state, l.name as location,
  parcel.carrier, ${ageOf} as age`;
const from = `from orders o ${carrierOf} left join location l on l.shop_id = $1 and l.id = o.send_from`;

/** $7 and $8 due from and to before, $9 and $10 the last row seen or nulls. */
const promised = `select ${columns} ${from} where ${wanted} and o.due_at >= $7 and o.due_at < $8
  and ($9::timestamptz is null or (o.due_at, o.id collate "C") > ($9, $10::text))
  order by o.due_at, o.id collate "C" limit $6`;
/** $7 the first sale day, $8 an instant before it, $9 and $10 as above. */
const unpromised = `select ${columns} ${from} where ${wanted} and o.due_at is null
  and o.sale_day >= $7 and o.processed_at >= $8
  and ($9::timestamptz is null or (o.processed_at, o.id collate "C") > ($9, $10::text))
  order by o.processed_at, o.id collate "C" limit $6`;

type Found = {
  id: string;
  name: string;
  source: string;
  day: Day;
  processed_at: Date;
  due_at: Date | null;
  promised_at: Date | null;
  channel: string;
  region: string;
  net: string;
  state: SendState;
  location: string | null;
  carrier: string | null;
  age: AgeClass;
};

const instantOf = (value: bigint) => new Date(Number(value > endOfTime ? endOfTime : value));

/** Where a branch of the list goes on; null where it is over, nulls where it begins. */
function placeIn(branch: "promised" | "unpromised", after: Place | null) {
  if (!after) return [null, null] as const;
  const isBehind = after.value >= afterAllDue;
  if (branch === "promised") {
    return isBehind ? null : ([instantOf(after.value), after.id] as const);
  }
  return isBehind
    ? ([instantOf(after.value - afterAllDue), after.id] as const)
    : ([null, null] as const);
}

const placeOf = ({ id, due_at, processed_at }: Found): Place => ({
  value: due_at ? BigInt(due_at.getTime()) : afterAllDue + BigInt(processed_at.getTime()),
  id,
});

/**
 * A page of the counted orders that are to be shipped and of which something has not left, the most overdue
 * first, then those without a promise, oldest first. Due or, without a promise, sold in the last 90 days.
 * Money in major units of the shop.
 */
export async function openOrders(
  db: Db,
  shop: ShopContext,
  { after, size, asOf, ...filter }: OpenOrdersWish,
): Promise<OpenOrders> {
  const { age, state, location, carrier } = filter;
  const soldSince = addDays(dayIn(asOf, shop.timeZone), -lookBackDays);
  const [rows, sums] = await inShop(db, shop.id, async (client) => {
    const shared = [shop.id, asOf, state, location, carrier];
    const found: Found[] = [];
    // Planned each time: a plan made while a shop was small would read all of its orders later.
    const read = async (text: string, ...values: unknown[]) => {
      const { rows } = await client.query<Found>(text, [
        ...shared,
        size + 1 - found.length,
        ...values,
      ]);
      found.push(...rows);
    };
    const [due, first] = [dueBetween(age, asOf), placeIn("promised", after)];
    if (due && first) await read(promised, ...due, ...first);
    const rest = placeIn("unpromised", after);
    const isAll = age === null || age === "no-promise";
    // A zone is ahead of another by a day at most.
    const instant = new Date(Date.parse(soldSince) - 24 * hourMs);
    if (isAll && rest && found.length <= size) await read(unpromised, soldSince, instant, ...rest);
    const sums = after ? null : await readOpenSums(client, shop, { filter, asOf, soldSince });
    return [found, sums] as const;
  });
  const page = rows.slice(0, size);
  const last = rows.length > size ? page.at(-1) : undefined;
  return {
    rows: page.map((row) => rowOf(row, shop, asOf)),
    next: last ? writePlace(placeOf(last)) : null,
    sums,
  };
}

function rowOf(row: Found, { currency }: ShopContext, asOf: Date): OpenOrder {
  const { id, name, day, age, state, location, carrier, channel, region } = row;
  const since = (instant: Date) => (asOf.getTime() - instant.getTime()) / hourMs;
  return {
    ...{ id, name, day, age, state, location, carrier, channel, region },
    regionName: regionName(region),
    // Ids of a file are names of the merchant's own.
    adminPath: row.source === "api" && /^\d+$/.test(id) ? `orders/${id}` : null,
    waitHours: since(row.processed_at),
    lateHours: row.due_at && since(row.due_at),
    dueAt: row.due_at && row.due_at.toISOString(),
    promisedAt: row.promised_at && row.promised_at.toISOString(),
    net: formatMinor(BigInt(row.net), currency),
  };
}
