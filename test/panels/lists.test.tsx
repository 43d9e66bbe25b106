import { expect, test } from "vitest";
import { CustomerOne } from "../../app/panels/customers-one.tsx";
import { Customers } from "../../app/panels/customers.tsx";
import type { PageTime } from "../../app/panels/page-head.tsx";
import { Products } from "../../app/panels/products.tsx";
import type { CustomerOrder } from "../../app/scorecard/customer-orders.server.ts";
import type { Customer } from "../../app/scorecard/customer.server.ts";
import type { CustomerRow } from "../../app/scorecard/customers.server.ts";
import type { KnownPatterns } from "../../app/scorecard/patterns.server.ts";
import type { ProductRow } from "../../app/scorecard/products.server.ts";
import { shown } from "./shown.tsx";

const fewest = { units: 5, lines: 5, orders: 5, intervals: 2, together: 2 };
const patterns: KnownPatterns = { store: null, groups: null };

const noTrials = {
  shown: [],
  ranges: {
    share: { least: 1, most: 50, usual: 10 },
    windowDays: { least: 1, most: 60, usual: 14 },
  },
  fewestInArm: 100,
  plan: null,
};
const period = { from: "2026-03-01", to: "2026-04-01" };
const time: PageTime = {
  chosen: {
    choice: "last-month",
    versus: "previous",
    period,
    against: { from: "2026-02-01", to: "2026-03-01" },
    wholeDays: 31,
  },
  today: "2026-04-12",
  asOf: "2026-04-12T08:00:00.000Z",
  timeZone: "UTC",
  historyFrom: null,
  locale: "en",
};

const ann: CustomerRow = {
  id: "1",
  name: "Ann Lee",
  isErased: false,
  saleOptOut: false,
  orders: 2,
  ordersEver: 3,
  spend: "40.00",
  returns: "7.00",
  margin: "18.00",
  marginStep: "cm2",
  cm1: "25.00",
  marginKnown: 0.625,
  first: "2025-01-09",
  last: "2026-03-19",
  kind: "returning",
};

type ListOf = Partial<Parameters<typeof Customers>[0]["list"]>;
const customers = (list: ListOf, address = "/app/customers?period=last-month") =>
  shown(
    <Customers
      views={[]}
      list={{ rows: [ann], next: null, customers: 1, guestOrders: 0, ...list }}
      order={{ sort: "spend", direction: "descending" }}
      time={time}
      currency="USD"
      size={25}
      patterns={patterns}
      fewest={fewest}
    />,
    address,
  );

test("a customer's row: name, orders of the period and ever, spent, went back, margin, days, kind", async () => {
  const { html, text } = await customers({ guestOrders: 2 });
  expect(text).toMatch(
    /Ann Lee 2 3 in all \$40\.00 \$7\.00 \$25\.00 \$18\.00 62\.5% known Jan 9, 2025 Mar 19 Returning/,
  );
  expect(text).toMatch(/Went back CM1 CM2 First order/);
  expect(text).toContain("the list sorts by CM1");
  const plain = await customers({ rows: [{ ...ann, marginStep: "cm1", margin: "25.00" }] });
  expect(plain.text).toMatch(/\$7\.00 \$25\.00 62\.5% known Jan 9/);
  expect(plain.text).toMatch(/Went back CM1 First order/);
  expect(text).toContain("1 customer ordered in this period.");
  expect(text).toContain("2 orders by guests name no customer and are not in the list.");
  expect(html).toContain('href="/app/customers/1?period=last-month"');
});

test("where earlier orders were not read, the first that is known is not called the first", async () => {
  const { text } = await customers({ rows: [{ ...ann, orders: 1, first: "2026-03-19" }] });
  expect(text).toContain("before Mar 19 Mar 19 Returning");
});

test("erased people and people without a name are called so, ids are kept whole in the address", async () => {
  const { html, text } = await customers({
    rows: [
      { ...ann, id: "redacted:a/b", name: null, isErased: true },
      { ...ann, id: "77", name: null },
      { ...ann, id: "person:x", name: null },
    ],
  });
  expect(text).toMatch(/Erased person .*Customer 77 .*Customer without a name/);
  expect(html).toContain("/app/customers/redacted%3Aa%2Fb");
});

test("a heading sorts largest first, once more the other way, and starts at the first page", async () => {
  const { html } = await customers({ next: "4000.1" }, "/app/customers?period=90&after=9.x");
  expect(html).toContain('href="/app/customers?period=90&amp;sort=orders"');
  expect(html).toContain('href="/app/customers?period=90&amp;sort=spend&amp;dir=up"');
  expect(html).toContain('aria-sort="descending"');
  expect(html).toContain('href="/app/customers?period=90&amp;after=4000.1"');
  expect(html).toContain('href="/app/customers?period=90"');
});

test("a period without customers says what to do", async () => {
  const { text } = await customers({ rows: [], customers: 0 });
  expect(text).toContain("Nobody ordered in this period");
  expect(text).toContain("Choose a longer period");
});

