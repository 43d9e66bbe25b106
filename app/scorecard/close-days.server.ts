// Closes a shop's finished days: once after its midnight what the KPIs say of the day that is over is
// recorded for good, and what late facts changed of older days is recorded beside what it was.
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import { eachDay } from "../ledger/period.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { When } from "../kpis/formula.ts";
import { kpis } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { countsByDay, outcomesOfEach } from "./by-day.server.ts";
import { begunOf } from "./scorecard.server.ts";
import {
  differences,
  moreFacts,
  noFacts,
  recorded,
  type DayFacts,
  type DayValues,
  type Why,
} from "./day-record.ts";

/** Days in one transaction. */
const daysAtOnce = 31;
const mostNamed = 5;

export type Closed = {
  /** Up to which day, not included, days were closed before; null: none was. */
  before: Day | null;
  today: Day;
  /** Days recorded for the first time, and again. */
  recorded: number;
  restated: number;
};

type Due = { before: Day | null; days: Day[]; mark: bigint };

/**
 * What is to be looked at, while nobody counts: a mark that is drawn later is of a change that comes later.
 * Null: today's closing is done.
 */
async function readDue(client: Client, shop: ShopContext, today: Day): Promise<Due | null> {
  const lock = await client.query("select from shop where id = $1 for no key update", [shop.id]);
  if (lock.rowCount === 0) return null;
  const { rows } = await client.query<{ to: Day; mark: bigint }>(
    `select closed_to as to, mark from day_closing where shop_id = $1`,
    [shop.id],
  );
  const before = rows[0] ?? null;
  if (before && before.to >= today) return null;
  const { rows: found } = await client.query<{ first: Day | null; mark: bigint; late: Day[] }>(
    `select min(day) as first, coalesce(max(mark), 0)::bigint as mark,
       coalesce(array_agg(day order by day) filter (where mark > $2 and day < $3), '{}') as late
     from counted_day where shop_id = $1`,
    [shop.id, before?.mark ?? 0n, before?.to ?? "-infinity"],
  );
  const { first, mark, late } = found[0]!;
  const from = before?.to ?? first ?? today;
  const fresh = eachDay({ from, to: today }).map((each) => each.from);
  return { before: before?.to ?? null, days: [...late, ...fresh], mark };
}

async function factsOf(client: Client, shop: ShopContext, days: readonly Day[]) {
  const count = (kind: keyof DayFacts, table: string, day: string) =>
    `select ${day} as day, '${kind}' as kind, count(*)::int as count from ${table}
     where shop_id = $1 and ${day} = any($2::date[]) group by ${day}`;
  const { rows } = await client.query<{ day: Day; kind: keyof DayFacts; count: number }>(
    [
      count("orders", "orders", "sale_day"),
      count("refunds", "refund", "refund_day"),
      count("answers", "answer", "answer_day"),
      count("steps", "order_event", "day"),
      count("spend", "spend", "day"),
    ].join(" union all "),
    [shop.id, days],
  );
  const facts = new Map<Day, DayFacts>();
  for (const { day, kind, count } of rows)
    facts.set(day, { ...(facts.get(day) ?? noFacts), [kind]: count });
  return facts;
}

type Last = { revision: number; at: Date; values: DayValues; facts: DayFacts };

/** The last state of days that were recorded: what each revision says goes before the one before it. */
async function readLast(client: Client, shop: ShopContext, days: readonly Day[]) {
  const { rows } = await client.query<{
    day: Day;
    revision: number;
    at: Date;
    values: DayValues;
    facts: DayFacts;
  }>(
    `select day, revision, recorded_at as at, values, facts from day_record
     where shop_id = $1 and day = any($2::date[]) order by day, revision`,
    [shop.id, days],
  );
  const last = new Map<Day, Last>();
  for (const { day, values, ...row } of rows)
    last.set(day, { ...row, values: { ...last.get(day)?.values, ...values } });
  return last;
}

/** Orders of the day, and orders with a refund on it, that changed since; Shopify's clock. */
async function changedSince(client: Client, shop: ShopContext, day: Day, since: Date) {
  const { rows } = await client.query<{ name: string; all: number }>(
    `with changed as (
       select id from orders where shop_id = $1 and sale_day = $2 and updated_at > $3
       union
       select order_id from refund where shop_id = $1 and refund_day = $2 and updated_at > $3)
     select o.name, (count(*) over ())::int as all from changed c
     join orders o on o.shop_id = $1 and o.id = c.id
     order by o.processed_at, o.id limit ${mostNamed}`,
    [shop.id, day, since],
  );
  return { changed: rows.map(({ name }) => name), changedCount: rows[0]?.all ?? 0 };
}

