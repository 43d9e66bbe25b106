import { expect, test } from "vitest";
import { readShop, refetchers } from "../../../app/ingest/documents/index.ts";
import { tipLineIds } from "../../../app/ingest/documents/tip.ts";
import { take } from "../topics/given.ts";
import { page, run } from "./given.ts";

const at = "2026-03-10T12:00:00Z";
const gid = (type: string, id: number) => `gid://shopify/${type}/${id}`;
const hashOf = (fact: unknown) => (fact as { version: { hash: string } }).version.hash;

test("a customer read again equals the one of the webhook", () => {
  const node = {
    __typename: "Customer",
    id: gid("Customer", 5),
    createdAt: at,
    updatedAt: at,
    state: "ENABLED",
    dataSaleOptOut: true,
    firstName: "Ana",
    lastName: null,
    defaultEmailAddress: { emailAddress: "ana@example.com" },
    defaultPhoneNumber: null,
  };
  const body = {
    id: 5,
    created_at: at,
    updated_at: at,
    state: "enabled",
    email: "ana@example.com",
    first_name: "Ana",
  };
  const { facts } = run(refetchers.customer, ["5"], [node]);
  const told = take("customers/update", body).facts;
  expect(facts).toHaveLength(1);
  expect(hashOf(facts[0])).toBe(hashOf(told[0]));
  expect(facts[0]).toMatchObject({ saleOptOut: { isOut: true } });
  expect(told[0]).not.toHaveProperty("saleOptOut");
});

test("a product read again equals the one of the webhook, with variants beyond one page", () => {
  const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
  const node = {
    __typename: "Product",
    id: gid("Product", 80),
    title: "Shirt",
    handle: "shirt",
    vendor: "Acme",
    productType: "Shirts",
    status: "ACTIVE",
    tags: ["b", "a"],
    isGiftCard: false,
    publishedAt: null,
    updatedAt: at,
    variants: page(
      numbers.map((number) => ({
        id: gid("ProductVariant", 800 + number),
        position: number,
        title: `Size ${number}`,
        sku: null,
        price: "19.99",
        compareAtPrice: null,
        inventoryItem: { id: gid("InventoryItem", 900 + number) },
      })),
    ),
  };
  const body = {
    id: 80,
    title: "Shirt",
    handle: "shirt",
    vendor: "Acme",
    product_type: "Shirts",
    status: "active",
    tags: "a, b",
    updated_at: at,
    variants: numbers.map((number) => ({
      id: 800 + number,
      position: number,
      title: `Size ${number}`,
      price: "19.99",
      inventory_item_id: 900 + number,
    })),
  };
  const { facts, calls } = run(refetchers.product, ["80"], [node]);
  expect(calls).toHaveLength(2);
  expect(facts[0]).toMatchObject({ kind: "product", variants: { length: 60 } });
  expect(hashOf(facts[0])).toBe(hashOf(take("products/update", body).facts[0]));
});

test("a stock item read again equals the one of the webhook and adds what no webhook tells", () => {
  const quantities = [
    { name: "available", quantity: 4 },
    { name: "on_hand", quantity: 6 },
    { name: "committed", quantity: 2 },
    { name: "incoming", quantity: 10 },
  ];
  const node = {
    __typename: "InventoryItem",
    id: gid("InventoryItem", 91),
    sku: "SHIRT",
    tracked: true,
    updatedAt: at,
    unitCost: { amount: "400.0" },
    inventoryLevels: page([
      { updatedAt: at, isActive: true, location: { id: gid("Location", 7) }, quantities },
    ]),
  };
  const { facts } = run(refetchers["inventory-item"], ["91"], [node]);
  const item = { id: 91, sku: "SHIRT", tracked: true, cost: "400.00", updated_at: at };
  const told = take("inventory_items/update", item).facts;
  expect(hashOf(facts[0])).toBe(hashOf(told[0]));
  expect(facts[1]).toEqual(told[1]);
  const level = { inventory_item_id: 91, location_id: 7, available: 4, updated_at: at };
  expect(hashOf(facts[2])).toBe(hashOf(take("inventory_levels/update", level).facts[0]));
  expect(facts[2]).toMatchObject({ available: 4, onHand: 6, committed: 2, incoming: 10 });
});

test("the shop tells its zone, currency and scopes", () => {
  const shop = {
    id: gid("Shop", 1),
    name: "Toys",
    myshopifyDomain: "toys.myshopify.com",
    currencyCode: "NZD",
    ianaTimezone: "Pacific/Auckland",
  };
  const accessScopes = [{ handle: "read_products" }, { handle: "read_orders" }];
  expect(readShop({ shop, currentAppInstallation: { accessScopes } })).toEqual({
    name: "Toys",
    domain: "toys.myshopify.com",
    currency: "NZD",
    timeZone: "Pacific/Auckland",
    scopes: ["read_orders", "read_products"],
  });
  expect(() => readShop({ shop })).toThrow();
});

const candidate = (id: string, given: object = {}) => ({
  id,
  title: "Item",
  quantity: 1,
  isGiftCard: false,
  requiresShipping: false,
  product: null,
  variant: null,
  originalUnitPriceSet: { shop: "5.00" },
  ...given,
});

test("the tip is the line without product that makes up the order's tips", () => {
  const product = candidate("1", { product: "11" });
  const shipped = candidate("2", { requiresShipping: true });
  expect([...tipLineIds([product, shipped, candidate("3")], "5.0", "USD")]).toEqual(["3"]);
  expect([...tipLineIds([candidate("3", { title: "Tip" }), candidate("4")], "5.0", "USD")]).toEqual(
    ["3"],
  );
  expect([...tipLineIds([candidate("3"), candidate("4")], "10.00", "USD")]).toEqual(["3", "4"]);
  expect([...tipLineIds([candidate("3")], "0.0", "USD")]).toEqual([]);
  expect([...tipLineIds([candidate("3")], "2.00", "USD")]).toEqual([]);
});
