import { expect, test } from "vitest";
import { orders } from "../../../app/ingest/sources/orders.ts";
import { ofKind, scopeOf, takeFile } from "./read.ts";

const header =
  "Name,Email,Financial Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Created at," +
  "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping," +
  "Billing Country,Shipping Province,Shipping Country,Cancelled at,Refunded Amount,Phone,Id,Source";
const two =
  "#1001, Ann@Example.com ,partially_refunded,2026-01-03 08:00:00 +0100,EUR,29.00,5.00,0.00,34.00," +
  "2026-01-02 23:30:00 -0500,1,Cup,10.00,CUP,true,FR,BY,DE,,12.00,,5551234567890123456,web\n" +
  "#1001,ann@example.com,,,,,,,,,2,Plate,10.00,,true,,,,,,,,\n";

test("rows of one name are one order; its fields are read from the first", () => {
  const { facts, problems } = takeFile(orders, `${header}\n${two}`, scopeOf("UTC", "EUR"));
  expect(problems).toEqual([]);
  const [order] = ofKind(facts, "order");
  expect(order).toMatchObject({
    source: "csv",
    id: "5551234567890123456",
    name: "#1001",
    processedAt: new Date("2026-01-03T04:30:00Z"),
    financialStatus: "partially_refunded",
    currency: "EUR",
    channel: "online",
    region: "DE-BY",
    customerId: "person:ann@example.com",
    fulfilledAt: new Date("2026-01-03T07:00:00Z"),
    test: false,
  });
  expect(order?.version.updatedAt).toEqual(new Date(0));
  expect(order?.lines).toMatchObject([
    { id: "0", position: 0, sku: "CUP", title: "Cup", quantity: 1, gross: 1000n, discounts: 33n },
    { id: "1", position: 1, sku: null, title: "Plate", quantity: 2, gross: 2000n, discounts: 67n },
  ]);
  expect(ofKind(facts, "refund")).toMatchObject([
    { id: "csv:5551234567890123456", amount: 1200n, dayKnown: false, lines: [] },
  ]);
  expect(ofKind(facts, "customer")).toMatchObject([
    { contact: { email: "ann@example.com", phone: null } },
  ]);
});

/** One order of one line, with cells replaced by header name. */
function one(cells: Record<string, string>, scope = scopeOf()) {
  const given: Record<string, string> = {
    Name: "#7",
    "Financial Status": "paid",
    Subtotal: "10.00",
    "Created at": "2026-01-02 10:00:00 +0000",
    "Lineitem quantity": "1",
    "Lineitem name": "Cup",
    "Lineitem price": "10.00",
    ...cells,
  };
  const names = Object.keys(given);
  const text = `${names.join(",")}\n${names.map((name) => `"${given[name]}"`).join(",")}\n`;
  return takeFile(orders, text, scope);
}
const order = (cells: Record<string, string>, scope = scopeOf()) =>
  ofKind(one(cells, scope).facts, "order")[0];

test("without an Id the name is the key; without e-mail the phone, else a guest", () => {
  expect(order({})).toMatchObject({ id: "#7", customerId: null, channel: "unknown" });
  expect(order({ Phone: "+44 20 1" })?.customerId).toBe("person:+44 20 1");
});

test("a country that is no ISO code is unknown; without shipping the billing address tells", () => {
  expect(order({ "Shipping Country": "Narnia", "Billing Country": "FR" })?.region).toBe("unknown");
  expect(order({ "Shipping Country": "UK" })?.region).toBe("unknown");
  expect(order({ "Shipping Country": "", "Billing Country": "FR" })?.region).toBe("FR");
});

test("the channel comes from Source", () => {
  const channel = (source: string) => order({ Source: source })?.channel;
  expect(["web", "pos", "shopify_draft_order", "1234567", ""].map(channel)).toEqual([
    "online",
    "pos",
    "draft",
    "marketplace",
    "unknown",
  ]);
});

test("a refund falls on the day of cancelling, where there is one", () => {
  const cancelled = { "Refunded Amount": "4.00", "Cancelled at": "2026-01-09 10:00:00 +0000" };
  expect(ofKind(one(cancelled).facts, "refund")).toMatchObject([
    { processedAt: new Date("2026-01-09T10:00:00Z"), dayKnown: true, amount: 400n },
  ]);
  expect(ofKind(one({ "Refunded Amount": "0.00" }).facts, "refund")).toEqual([]);
});

test("a line's total is rounded once, half to even, in the currency's decimals", () => {
  // 0.335 × 3 = 1.005 → 1.00; 0.335 × 5 = 1.675 → 1.68.
  const gross = (quantity: string) =>
    order({ "Lineitem price": "0.335", "Lineitem quantity": quantity })?.lines[0]?.gross;
  expect([gross("3"), gross("5")]).toEqual([100n, 168n]);
  expect(
    order({ Currency: "JPY", "Lineitem price": "500", Subtotal: "500" })?.lines[0]?.gross,
  ).toBe(500n);
  expect(
    order({ Currency: "KWD", "Lineitem price": "1.2345", Subtotal: "1.234" })?.lines[0],
  ).toMatchObject({
    gross: 1234n,
    discounts: 0n,
  });
});

test("a cell that does not fit is named with its column, got, expected and what to do", () => {
  expect(one({ Subtotal: "1,234.50" }).problems).toEqual([
    {
      line: 2,
      reason:
        'Subtotal: got "1,234.50", expected an amount such as 1234.50; write it without thousands separators, currency sign or words',
    },
  ]);
  expect(one({ "Created at": "soon", "Lineitem quantity": "two" }).problems[0]?.reason).toMatch(
    /Created at: got "soon".*Lineitem quantity: got "two"/,
  );
  expect(one({ "Lineitem price": "" }).problems[0]?.reason).toContain(
    "Lineitem price: got an empty cell",
  );
});

test("an order without line items is one only if it is worth nothing", () => {
  const empty = { "Lineitem quantity": "", "Lineitem name": "", "Lineitem price": "" };
  expect(order({ ...empty, Subtotal: "0" })?.lines).toEqual([]);
  expect(one(empty).problems[0]?.reason).toContain("got no line item but a Subtotal of 10.00");
});
