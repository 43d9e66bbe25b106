import { expect, test } from "vitest";
import { topics, WrongShape } from "../../../app/ingest/topics/index.ts";
import { shop, take, triggeredAt } from "./given.ts";

const at = "2026-03-10T08:00:00-04:00";
const instant = new Date("2026-03-10T12:00:00Z");

test("every topic of the product is handled", () => {
  expect([...topics.keys()].sort()).toEqual(
    [
      ...["create", "updated", "cancelled", "edited", "delete", "paid", "fulfilled"].map(
        (name) => `orders/${name}`,
      ),
      "refunds/create",
      ...["request", "approve", "decline", "process"].map((name) => `returns/${name}`),
      ...["update", "close", "cancel", "reopen"].map((name) => `returns/${name}`),
      ...["fulfillments/create", "fulfillments/update", "fulfillment_events/create"],
      ...["placed_on_hold", "hold_released", "moved"].map((name) => `fulfillment_orders/${name}`),
      ...["products/create", "products/update", "products/delete"],
      ...["create", "update", "delete"].map((name) => `inventory_items/${name}`),
      ...["connect", "update", "disconnect"].map((name) => `inventory_levels/${name}`),
      ...["create", "update", "delete", "merge"].map((name) => `customers/${name}`),
      ...["locations/create", "locations/update"],
      ...["app/uninstalled", "app/scopes_update", "shop/update", "bulk_operations/finish"],
      ...["customers/data_request", "customers/redact", "shop/redact"],
    ].sort(),
  );
});

const refund = {
  id: 31,
  order_id: 1001,
  created_at: at,
  processed_at: at,
  refund_line_items: [
    {
      line_item_id: 21,
      quantity: 1,
      restock_type: "return",
      subtotal: 119,
      total_tax: 19,
      line_item: { id: 21, gift_card: false, tax_lines: [{ rate: 0.19 }] },
    },
  ],
};

test("a refund of a tax-included shop is seen by its rates, and read again to be sure", () => {
  // 119.00 × 0.19 ÷ 1.19 = 19.00, as told: the tax is included. Worth 100.00.
  const { facts, refetch } = take("refunds/create", refund);
  expect(facts[0]).toMatchObject({ amount: 10000n, version: { updatedAt: instant } });
  expect(refetch).toEqual([{ kind: "refund", id: "31" }]);
});

test("a refund without lines and without its shop money is read again", () => {
  const transactions = [{ kind: "refund", status: "success", amount: "9.00", currency: "EUR" }];
  const foreign = { ...refund, refund_line_items: [], transactions };
  expect(take("refunds/create", foreign)).toEqual({
    facts: [],
    refetch: [{ kind: "refund", id: "31" }],
    actions: [],
  });
  const own = { ...foreign, transactions: [{ ...transactions[0], currency: "USD" }] };
  expect(take("refunds/create", own).facts[0]).toMatchObject({ amount: 900n, lines: [] });
});

test("only successful refund transactions are money back", () => {
  const transactions = [
    { kind: "refund", status: "success", amount: "9.00", currency: "USD" },
    { kind: "refund", status: "pending", amount: "5.00", currency: "USD" },
    { kind: "sale", status: "success", amount: "50.00", currency: "USD" },
  ];
  const { facts } = take("refunds/create", { ...refund, refund_line_items: [], transactions });
  expect(facts[0]).toMatchObject({ amount: 900n });
});

test("shipping adjustments stay out and a pending discrepancy is none", () => {
  const order_adjustments = [
    { kind: "shipping_refund", amount: "-8.00", tax_amount: "0.00", reason: "Shipping refund" },
    {
      kind: "refund_discrepancy",
      amount: "-1.00",
      tax_amount: "0.00",
      reason: "Refund discrepancy",
    },
    { kind: "refund_discrepancy", amount: "50.00", reason: "Pending refund discrepancy" },
  ];
  const untaxed = [{ ...refund.refund_line_items[0], subtotal: "100.00", total_tax: "0.00" }];
  const body = { ...refund, refund_line_items: untaxed, order_adjustments };
  // 100.00 + 1.00.
  expect(take("refunds/create", body).facts[0]).toMatchObject({ amount: 10100n });
});

