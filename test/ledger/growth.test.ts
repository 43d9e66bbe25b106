// What one delivery costs must not grow with what the shop already holds. Rows that a transaction
// read are counted, not milliseconds: they are the same on every machine.
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { testShop } from "../database.ts";
import { back, fulfillment, line, minute, order, refund } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, write } = ledgerForTests();

/** Every second order is one customer's. */
const past = (n: number, version = 0, changes = {}) =>
  order(`o${n}`, version, {
    processedAt: minute(n * 10),
    customerId: n % 2 === 0 ? "regular" : `c${n}`,
    lines: [line("1", { variantId: `v${n % 40}`, sku: `s${n % 40}` })],
    ...changes,
  });

async function shopWith(orders: number): Promise<ShopContext> {
  const shop = await testShop(db());
  for (let at = 0; at < orders; at += 2000) {
    const size = Math.min(2000, orders - at);
    await write(shop, ...Array.from({ length: size }, (_, n) => past(at + n)));
  }
  return shop;
}

async function rowsRead(shop: ShopContext, ...facts: Fact[]): Promise<number> {
  return inShop(db(), shop.id, async (client) => {
    // Counted since the connection last reported, so only the difference is this delivery's.
    const count = async () => {
      const { rows } = await client.query<{ read: number }>(
        `select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as read
         from pg_stat_xact_user_tables`,
      );
      return rows[0]?.read ?? NaN;
    };
    const before = await count();
    await writeFacts(client, shop, facts);
    return (await count()) - before;
  });
}

const deliveries: Record<string, (last: number) => Fact[]> = {
  "a new order of a regular": (last) => [past(last + 2)],
  "an order of the middle, changed": () => [past(300, 1, { channel: "pos" })],
  "an order of the middle, voided": () => [past(302, 1, { financialStatus: "voided" })],
  "an order that moved in time": () => [past(304, 1, { processedAt: minute(1001) })],
  "a deleted order": () => [{ kind: "deleted", what: "order", id: "o306", at: minute(0) }],
  "a refund": () => [refund("r", "o308", 0, { lines: [back("1")] })],
  "a parcel": () => [fulfillment("f", "o310")],
  "an answer": () => [
    {
      kind: "answer",
      orderRef: "o312",
      question: "nps",
      touchpoint: "checkout",
      score: 9,
      answeredAt: minute(0),
      text: null,
    },
  ],
};

test("a delivery reads as many rows in a shop of 10,000 orders as in one of 400", async () => {
  // The larger shop comes first, so that plans made for it do not help the smaller one.
  const large = await shopWith(10_000);
  const small = await shopWith(400);
  for (const [name, facts] of Object.entries(deliveries)) {
    const few = await rowsRead(small, ...facts(398));
    const many = await rowsRead(large, ...facts(9_998));
    expect({ name, few, many, grows: many > 2 * few }).toMatchObject({ name, grows: false });
    expect({ name, few, isMuch: few > 60 }).toMatchObject({ name, isMuch: false });
  }
}, 120_000);
