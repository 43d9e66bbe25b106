import { expect, test } from "vitest";
import { OpenOrders, OpenOrdersLink } from "../../app/panels/open-orders.tsx";
import {
  ageClasses,
  sendStates,
  type AgeClass,
  type OpenOrder,
  type OpenOrders as Found,
} from "../../app/scorecard/open-orders.ts";
import { shown } from "./shown.tsx";

const row = (more: Partial<OpenOrder> = {}): OpenOrder => ({
  ...{ id: "1", name: "#1001", adminPath: "orders/1", day: "2026-03-01", age: "late-more" },
  ...{ state: "open", location: null, carrier: null },
  ...{ waitHours: 228, lateHours: 180, dueAt: null, promisedAt: null },
  ...{ channel: "online", region: "DE", regionName: "Germany", net: "123.45" },
  ...more,
});
const found = (orders: Partial<Record<AgeClass, number>>, rows: OpenOrder[] = []): Found => ({
  ...{ rows, next: null },
  sums: {
    found: Object.values(orders).reduce((a, b) => a + b, 0),
    totals: ageClasses.map((age) => ({ age, orders: orders[age] ?? 0, net: "50.00" })),
    states: sendStates.map((state) => ({ state, orders: 1 })),
    locations: [
      { key: "P", name: "Hamburg", orders: 2 },
      { key: "none", name: null, orders: 3 },
    ],
    carriers: [],
    typical: { days: 28, left: 90, waiting: 4, medianLeft: 20, medianAll: 30 },
  },
});
const page = (orders: Found) =>
  shown(
    <OpenOrders
      views={[]}
      {...{
        orders,
        filter: { age: null, state: "part", location: null, carrier: null },
        size: 25,
        days: 90,
        currency: "EUR",
        store: "a",
        timeZone: "UTC",
        locale: "en",
      }}
      asOf="2026-03-10T12:00:00.000Z"
    />,
    "/app/open-orders?shop=a.myshopify.com",
  );

test("each open order says how late it is and leads to its place in Shopify's admin", async () => {
  const rows = [
    row(),
    row({ id: "F", name: "F-2", adminPath: null, age: "within", lateHours: -5, waitHours: 43 }),
  ];
  const { text, html } = await page({ ...found({ "late-more": 1, within: 1 }, rows), next: "5.F" });
  expect(text).toContain("7 d 12 h late");
  expect(text).toContain("5 h left");
  expect(text).toContain("€123.45");
  expect(text).toContain("2 orders wait.");
  expect(text).not.toContain("Every order that was due is on its way");
  expect(html).toContain("https://admin.shopify.com/store/a/orders/1");
  expect(html).not.toContain("orders/F");
  expect(html).toContain("/app/open-orders?shop=a.myshopify.com&amp;age=late-3");
  expect(html).toContain("/app/open-orders?shop=a.myshopify.com&amp;after=5.F");
});

test("nothing late, and nothing open at all, are said in words", async () => {
  const early = await page(found({ within: 1 }, [row({ age: "within", lateHours: -5 })]));
  expect(early.text).toContain("1 order waits. Every order that was due is on its way.");
  const { text, html } = await page(found({}));
  expect(text).toContain("Every order that was due is on its way");
  expect(text).toContain("orders on hold and the rest of orders sent in part too");
  expect(html).not.toContain("<table");
});

test("orders without a promise lead to setting one, and are never called on time", async () => {
  const rows = [row({ age: "no-promise", lateHours: null })];
  const { text, html } = await page(found({ "no-promise": 1 }, rows));
  expect(text).toContain("Nothing was promised for 1 of the open orders");
  expect(text).not.toContain("is on its way");
  expect(html).toContain("/app/settings?shop=a.myshopify.com");
});

test("the pages of shipping KPIs lead to the list, others do not", async () => {
  for (const kpi of ["hours-to-ship", "on-time-shipping"]) {
    const { html } = await shown(<OpenOrdersLink kpi={kpi} />, "/app/kpis/x?period=7");
    expect(html).toContain("/app/open-orders?period=7");
  }
  expect((await shown(<OpenOrdersLink kpi="net-sales" />)).html).not.toContain("open-orders");
});

test("what was sent in part and what is on hold is said, with location and carrier", async () => {
  const rows = [
    row({ state: "part", location: "Hamburg", carrier: "DHL" }),
    row({ id: "2", state: "held" }),
  ];
  const { text, html } = await page(found({ "late-more": 2 }, rows));
  expect(text).toContain("Sent in part");
  expect(text).toContain("On hold");
  expect(text).toContain("DHL");
  expect(text).toContain("No location yet");
  expect(text).toContain("leave within 1 d 6 h, those that still wait counted");
  expect(text).toContain("of those that left alone it is 20 h");
  expect(html).toContain("Hamburg (2)");
  // No carrier to choose from.
  expect(html.match(/<select/g)).toHaveLength(2);
});

test("a later page adds nothing up and leads back to the sums", async () => {
  const { text, html } = await page({ rows: [row()], next: null, sums: null });
  expect(text).toContain("More open orders; their sums stand on the first page.");
  expect(html).not.toContain("<select");
});
