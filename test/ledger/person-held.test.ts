// What a data request hands over: each table that holds something of a person or an order is in the package,
// or says here why it is not.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inShop } from "../../app/db.server.ts";
import { readPerson } from "../../app/ledger/person-held.server.ts";
import { testShop } from "../database.ts";
import { back, fulfillment, minute, order, refund } from "./make.ts";
import { ledgerForTests } from "./store.ts";

const { db, read, write } = ledgerForTests();

const leading = "customer_id person order_id order_ref fulfillment_id refund_id".split(" ");

const notHanded: Record<string, string> = {
  recommend_basket: "worked out of orders and their lines",
  recommend_due: "orders that are still to be worked out",
  assignment: "people of the staff",
  digest_reader: "people of the staff",
  digest_mail: "people of the staff",
};
/** Read by functions that the package calls. */
const readElsewhere = ["contact"];

test("every table that leads to a person or an order is handed over, or says why not", async () => {
  const { rows } = await db().owner.query<{ name: string }>(
    `select distinct table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = any($1) order by 1`,
    [leading],
  );
  const code = readFileSync("app/ledger/person-held.server.ts", "utf8");
  const handed = [...code.matchAll(/\b(?:from|join) (\w+)/g)].map(([, table]) => table);
  const names = rows.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(15);
  expect(
    names.filter((name) => ![...handed, ...readElsewhere].includes(name) && !notHanded[name]),
  ).toEqual([]);
  // No reason outlives its table, or stands beside what is handed over.
  expect(
    Object.keys(notHanded).filter((name) => !names.includes(name) || handed.includes(name)),
  ).toEqual([]);
});

test("labels, campaigns, events and answers under an e-mail are handed over, with words that name", async () => {
  const shop = await testShop(db());
  const at = minute(60);
  const email = "Xenia.Quill@example.com";
  const said = { kind: "answer" as const, question: "nps", touchpoint: "checkout" as const };
  const contact = { email, phone: null, firstName: "Xenia", lastName: "Quillington" };
  const label = { kind: "label-cost" as const, carrier: "DHL", tracking: null, toldAt: at };
  await write(
    shop,
    {
      ...{ kind: "customer", id: "77", createdAt: null, state: "enabled", contact },
      version: { updatedAt: at, triggeredAt: at, hash: "h" },
    },
    order("41", 0, { customerId: "77", weightGrams: 700 }),
    order("42", 0, { customerId: "88" }),
    refund("r", "41", 0, { lines: [back("1", { quantity: 1, amount: 300n })] }),
    { ...fulfillment("f", "41"), parcelKey: 5n },
    {
      ...{ kind: "fulfillment-event", id: "e", fulfillmentId: "f", orderId: "41" },
      ...{ status: "delivered", happenedAt: at },
    },
    {
      ...{ kind: "order-event", id: "o", orderId: "41", action: "edit" },
      ...{ byApp: false, byUser: true, createdAt: at },
    },
    {
      ...{ kind: "order-touch", orderId: "41", grade: 3, hash: "h" },
      ...{ first: { channel: "email", campaign: "winback-xenia" } },
      last: { channel: "email", campaign: "winback-xenia" },
    },
    { ...label, orderRef: "41", label: "a", day: "2026-03-01", amount: "490" },
    { ...label, orderRef: "", label: "b", day: "2026-03-02", amount: "510", parcelKey: 5n },
    { ...label, orderRef: "42", label: "c", day: "2026-03-02", amount: "999" },
    { ...said, orderRef: email, score: 4, answeredAt: at, text: null },
    { ...said, orderRef: "42", score: 9, answeredAt: at, text: null },
  );
  await read(
    shop,
    `insert into task (shop_id, id, kpi, words, owner, note, created_at)
     select id, 't', 'nps', 'Ring Mrs Quillington', 'Ann', 'Wait', now() from shop
     where domain = '${shop.domain}'`,
  );
  const person = { customerId: "77", email: null, phone: null, orderIds: [] };
  const held = await inShop(db(), shop.id, (client) => readPerson(client, shop, person));
  expect(held).toMatchObject({
    orders: [{ id: "41", weight_grams: 700 }],
    refundLines: [{ refund_id: "r", amount: 300n }],
    parcelSteps: [{ fulfillment_id: "f", status: "delivered" }],
    events: [{ action: "edit" }],
    touches: [{ first_campaign: "winback-xenia" }],
    labels: [{ amount: 490n }, { amount: 510n }],
    answers: [{ order_ref: email, score: 4 }],
    words: [{ place: "task", text: "Ring Mrs Quillington" }],
  });
});
