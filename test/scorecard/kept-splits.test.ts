// What is kept of a split says what its lines say: before and after facts change, whenever it is asked.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, order, parcel, refund } from "../../app/kpis/examples.ts";
import type { Fact, ShopContext } from "../../app/ledger/facts.ts";
import { updateShop } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { splits, type Split } from "../../app/kpis/query.ts";
import { causes } from "../../app/scorecard/causes.server.ts";
import { keepOrders } from "../../app/scorecard/kept-orders.server.ts";
import { keepSplit } from "../../app/scorecard/kept-splits.server.ts";
import { kpiParts } from "../../app/scorecard/parts.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";

let db: Db;
let shop: ShopContext;
const period = { from: "2026-02-01", to: "2026-05-11" };
const noon = new Date("2026-05-10T12:00:00Z");
const places = ["US-CA", "DE", "FR"];

/** Days of March to May, two to five orders each, some sent late, some sent back. */
function history(): Fact[] {
  const facts: Fact[] = [cost("SOCKS", "300")];
  for (let n = 0; n < 300; n += 1) {
    const on = new Date(Date.UTC(2026, 2, 1 + (n % 70))).toISOString().slice(0, 10);
    const sku = n % 4 ? "SOCKS" : "HAT";
    const id = `O${n}`;
    const made = order(id, {
      on,
      sku,
      gross: 1000 + n,
      customer: `c${n % 40}`,
      region: places[n % 3]!,
    });
    const lines = made.lines.map((line) => ({ ...line, productId: `P-${sku}` }));
    facts.push({ ...made, lines, locationId: n % 50 === 7 ? "L1" : null });
    const sent = new Date(Date.UTC(2026, 2, 1 + (n % 70) + (n % 5))).toISOString().slice(0, 10);
    if (n % 6) facts.push({ ...parcel(id, { sent }), locationId: `L${n % 2}` });
    if (n % 9 === 0) facts.push(refund(id, sent, { amount: 500 }));
  }
  return facts;
}

const write = async (facts: Fact[]) => {
  await inShop(db, shop.id, (client) => writeFacts(client, shop, facts));
  await recompute(db, shop, { asOf: noon });
};

beforeAll(async () => {
  db = await freshDatabase();
  const made = await testShop(db);
  shop = await updateShop(db, made, { shipPromiseHours: "48" });
  await write(history());
});
afterAll(() => db.close());

const asked: Record<Split, readonly string[]> = {
  channel: ["hours-to-ship", "net-sales"],
  region: ["hours-to-ship", "average-order-value"],
  "customer-kind": ["hours-to-ship"],
  product: ["net-sales", "gross-margin", "average-order-value"],
  location: ["net-sales", "on-time-shipping", "hours-to-ship"],
  carrier: ["hours-to-deliver", "on-time-delivery"],
  weekday: ["hours-to-ship", "on-time-shipping"],
  lateness: ["return-rate", "nps"],
};

async function answers(by: Split, asOf: Date) {
  const found = [];
  for (const id of asked[by]) {
    found.push((await kpiParts(db, shop, { id, period, by, asOf })).parts);
    const april = { from: "2026-04-01", to: "2026-05-01" };
    found.push(await causes(db, shop, { id, period: april, by, asOf }));
  }
  return found;
}

const forget = () =>
  inShop(db, shop.id, (client) => client.query("delete from snapshot where name like 'parts by%'"));
const keepAll = (by: Split) => keepSplit(db, shop, { by, period, now: () => noon });

test.each(splits)("by %s", async (by) => {
  await forget();
  const fromLines = await answers(by, noon);
  // February to April as months, nine days of May; the tenth is not over.
  expect(await keepAll(by)).toBe(12);
  expect(await answers(by, noon)).toEqual(fromLines);
  expect(await keepAll(by)).toBe(0);

  // A week earlier, when promises of the last days had not fallen due.
  const before = new Date("2026-05-03T12:00:00Z");
  const kept = await answers(by, before);
  await forget();
  expect(await answers(by, before)).toEqual(kept);
});

test("a day that changes is read from its lines until it is kept again", async () => {
  await forget();
  await keepAll("location");
  const before = await answers("location", noon);
  await write([{ ...order("late", { on: "2026-04-20", gross: 9900 }), locationId: "L9" }]);
  const after = await answers("location", noon);
  expect(after).not.toEqual(before);
  await forget();
  expect(await answers("location", noon)).toEqual(after);
});