const customer: Customer = {
  id: "1",
  contact: { name: "Ann Lee", email: "ann@example.com", phone: null },
  isErased: false,
  saleOptOut: false,
  orders: 3,
  spent: "50.00",
  returned: "10.00",
  average: "16.67",
  daysBetween: 34.5,
  first: "2026-01-09",
  last: "2026-03-19",
};
const bought: CustomerOrder = {
  id: "9001",
  name: "#1001",
  shopifyId: "9001",
  day: "2026-03-19",
  net: "15.00",
  refunded: "0.00",
  currency: "USD",
  financialStatus: "partially_refunded",
  isCancelled: false,
  leftOut: null,
  shipping: "shipped",
  isLate: true,
  answers: [{ question: "nps", score: 9, text: "Quick" }],
};
const one = (given: Partial<Customer>, orders = [bought]) =>
  shown(
    <CustomerOne
      lists={null}
      known={null}
      page={{ customer: { ...customer, ...given }, orders, next: null }}
      currency="USD"
      locale="en"
      today="2026-04-12"
      store="test"
      size={25}
    />,
    "/app/customers/1?period=90",
  );

test("a customer in words, with the orders, their shipping and answers", async () => {
  const { html, text } = await one({});
  expect(text).toContain(
    "3 orders since Jan 9, the last on Mar 19: $50.00 after discounts, $16.67 on average. " +
      "From one order to the next 35 days went by on average. $10.00 of it went back.",
  );
  expect(text).toMatch(
    /#1001 Mar 19 Partially refunded \$15\.00 – Shipped, late NPS 9 of 10 “Quick”/,
  );
  expect(html).toContain('href="https://admin.shopify.com/store/test/orders/9001"');
  expect(html).toContain('href="/app/customers?period=90"');
});

test("orders tell what they left after advertising, and which channel buyers named", async () => {
  const spent = { cm1: "9.00", spend: "2.00", spendCoverage: 1, cm3: "5.00" };
  const margin = { value: "7.00", version: 2, beside: spent };
  // Nobody knows the channel of the second: no spend is known either.
  const unknown = { ...margin, beside: { ...spent, spend: "0.00", spendCoverage: 0, cm3: "7.00" } };
  const heard = { question: "heard-about", score: 0, text: "paid-social" };
  const orders = [
    { ...bought, margin, answers: [heard] },
    { ...bought, id: "9002", name: "#1002", margin: unknown },
  ];
  const { text, html } = await one({}, orders);
  expect(text).toContain("CM2 Advertising spend CM3");
  expect(text).toMatch(/#1001 .* \$7\.00 \$2\.00 \$5\.00 .*Heard of the shop by Paid social/);
  expect(text).toMatch(/#1002 .* \$7\.00 – \$7\.00/);
  expect(html).toContain("Orders as CSV");
});

test("one order leaves the days between open; a test order says why it does not count", async () => {
  const single = { orders: 1, daysBetween: null, last: "2026-01-09", returned: "0.00" };
  const { text } = await one(single, [{ ...bought, leftOut: "test", shopifyId: null }]);
  expect(text).toContain("One order, on Jan 9, worth $50.00 after discounts. Nothing went back.");
  expect(text).toContain("needs two orders");
  expect(text).toContain("Test order, not counted");
});

test("the page of who forbade that their data is shared says what that means", async () => {
  expect((await one({})).text).not.toContain("Forbade");
  const { text } = await one({ saleOptOut: true });
  expect(text).toContain("Forbade that their data is sold or shared");
});

test("an erased person's page shows no contact and says why", async () => {
  const { html, text } = await one({ id: "redacted:x", contact: null, isErased: true });
  expect(text).toContain("Erased person");
  expect(text).toContain("asked to be forgotten");
  expect(html).not.toContain("mailto:");
});

const shirt: ProductRow = {
  key: "10",
  title: "Linen shirt",
  status: "active",
  units: 12,
  net: "1112.40",
  share: 0.84,
  cm1: "700.00",
  cm1Known: 1,
  cm2: null,
  cm2Known: null,
  back: 3,
  rate: 0.25,
  stock: 12,
  places: 2,
  cost: "some",
};
const notPlaced = {
  ...{ sentAt: null, products: 0, refused: 0, kept: 0, words: null, nextAt: null },
  ...{ discoveryWords: null, isConnected: false, isWaiting: false, refusals: [] },
  now: new Date("2026-03-20T12:00:00Z"),
};
const products = (rows: ProductRow[], text = "", step: "cm1" | "cm2" = "cm1") =>
  shown(
    <Products
      views={[]}
      list={{ rows, next: null, products: rows.length, step }}
      order={{ sort: "net", direction: "descending" }}
      text={text}
      time={time}
      currency="USD"
      size={25}
      fewUnits={10}
      measured={null}
      trials={noTrials}
      placed={notPlaced}
    />,
    `/app/products?q=${text}`,
  );

test("a product's row; too few units give no rate, what is not tracked no stock", async () => {
  const { text } = await products([
    shirt,
    {
      ...shirt,
      key: "OLD",
      title: "Old",
      status: null,
      rate: null,
      stock: null,
      cost: "none",
      cm1: null,
    },
  ]);
  expect(text).toMatch(
    /Linen shirt 12 \$1,112 84% \$700\.00 3 25% 12 2 locations Partly known Active/,
  );
  const ruled = await products([{ ...shirt, cm2: "610.00", cm2Known: 0.9 }], "", "cm2");
  expect(ruled.text).toMatch(/Share CM2 Came back .* 84% \$610\.00 90% known 3/);
  expect(text).toMatch(/Old 12 .* 84% – 3 too few not tracked Not known Not in the catalogue/);
});

test("no products, and a search that finds none, read differently", async () => {
  expect((await products([])).text).toContain("They appear here by themselves");
  const none = await products([], "zzz");
  expect(none.text).toContain("No title and no SKU begins like this.");
  expect(none.html).toContain('value="zzz"');
});