type Row = { revision: number; values: DayValues; was: DayValues | null; why: Why | null };

async function insert(
  client: Client,
  shop: ShopContext,
  { day, now, facts, row }: { day: Day; now: Date; facts: DayFacts; row: Row },
): Promise<void> {
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
  await client.query(
    `insert into day_record (shop_id, day, revision, recorded_at, values, was, facts, why)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      ...[shop.id, day, row.revision, now],
      ...[text(row.values), text(row.was), text(facts), text(row.why)],
    ],
  );
}

const pick = (values: DayValues, ids: readonly string[]): DayValues =>
  Object.fromEntries(ids.map((id) => [id, values[id] ?? null]));

/** Of some days of one transaction: how many were recorded first, and again. */
async function recordDays(
  client: Client,
  shop: ShopContext,
  { days, some, when }: { days: readonly Day[]; some: readonly Kpi[]; when: When },
): Promise<{ recorded: number; restated: number }> {
  const done = { recorded: 0, restated: 0 };
  // Of a shop that is erased meanwhile nothing is left behind.
  const shops = await client.query("select from shop where id = $1 for key share", [shop.id]);
  if (shops.rowCount === 0) return done;
  const periods = days.map((from) => ({ from, to: addDays(from, 1) }));
  const outcomes = await outcomesOfEach(client, shop, { kpis: some, periods, when });
  const facts = await factsOf(client, shop, days);
  const last = await readLast(client, shop, days);
  for (const [at, day] of days.entries()) {
    const values: DayValues = Object.fromEntries(
      some.map((kpi) => [kpi.id, recorded(kpi, outcomes.get(kpi.id)![at]!)]),
    );
    const before = last.get(day);
    const changed = differences(before?.values ?? {}, values);
    if (before && changed.length === 0) continue;
    const here = { day, now: when.asOf, facts: facts.get(day) ?? noFacts };
    const fresh = { revision: 1, values: pick(values, changed), was: null, why: null };
    if (!before) await insert(client, shop, { ...here, row: fresh });
    else {
      const was = pick(before.values, changed);
      const why: Why = {
        more: moreFacts(before.facts, here.facts),
        ...(await changedSince(client, shop, day, before.at)),
        isRedefined: changed.some((id) => was[id] && values[id] && was[id][3] !== values[id][3]),
      };
      const row = { revision: before.revision + 1, values: pick(values, changed), was, why };
      await insert(client, shop, { ...here, row });
    }
    done[before ? "restated" : "recorded"] += 1;
  }
  return done;
}

/** Whether a day of the shop is over that was not closed. Reads one row. */
export async function isClosingDue(db: Db, shop: ShopContext, now: Date): Promise<boolean> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query("select from day_closing where shop_id = $1 and closed_to >= $2", [
      shop.id,
      dayIn(now, shop.timeZone),
    ]),
  );
  return rows.length === 0;
}

/**
 * Records every finished day that was not, and what changed of days that were; once a shop's day. The
 * measures must be counted (recompute). Null: it was done already. Running it again, or going on after it
 * broke off, records nothing twice.
 * @param then what is done with the closed days; where it throws, they are closed again
 */
export async function closeDays(
  db: Db,
  shop: ShopContext,
  { now, then }: { now: Date; then?: (closed: Closed) => Promise<void> },
): Promise<Closed | null> {
  const today = dayIn(now, shop.timeZone);
  const due = await inShop(db, shop.id, (client) => readDue(client, shop, today));
  if (!due) return null;
  const { costRulesFrom } = await inShop(db, shop.id, (client) => begunOf(client, shop));
  const period = { from: today, to: today };
  const when: When = { asOf: now, today, historyFrom: null, costRulesFrom, period };
  const some = kpis.filter((kpi) => countsByDay(kpi, when));
  const done = { recorded: 0, restated: 0 };
  for (let at = 0; at < due.days.length; at += daysAtOnce) {
    const days = due.days.slice(at, at + daysAtOnce);
    const counts = await inShop(db, shop.id, (client) =>
      recordDays(client, shop, { days, some, when }),
    );
    done.recorded += counts.recorded;
    done.restated += counts.restated;
  }
  const closed: Closed = { before: due.before, today, ...done };
  await then?.(closed);
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into day_closing (shop_id, closed_to, mark)
       select id, $2::date, $3::bigint from shop where id = $1 for key share
       on conflict (shop_id) do update set closed_to = excluded.closed_to, mark = excluded.mark`,
      [shop.id, today, due.mark],
    ),
  );
  return closed;
}
