// Deliveries as the door stores them, for tests of what comes after the door.
import { inShop, type Db } from "../../app/db.server.ts";
import { drainShop, type DrainReport } from "../../app/ingest/drain.server.ts";
import { createInboxWriter } from "../../app/ingest/inbox.server.ts";

export type Sent = { topic: string; body: unknown; id?: string; triggeredAt?: string };

let made = 0;

/** Stores deliveries; a body that is a string is taken as it is. */
export async function deliver(db: Db, shopId: bigint, sent: Sent[]): Promise<void> {
  const inbox = createInboxWriter(db);
  await Promise.all(
    sent.map(({ topic, body, id, triggeredAt }) =>
      inbox.put({
        shopId,
        webhookId: id ?? `delivery-${++made}`,
        topic,
        apiVersion: "2026-10",
        eventId: "",
        triggeredAt: new Date(triggeredAt ?? "2026-03-01T12:00:00Z"),
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    ),
  );
}

/** Drains until nothing is left in line; answers the reports. */
export async function drainAll(db: Db, shopId: bigint, limit = 200): Promise<DrainReport[]> {
  const reports: DrainReport[] = [];
  for (;;) {
    const report = await drainShop(db, shopId, { now: new Date(), limit });
    reports.push(report);
    if (report.left === 0) return reports;
  }
}

export type InboxRow = {
  webhook_id: string;
  topic: string;
  state: string;
  body: string | null;
  sealed: Buffer | null;
  attempts: number;
  next_at: Date;
  reason: string | null;
};

export function readInbox(db: Db, shopId: bigint): Promise<InboxRow[]> {
  return inShop(db, shopId, async (client) => {
    const found = await client.query<InboxRow>("select * from inbox order by webhook_id");
    return found.rows;
  });
}

/** Rows of one statement inside the shop. */
export function rowsOf<T extends object>(db: Db, shopId: bigint, sql: string): Promise<T[]> {
  return inShop(db, shopId, async (client) => (await client.query<T>(sql)).rows);
}

const money = (amount: string, currency: string) => ({
  shop_money: { amount, currency_code: currency },
  presentment_money: { amount, currency_code: currency },
});

/** An orders/* body with one line of one unit; USD, no tax, 10.00 unless told. */
export function order(
  id: number | string,
  given: {
    price?: string;
    at?: string;
    updatedAt?: string;
    customerId?: number;
    email?: string;
  } & Record<string, unknown> = {},
): Record<string, unknown> {
  const {
    price = "10.00",
    at = "2026-03-01T10:00:00Z",
    updatedAt,
    customerId,
    email,
    ...rest
  } = given;
  return {
    id,
    name: `#${id}`,
    created_at: at,
    processed_at: at,
    updated_at: updatedAt ?? at,
    cancelled_at: null,
    test: false,
    financial_status: "paid",
    currency: "USD",
    presentment_currency: "USD",
    taxes_included: false,
    source_name: "web",
    customer:
      customerId === undefined
        ? null
        : {
            id: customerId,
            email: email ?? null,
            updated_at: at,
            created_at: at,
            state: "enabled",
          },
    line_items: [
      {
        id: `${id}1`,
        product_id: 1,
        variant_id: 2,
        sku: "A",
        title: "Thing",
        quantity: 1,
        current_quantity: 1,
        gift_card: false,
        requires_shipping: true,
        price,
        price_set: money(price, "USD"),
        discount_allocations: [],
        tax_lines: [],
      },
    ],
    refunds: [],
    fulfillments: [],
    ...rest,
  };
}