test("a return keeps its state; a change of its lines says none", () => {
  const order = { id: 1001 };
  const approved = { id: 61, status: "open", order };
  expect(take("returns/approve", approved).facts[0]).toMatchObject({
    kind: "return",
    id: "61",
    orderId: "1001",
    status: "open",
    version: { updatedAt: triggeredAt },
  });
  expect(take("returns/close", { id: 61, order_id: 1001, status: "closed" }).facts).toHaveLength(1);
  expect(take("returns/update", { admin_graphql_api_id: "gid://shopify/Return/61" }).facts).toEqual(
    [],
  );
  expect(() => take("returns/update", { status: "open" })).toThrow(WrongShape);
});

test("a carrier's event is kept by its own id", () => {
  const event = {
    id: 71,
    fulfillment_id: 41,
    order_id: 1001,
    status: "delivered",
    happened_at: at,
  };
  expect(take("fulfillment_events/create", event).facts).toEqual([
    {
      kind: "fulfillment-event",
      id: "71",
      fulfillmentId: "41",
      orderId: "1001",
      status: "delivered",
      happenedAt: instant,
    },
  ]);
});

test("a fulfillment without its order is a wrong shape", () => {
  const body = { id: 41, status: "success", created_at: at };
  expect(() => take("fulfillments/create", body)).toThrow(/order_id/);
  expect(take("fulfillments/create", { ...body, order_id: 1001 }).facts).toHaveLength(1);
});

const variant = { id: 81, position: 1, title: "Small", price: "19.99", inventory_item_id: 91 };

test("a product comes with all its variants, or is read again", () => {
  const product = { id: 80, title: "Shirt", tags: "b, a", status: "active", updated_at: at };
  const body = { ...product, variants: [variant], variant_gids: [{}] };
  expect(take("products/update", body).facts[0]).toMatchObject({
    id: "80",
    tags: ["a", "b"],
    variants: [{ id: "81", price: 1999n, sku: null, inventoryItemId: "91" }],
  });
  expect(take("products/update", { ...body, variant_gids: [{}, {}] })).toMatchObject({
    facts: [],
    refetch: [{ kind: "product", id: "80" }],
  });
  expect(take("products/delete", { id: 80 }).facts[0]).toMatchObject({ what: "product", id: "80" });
});

test("a stock item's cost is dated, and unknown is no cost rather than none", () => {
  const item = { id: 91, sku: "", tracked: true, cost: "4.255", updated_at: at };
  expect(take("inventory_items/update", item).facts).toMatchObject([
    { kind: "inventory-item", id: "91", sku: null, tracked: true },
    { kind: "cost", item: "inventory:91", validFrom: instant, amount: "425.5" },
  ]);
  expect(take("inventory_items/update", { ...item, cost: null }).facts).toHaveLength(1);
  const yen = take(
    "inventory_items/create",
    { ...item, cost: "400.0" },
    { ...shop, currency: "JPY" },
  );
  expect(yen.facts[1]).toMatchObject({ amount: "400" });
});

test("a level says what is available; a disconnected one may come back", () => {
  const level = { inventory_item_id: 91, location_id: 7 };
  const told = take("inventory_levels/update", { ...level, available: -2, updated_at: at });
  expect(told.facts[0]).toMatchObject({ active: true, available: -2, onHand: null });
  expect(take("inventory_levels/disconnect", level).facts[0]).toMatchObject({
    kind: "stock-level",
    active: false,
    available: null,
    version: { updatedAt: triggeredAt },
  });
});

test("an empty level is parked with its reason", () => {
  expect(() => take("inventory_levels/update", {})).toThrow(WrongShape);
  expect(() => take("inventory_levels/update", {})).toThrow(/got an empty object/);
});

