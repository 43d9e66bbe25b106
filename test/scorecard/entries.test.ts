import { afterAll, beforeAll, expect, test } from "vitest";
import type { Effect } from "../../app/analysis/causes/chain.ts";
import { inShop, type Db } from "../../app/db.server.ts";
import { answers, event, order, parcel, refund } from "../../app/kpis/examples.ts";
import { kpis } from "../../app/kpis/index.ts";
import type { ShopContext } from "../../app/ledger/facts.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { entriesBehind } from "../../app/scorecard/entries.server.ts";
import type { Narrowed } from "../../app/scorecard/entries.ts";
import { freshDatabase, testShop } from "../database.ts";

let db: Db;
let shop: ShopContext;
const march = { from: "2026-03-01", to: "2026-04-01" };
const asOf = new Date("2026-07-01T00:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      // 60 orders of ten days, six a day at one and the same instant.
      ...Array.from({ length: 60 }, (_, at) =>
        order(`${1000 + at}`, { on: `2026-03-${10 + Math.floor(at / 6)}`, gross: 100 * (at + 1) }),
      ),
      order("2000", { on: "2026-02-10", gross: 9000, customer: "ann" }),
      refund("2000", "2026-03-15", { amount: 2500 }),
      order("3000", { on: "2026-03-02", gross: 0 }),
      { ...parcel("1000", { sent: "2026-03-11" }) },
      event("1", "1001", "app"),
      ...answers("nps", "checkout", [9, 3]),
    ]),
  );
  await recompute(db, shop, { asOf });
});
afterAll(() => db.close());

async function all(id: string) {
  const pages = [];
  for (let after: string | null = null; ;) {
    const page = await entriesBehind(db, shop, { id, period: march, after, asOf });
    pages.push(page.entries);
    after = page.next;
    if (!after) return pages;
  }
}

test("pages of 25 hold every sale and refund once, newest first, and add up to net sales", async () => {
  const pages = await all("net-sales");
  expect(pages.map(({ length }) => length)).toEqual([25, 25, 11]);
  const entries = pages.flat();
  expect(new Set(entries.map(({ kind, key }) => `${kind} ${key}`)).size).toBe(61);
  expect(entries.map(({ day }) => day)).toEqual(
    entries.map(({ day }) => day).toSorted((a, b) => b.localeCompare(a)),
  );
  // 1.00 + 2.00 + … + 60.00 less the 25.00 of February's order.
  const sum = entries.reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0);
  expect(sum).toBe(183_000 - 2_500);
  const back = entries.find(({ kind }) => kind === "refund");
  expect(back).toMatchObject({ day: "2026-03-15", amount: "-25.00", order: { name: "2000" } });
});

test("an order links to Shopify's own page of it", async () => {
  const [first] = (await all("orders")).flat();
  expect(first?.order).toMatchObject({ adminPath: `orders/${first?.key}`, isCancelled: false });
});

test("answers and steps stand behind what is made of them, parcels behind shipping", async () => {
  const scores = (await all("nps")).flat().map(({ score, order }) => [score, order]);
  expect(scores.toSorted()).toEqual([
    [3, null],
    [9, null],
  ]);
  const [step] = (await all("automation-coverage")).flat();
  expect(step).toMatchObject({ kind: "step", by: "app", order: { name: "1001" } });
  const shipped = (await all("hours-to-ship")).flat();
  expect(shipped.map(({ key }) => key)).toEqual(["1000"]);
  expect(shipped[0]?.order?.shipHours).toBeGreaterThan(0);
});

test("every KPI has entries or none, and a cursor that is none begins at the newest", async () => {
  for (const { id } of kpis) expect((await all(id)).flat().length, id).toBeLessThanOrEqual(62);
  const odd = { id: "orders", period: march, after: "x_y_z", asOf };
  expect((await entriesBehind(db, shop, odd)).entries).toHaveLength(25);
});

test("entries are narrowed to a key of a split, or to what an effect is about", async () => {
  const narrowed = async (id: string, narrowed: Narrowed) =>
    (await entriesBehind(db, shop, { id, period: march, after: null, asOf, narrowed })).entries;
  const by = (by: Narrowed["by"], part: string): Narrowed => ({ by, part, effect: null });
  const effect = (effect: Effect): Narrowed => ({ by: "channel", part: null, effect });
  const kinds = async (...given: Parameters<typeof narrowed>) => [
    ...new Set((await narrowed(...given)).map(({ kind }) => kind)),
  ];
  // The one refund is of Ann's order; everybody else is a guest.
  expect(await kinds("net-sales", effect("returns"))).toEqual(["refund"]);
  expect(await kinds("net-sales", effect("volume"))).toEqual(["sale"]);
  expect(await narrowed("net-sales", effect("discount"))).toEqual([]);
  expect(await kinds("net-sales", by("customer-kind", "new"))).toEqual(["refund"]);
  expect(await kinds("net-sales", by("customer-kind", "guest"))).toEqual(["sale"]);
  expect(await narrowed("net-sales", by("channel", "pos"))).toEqual([]);
  expect(await narrowed("net-sales", by("region", "US-CA"))).toHaveLength(25);
  expect(await kinds("net-sales", by("product", "SOCKS"))).toEqual(["sale", "refund"]);
  expect(await narrowed("net-sales", by("product", "HAT"))).toEqual([]);
  expect(await narrowed("hours-to-ship", by("location", "unknown"))).toHaveLength(1);
  expect(await narrowed("automation-coverage", by("channel", "online"))).toHaveLength(1);
  // Answers of orders that nobody knows are under the key "unknown".
  expect(await narrowed("nps", by("channel", "online"))).toEqual([]);
  expect(await narrowed("nps", by("channel", "unknown"))).toHaveLength(2);
});
