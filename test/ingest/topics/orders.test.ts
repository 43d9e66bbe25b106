import { expect, test } from "vitest";
import { WrongShape } from "../../../app/ingest/topics/index.ts";
import { take, triggeredAt } from "./given.ts";

const body = {
  id: 1001,
  admin_graphql_api_id: "gid://shopify/Order/1001",
  name: "#1001",
  created_at: "2026-03-10T07:59:00-04:00",
  processed_at: "2026-03-10T08:00:00-04:00",
  updated_at: "2026-03-10T08:00:01-04:00",
  cancelled_at: null,
  test: false,
  currency: "USD",
  financial_status: "paid",
  source_name: "web",
  customer: { id: 5, email: "ana@example.com", first_name: "Ana", updated_at: null },
  shipping_address: { country_code: "US", province_code: "CA" },
  line_items: [{ id: 21, quantity: 2, price: "10.00", requires_shipping: true, title: "Shirt" }],
};

test("an order gives itself, its refunds, its fulfillments and its customer", () => {
  const { facts } = take("orders/updated", {
    ...body,
    refunds: [
      {
        id: 31,
        created_at: "2026-03-10T08:00:00-04:00",
        refund_line_items: [
          { line_item_id: 21, quantity: 1, restock_type: "return", subtotal: 10, total_tax: 0 },
        ],
        transactions: [],
      },
    ],
    fulfillments: [
      {
        id: 41,
        status: "success",
        created_at: "2026-03-10T09:00:00-04:00",
        updated_at: "2026-03-10T09:00:00-04:00",
        location_id: 7,
        tracking_company: "UPS",
      },
    ],
  });
  expect(facts.map((fact) => fact.kind)).toEqual(["order", "refund", "fulfillment", "customer"]);
  expect(facts[0]).toMatchObject({
    id: "1001",
    processedAt: new Date("2026-03-10T12:00:00Z"),
    region: "US-CA",
    customerId: "5",
    lines: [{ id: "21", quantity: 2, gross: 2000n, discounts: 0n, merchandise: true }],
    version: { updatedAt: new Date("2026-03-10T12:00:01Z"), triggeredAt },
  });
  expect(facts[1]).toMatchObject({ id: "31", orderId: "1001", amount: 1000n });
  expect(facts[2]).toMatchObject({ id: "41", orderRef: "1001", locationId: "7", carrier: "UPS" });
  expect(facts[3]).toMatchObject({
    id: "5",
    contact: { email: "ana@example.com", phone: null, firstName: "Ana", lastName: null },
    version: { updatedAt: triggeredAt },
  });
});

test("a customer of whom nothing personal is told has no contact", () => {
  const { facts } = take("orders/updated", { ...body, customer: { id: 5, email: null } });
  expect(facts[1]).toMatchObject({ kind: "customer", contact: null });
});

test("a tip line is known by its tip object", () => {
  const tip = { id: 22, quantity: 1, price: "3.00", tip: { payment_gateway: "bogus" } };
  const { facts } = take("orders/updated", { ...body, line_items: [...body.line_items, tip] });
  expect(facts[0]).toMatchObject({ lines: [{ merchandise: true }, { merchandise: false }] });
});

test("a new order is read again for what no webhook tells, a later copy of it is not", () => {
  expect(take("orders/create", body).refetch).toEqual([{ kind: "order", id: "1001" }]);
  const guest = { ...body, customer: null };
  expect(take("orders/create", guest).refetch).toEqual([{ kind: "promise", id: "1001" }]);
  const digital = { ...guest, line_items: [{ ...body.line_items[0], requires_shipping: false }] };
  expect(take("orders/create", digital).refetch).toEqual([{ kind: "promise", id: "1001" }]);
  expect(take("orders/create", { ...body, source_name: "pos" }).refetch).toEqual([]);
  for (const name of ["updated", "paid", "cancelled", "fulfilled"]) {
    expect(take(`orders/${name}`, body).refetch).toEqual([]);
  }
});

test("what was promised for a cancelled order is asked for again, because it is void", () => {
  const cancelled = { ...body, cancelled_at: "2026-03-10T08:00:00-04:00" };
  const promise = [{ kind: "promise", id: "1001" }];
  expect(take("orders/cancelled", cancelled).refetch).toEqual(promise);
  expect(take("orders/updated", cancelled).refetch).toEqual(promise);
  expect(take("orders/cancelled", { ...cancelled, source_name: "pos" }).refetch).toEqual([]);
});

test("the rest of an order sent in part is read at its fulfillment orders", () => {
  const promise = [{ kind: "promise", id: "1001" }];
  const part = { ...body, fulfillment_status: "partial" };
  expect(take("orders/updated", part).refetch).toEqual(promise);
  expect(take("orders/updated", { ...body, fulfillment_status: "fulfilled" }).refetch).toEqual([]);
  // Read whole, it is in.
  expect(take("orders/create", part).refetch).toEqual([{ kind: "order", id: "1001" }]);
});

test("a refund told without its lines is read again and not guessed", () => {
  const { facts, refetch } = take("orders/updated", {
    ...body,
    refunds: [{ id: 31, created_at: "2026-03-10T08:00:00-04:00" }],
  });
  expect(facts.map((fact) => fact.kind)).toEqual(["order", "customer"]);
  expect(refetch).toEqual([{ kind: "refund", id: "31" }]);
});

test("an edit says only that the order must be read again", () => {
  const edit = { order_edit: { id: 9, order_id: "820982911946154508", line_items: {} } };
  expect(take("orders/edited", edit)).toEqual({
    facts: [],
    refetch: [{ kind: "order", id: "820982911946154508" }],
    actions: [],
  });
});

test("a deleted order is a tombstone at the trigger time", () => {
  expect(take("orders/delete", { id: 1001 }).facts).toEqual([
    { kind: "deleted", what: "order", id: "1001", at: triggeredAt },
  ]);
});

test("an updated_at in the future cannot lock out later updates", () => {
  const { facts } = take("orders/updated", { ...body, updated_at: "2031-01-01T00:00:00Z" });
  // Received 12:00:04 + 5 minutes.
  expect(facts[0]).toMatchObject({ version: { updatedAt: new Date("2026-03-10T12:05:04Z") } });
});

test("an order without lines, id, instant or with no amount is a wrong shape with got, expected and what to do", () => {
  const { line_items: _lines, ...without } = body;
  const wrong: unknown[] = [
    without,
    { ...body, id: null },
    { ...body, processed_at: null, created_at: null },
    { ...body, line_items: [{ id: 1, quantity: 1, price: "ten" }] },
    {},
    [],
    "text",
    null,
  ];
  for (const each of wrong) {
    let caught: unknown;
    try {
      take("orders/create", JSON.stringify(each));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(WrongShape);
    const { got, expected, todo } = caught as WrongShape;
    expect([got, expected, todo].every((part) => part.length > 3)).toBe(true);
  }
});

test("the reason of a wrong shape repeats nothing personal", () => {
  const secret = { ...body, id: null, email: "ana@example.com", line_items: "ana@example.com" };
  expect(() => take("orders/create", secret)).toThrow(/line_items/);
  expect(() => take("orders/create", secret)).not.toThrow(/ana@example/);
});