test("a merge that failed or still runs moves nobody", () => {
  const merge = {
    admin_graphql_api_customer_kept_id: "gid://shopify/Customer/1",
    admin_graphql_api_customer_deleted_id: "gid://shopify/Customer/2",
  };
  for (const status of ["failed", "in_progress", "requested"]) {
    expect(take("customers/merge", { ...merge, status }).facts).toEqual([]);
  }
  expect(take("customers/merge", { ...merge, status: "completed" }).facts).toEqual([
    { kind: "customer-merge", fromId: "2", toId: "1" },
  ]);
});

test("a location has a region", () => {
  const body = { id: 7, name: "Till", country_code: "CA", province_code: "ON", updated_at: at };
  expect(take("locations/create", body).facts[0]).toMatchObject({ region: "CA-ON", active: true });
});

test("the app's own topics are things to do", () => {
  expect(take("app/uninstalled", { id: 1 }).actions).toEqual([{ kind: "uninstalled" }]);
  expect(take("app/scopes_update", { current: ["read_orders"] }).actions).toEqual([
    { kind: "scopes", scopes: ["read_orders"] },
  ]);
  const update = { iana_timezone: "Pacific/Auckland", currency: "NZD", name: "Toys" };
  expect(take("shop/update", update).actions).toEqual([
    { kind: "shop-changed", timeZone: "Pacific/Auckland", currency: "NZD", name: "Toys" },
  ]);
  const finish = {
    admin_graphql_api_id: "gid://shopify/BulkOperation/5",
    status: "COMPLETED",
    error_code: null,
  };
  expect(take("bulk_operations/finish", finish).actions).toEqual([
    {
      kind: "bulk-finished",
      id: "gid://shopify/BulkOperation/5",
      status: "completed",
      errorCode: null,
    },
  ]);
});

test("a privacy request names the person by whatever it holds", () => {
  const named = { shop_domain: shop.domain };
  const orders = { ...named, orders_to_redact: [820982911946154, "820982911946154508"] };
  expect(
    take("customers/redact", { customer: { id: 5, email: "a@b.c" }, ...orders }).actions,
  ).toEqual([
    {
      kind: "redact-customer",
      customerId: "5",
      email: "a@b.c",
      phone: null,
      orderIds: ["820982911946154", "820982911946154508"],
      knownAs: [],
    },
  ]);
  expect(
    take("customers/redact", { ...named, customer: { email: "a@b.c" } }).actions[0],
  ).toMatchObject({
    customerId: null,
    email: "a@b.c",
  });
  const request = {
    ...named,
    customer: { id: 5 },
    orders_requested: [1],
    data_request: { id: 99 },
  };
  expect(take("customers/data_request", request).actions[0]).toMatchObject({
    kind: "data-request",
    requestId: "99",
    orderIds: ["1"],
  });
  expect(take("shop/redact", named).actions).toEqual([{ kind: "redact-shop" }]);
  expect(() => take("customers/redact", { ...named, customer: {} })).toThrow(
    /customer id, e-mail, phone/,
  );
});

test("what is held or moved is read at the fulfillment orders", () => {
  const named = (id: number) => ({ id: `gid://shopify/FulfillmentOrder/${id}`, status: "on_hold" });
  const held = { fulfillment_order: named(51), remaining_fulfillment_order: named(52) };
  expect(take("fulfillment_orders/placed_on_hold", held)).toEqual({
    facts: [],
    refetch: [
      { kind: "fulfillment-order", id: "51" },
      { kind: "fulfillment-order", id: "52" },
    ],
    actions: [],
  });
  const released = { fulfillment_order: named(51), remaining_fulfillment_order: null };
  expect(take("fulfillment_orders/hold_released", released).refetch).toHaveLength(1);
  const moved = { original_fulfillment_order: named(51), moved_fulfillment_order: named(53) };
  expect(take("fulfillment_orders/moved", moved).refetch).toHaveLength(2);
  expect(() => take("fulfillment_orders/moved", {})).toThrow(WrongShape);
});