test("what is kept is renewed where a day changed, and goes on to yesterday, without anybody looking", async () => {
  await forget();
  await keepAll("location");
  // Reading takes no time worth keeping anything for on so few orders.
  await inShop(db, shop.id, (client) =>
    client.query("update snapshot set took_ms = 50 where name like 'parts by%'"),
  );
  await write([{ ...order("again", { on: "2026-04-21", gross: 7700 }), locationId: "L1" }]);
  const renew = (now: Date) => keepSplit(db, shop, { by: "location", now: () => now });
  // April is one block; then the tenth of May is over, and the eleventh.
  expect(await renew(noon)).toBe(1);
  const asked = await answers("location", noon);
  expect(await renew(new Date("2026-05-12T12:00:00Z"))).toBe(2);
  await forget();
  expect(await renew(noon)).toBe(0);
  expect(await answers("location", noon)).toEqual(asked);
});

test("days with a line that finds its product by its SKU are never kept", async () => {
  await write([order("by-sku", { on: "2026-03-20", sku: "HAT" })]);
  await forget();
  const fromLines = await answers("product", noon);
  await keepAll("product");
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ day: string }>(
      `select from_day as day from snapshot
       where name like 'parts by product%' and value = 'null' order by 1`,
    ),
  );
  // "late" of April has no product's id either.
  expect(rows.map(({ day }) => day)).toEqual(["2026-03-01", "2026-04-01"]);
  expect(await answers("product", noon)).toEqual(fromLines);
});

test("customers are counted from kept orders as from the orders themselves, when one changes, too", async () => {
  const other = await testShop(db, { timeZone: "Pacific/Auckland" });
  const end = new Date("2026-05-20T09:30:00Z");
  const put = async (facts: Fact[]) => {
    await inShop(db, other.id, (client) => writeFacts(client, other, facts));
    await recompute(db, other, { asOf: end });
  };
  const facts = randomShop(5, { count: 400, end });
  await put(facts);
  const weeks = { from: "2026-02-20", to: "2026-05-21" };
  const pairs = [
    [weeks, { from: "2025-11-20", to: "2026-02-19" }],
    [{ from: "2026-04-01", to: "2026-05-01" }, undefined],
    [{ from: "2026-04-03", to: "2026-04-05" }, undefined],
  ] as const;
  const ids = ["returning-share", "repeat-rate", "purchase-frequency", "retention-90d"];
  const ask = async () => {
    const found = [];
    for (const [period, against] of pairs) {
      for (const id of ids) {
        for (const by of ["channel", "region", "customer-kind"] as const) {
          if (by === "customer-kind" && !["repeat-rate", "purchase-frequency"].includes(id))
            continue;
          found.push(await causes(db, other, { id, period, against, by, asOf: end }));
          found.push(await kpiParts(db, other, { id, period, against, by, asOf: end }));
        }
        found.push(
          await causes(db, other, { id, period, by: "region", market: "other", asOf: end }),
        );
      }
    }
    return found;
  };
  const given = { period: { from: "2025-10-01", to: weeks.to }, now: () => end };
  const forgetAll = () =>
    inShop(db, other.id, (client) =>
      client.query("delete from snapshot where shop_id = $1", [other.id]),
    );
  const asked = await ask();
  // From 90 days before October 2025 to the day before the last, which is not over.
  expect(await keepOrders(db, other, given)).toBe(90 + 31 + 30 + 31 + 31 + 28 + 31 + 30 + 19);
  await inShop(db, other.id, (client) =>
    client.query("delete from snapshot where shop_id = $1 and name not like 'orders %'", [
      other.id,
    ]),
  );
  expect(await ask()).toEqual(asked);

  // Somebody's order is no longer counted, which makes others a first or a second one.
  const repeated = facts.find((fact) => fact.kind === "order" && fact.customerId === "c7");
  if (repeated?.kind !== "order") throw new Error("the shop lacks a customer");
  const version = { updatedAt: end, triggeredAt: end, hash: "voided" };
  await put([{ ...repeated, version, financialStatus: "voided" }]);
  const after = await ask();
  expect(await keepOrders(db, other, given)).toBeGreaterThan(0);
  expect(await ask()).toEqual(after);
  await forgetAll();
  expect(await ask()).toEqual(after);
});
