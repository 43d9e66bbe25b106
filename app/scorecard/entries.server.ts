// The entries behind a KPI, newest first, by keyset: a page costs the same however far down it is.
import { inShop, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Period } from "../ledger/period.ts";
import { monthsOf } from "../kpis/formulas/month-growth.ts";
import { windowDays } from "../kpis/queries/retention.ts";
import { narrowing, type Narrowing } from "./entries-narrow.ts";
import {
  entriesAPage,
  type Entry,
  type EntryKind,
  type EntryPage,
  type Narrowed,
} from "./entries.ts";
import { orderMargins } from "./margins.server.ts";
import { orderKeys, product } from "./scans.server.ts";
import { show } from "./show.ts";
import { countedAnswers, type CountedAnswers } from "./entries-answers.server.ts";
import { exact } from "../kpis/formula.ts";

const counted = "o.counted";
const ofCustomers = "o.counted and o.customer_id is not null";
const toShip = "o.counted and o.ship_eligible";

/** Which sales stand behind a KPI where not all counted orders do: SQL over orders `o`. */
const salesOf: Record<string, string> = {
  "returning-share": ofCustomers,
  "repeat-rate": ofCustomers,
  "purchase-frequency": ofCustomers,
  "retention-90d": `${ofCustomers} and o.customer_kind = 'new'`,
  "hours-to-ship": `${toShip} and o.shipped_at is not null`,
  "on-time-shipping": `${toShip} and o.due_at <= $7::timestamptz`,
  "hours-to-deliver": "o.counted and o.delivered_at is not null",
  "on-time-delivery": "o.counted and o.delivered_at is not null and o.promised_at is not null",
  "return-rate": "o.counted and o.returned_units_60 > 0",
  "cancel-rate": "o.cancelled_at is not null and not o.test",
  "discount-rate": "o.counted and o.discounts <> 0",
  // Of what people learn and use: no order stands behind these.
  "training-completion": "false",
  "time-to-competence": "false",
  "technology-adoption": "false",
};
const moneyBackToo = ["net-sales", "month-growth", "gross-margin", "contribution-margin"];
/** Behind these, each order says what it left after its costs and what advertising cost it. */
const ofMargin = [
  ...["contribution-margin", "marketing-roi", "marketing-efficiency-ratio", "acquisition-cost"],
];
/** Which steps count, where steps do: SQL over order_event `e`. */
const stepsOf: Record<string, string> = {
  "automation-coverage": "true",
  "touches-per-order": "e.by_user",
};

// $1 shop, $2 from, $3 to; $4 day, $5 instant and $6 key of the last entry seen, or nulls; $7 as of; $8 how
// many; $9 the key that the entries are narrowed to, where they are.
const upTo = (day: string, at: string, key: string) =>
  `${day} >= $2 and ${day} < $3 and ($4::date is null or (${day} <= $4::date
     and (${day}, ${at}, ${key}) < ($4::date, $5::timestamptz, $6::text)))
   order by ${day} desc, ${at} desc, ${key} desc limit $8`;

function sales(condition: string): string {
  return `select 'sale' as kind, o.id as key, o.id as order_id, o.sale_day as day,
    o.processed_at as at, o.gross - o.discounts as amount, null::int as score, null::text as by
  from orders o where o.shop_id = $1 and ${condition}
    and ${upTo("o.sale_day", "o.processed_at", "o.id")}`;
}

const refunds = (
  condition: string,
) => `select 'refund' as kind, r.id as key, r.order_id, r.refund_day as day,
    r.processed_at as at, -r.amount as amount, null::int as score, null::text as by
  from refund r join orders o on o.shop_id = r.shop_id and o.id = r.order_id and o.counted
  where r.shop_id = $1 and ${condition} and ${upTo("r.refund_day", "r.processed_at", "r.id")}`;

const answers = (
  { question, touchpoint }: CountedAnswers,
  condition: string,
) => `select 'answer' as kind, a.order_ref || a.touchpoint as key,
    a.order_ref as order_id, a.answer_day as day, a.answered_at as at, null::bigint as amount,
    a.score, null::text as by
  from answer a where a.shop_id = $1 and a.question = '${question}'
    and a.touchpoint = '${touchpoint}' and ${condition} and ${upTo("a.answer_day", "a.answered_at", "a.order_ref || a.touchpoint")}`;

const steps = (
  condition: string,
) => `select 'step' as kind, e.id as key, e.order_id, e.day, e.created_at as at,
    null::bigint as amount, null::int as score, case when e.by_app then 'app' else 'user' end as by
  from order_event e where e.shop_id = $1 and e.by_app <> e.by_user
    and ${condition} and ${upTo("e.day", "e.created_at", "e.id")}`;

function branchesOf(
  id: string,
  answered: CountedAnswers | null,
  { sale, refund, byOrder, has }: Narrowing,
): string[] {
  if (answered) return [answers(answered, byOrder("a.order_ref"))];
  const step = stepsOf[id];
  if (step) return [steps(`${step} and ${byOrder("e.order_id")}`)];
  const sold = sales(`${salesOf[id] ?? counted} and ${sale}`);
  if (!moneyBackToo.includes(id)) return [sold];
  // What an effect has no entries of is left out: price and mix are of sales, returns of refunds.
  return [...(has.sales ? [sold] : []), ...(has.refunds ? [refunds(refund)] : [])];
}

