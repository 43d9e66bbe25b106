// Derived rows put straight into the ledger's tables, so that a measure's answer is seen apart from
// how the ledger came to the row. What a test does not name is the plainest that counts.
import { inShop, type Client, type Db } from "../../app/db.server.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { markAllDirty } from "../../app/ledger/dirty.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";

type Row = Record<string, unknown>;
const at = "2026-03-01T00:00:00Z";
const versioned = { source: "api", updated_at: at, triggered_at: at, hash: "" };

async function put(client: Client, shop: ShopContext, table: string, rows: Row[]): Promise<void> {
  const all = rows.map((row) => ({ shop_id: String(shop.id), ...row }));
  await client.query(
    `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(all)],
  );
}

/** Sold at 10:00 UTC of its day; gross 1000, no discounts, one unit, nothing known of its cost. */
export function orderRow(id: string, day: string, changes: Row = {}): Row {
  return {
    ...versioned,
    id,
    name: `#${id}`,
    processed_at: `${day}T10:00:00Z`,
    sale_day: day,
    test: false,
    financial_status: "paid",
    counted: true,
    currency: "USD",
    channel: "online",
    region: "US-CA",
    given_region: "US-CA",
    redacted: false,
    customer_kind: "guest",
    gross: 1000,
    discounts: 0,
    units: 1,
    known_net: 0,
    exact_net: 0,
    cost: 0,
    ship_eligible: true,
    returned_units_60: 0,
    ...changes,
  };
}

export function refundRow(id: string, orderId: string, day: string, changes: Row = {}): Row {
  return {
    ...versioned,
    id,
    order_id: orderId,
    processed_at: `${day}T12:00:00Z`,
    refund_day: day,
    day_known: true,
    amount: 0,
    units: 0,
    known_amount: 0,
    exact_amount: 0,
    restock_cost: 0,
    ...changes,
  };
}

export function eventRow(id: string, orderId: string, day: string, changes: Row = {}): Row {
  return {
    id,
    order_id: orderId,
    action: "fulfillment_success",
    by_app: true,
    by_user: false,
    created_at: `${day}T12:00:00Z`,
    day,
    ...changes,
  };
}

export function answerRow(orderRef: string, day: string, changes: Row = {}): Row {
  return {
    order_ref: orderRef,
    question: "nps",
    touchpoint: "checkout",
    score: 10,
    answered_at: `${day}T12:00:00Z`,
    answer_day: day,
    ...changes,
  };
}

export type Ledger = { orders?: Row[]; refunds?: Row[]; events?: Row[]; answers?: Row[] };

/** Writes the rows, marks every day and recomputes as of an instant far after them. */
export async function given(
  db: Db,
  shop: ShopContext,
  { orders = [], refunds = [], events = [], answers = [] }: Ledger,
  asOf = new Date("2027-01-01T00:00:00Z"),
): Promise<void> {
  await inShop(db, shop.id, async (client) => {
    await put(client, shop, "orders", orders);
    await put(client, shop, "refund", refunds);
    await put(client, shop, "order_event", events);
    await put(client, shop, "answer", answers);
    await markAllDirty(client, shop);
  });
  await recompute(db, shop, { asOf });
}