/**
 * Retention is of customers whose window ends in the period: their first orders lie before it. Growth
 * is of two months.
 */
function daysBehind(id: string, { from, to }: Period, today: Day): Period {
  if (id === "month-growth") {
    const { last, before } = monthsOf({ period: { from, to }, today });
    return { from: before.from, to: last.to };
  }
  if (id !== "retention-90d") return { from, to };
  return { from: addDays(from, -windowDays), to: addDays(to, -windowDays) };
}

type Row = {
  kind: EntryKind;
  key: string;
  day: Day;
  at: Date;
  amount: bigint | null;
  score: number | null;
  by: "app" | "user" | null;
  id: string | null;
  name: string;
  source: string;
  channel: string;
  customer_kind: string;
  ship_hours: number | null;
  deliver_hours: number | null;
  shipped_late: boolean | null;
  delivered_late: boolean | null;
  cancelled: boolean;
  returned_units: number;
};

const orderColumns = `o.id, o.name, o.source, o.channel, o.customer_kind,
  (extract(epoch from o.shipped_at - o.processed_at) / 3600)::float8 as ship_hours,
  (extract(epoch from o.delivered_at - o.processed_at) / 3600)::float8 as deliver_hours,
  case when o.due_at is not null and (o.shipped_at is not null or o.due_at <= $7::timestamptz)
    then coalesce(o.shipped_at > o.due_at, true) end as shipped_late,
  case when o.delivered_at is not null then o.delivered_at > o.promised_at end as delivered_late,
  o.cancelled_at is not null as cancelled, o.returned_units_60 as returned_units`;

function readCursor(after: string | null): [Day, string, string] | [null, null, null] {
  const [day, at, ...key] = (after ?? "").split("_");
  const isCursor = /^\d{4}-\d\d-\d\d$/.test(day ?? "") && !Number.isNaN(Date.parse(at ?? ""));
  return isCursor ? [day!, at!, key.join("_")] : [null, null, null];
}

const all: Narrowed = { by: "channel", part: null, effect: null };

/**
 * A page of entries behind a KPI in a period.
 * @param after the `next` of the page before; anything else begins at the newest.
 */
export async function entriesBehind(
  db: Db,
  shop: ShopContext,
  asked: {
    id: string;
    period: Period;
    after: string | null;
    asOf: Date;
    narrowed?: Narrowed | null;
    /** Of one market alone. Default all of the shop. */
    market?: string | null;
    /** Entries on the page. Default 25. */
    size?: number;
  },
): Promise<EntryPage> {
  const { id, after, asOf, narrowed, market = null, size = entriesAPage } = asked;
  const { part } = narrowed ?? all;
  const { from, to } = daysBehind(id, asked.period, dayIn(asOf, shop.timeZone));
  const narrow = narrowing({ ...(narrowed ?? all), market }, { product, ...orderKeys });
  const [rows, margins] = await inShop(db, shop.id, async (client) => {
    const answered = await countedAnswers(client, shop, { id, period: { from, to }, asOf, market });
    const branches = branchesOf(id, answered, narrow).map((text) => `(${text})`);
    const { rows: found } = await client.query<Row>(
      `select e.kind, e.key, e.day, e.at, e.amount, e.score, e.by, ${orderColumns}
       from (${branches.join(" union all ")}) e
       left join orders o on o.shop_id = $1 and o.id = e.order_id
       order by e.day desc, e.at desc, e.key desc limit $8`,
      [
        shop.id,
        from,
        to,
        ...readCursor(after),
        asOf,
        size + 1,
        ...[part, market].filter((each) => each !== null),
      ],
    );
    const sold = ofMargin.includes(id) ? found.filter(({ kind }) => kind === "sale") : [];
    const ids = sold.slice(0, size).map(({ key }) => key);
    return [found, await orderMargins(client, shop, ids)] as const;
  });
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    entries: page.map((row) => {
      const entry = entryOf(shop, row);
      if (!ofMargin.includes(id)) return entry;
      return { ...entry, margin: row.kind === "sale" ? (margins.get(row.key) ?? null) : null };
    }),
    next: last && rows.length > size ? [last.day, last.at.toISOString(), last.key].join("_") : null,
  };
}

/** Ids of a file are names of the merchant's own; only Shopify's lead to a page of its admin. */
const isShopifys = ({ id, source }: Row) => source === "api" && /^\d+$/.test(id ?? "");

function entryOf(shop: ShopContext, row: Row): Entry {
  const look = { unit: "money", currency: shop.currency, isTotal: true } as const;
  return {
    kind: row.kind,
    key: row.key,
    day: row.day,
    at: row.at.toISOString(),
    amount: row.amount === null ? null : show(exact(row.amount), look),
    score: row.score,
    by: row.by,
    order:
      row.id === null
        ? null
        : {
            name: row.name,
            adminPath: isShopifys(row) ? `orders/${row.id}` : null,
            channel: row.channel,
            customerKind: row.customer_kind,
            shipHours: row.ship_hours,
            deliverHours: row.deliver_hours,
            isShippedLate: row.shipped_late,
            isDeliveredLate: row.delivered_late,
            isCancelled: row.cancelled,
            returnedUnits: row.returned_units,
          },
  };
}
