import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { cost, order, refund, stock } from "../../app/kpis/examples.ts";
import { kpis } from "../../app/kpis/index.ts";
import type { Fact, ProductFact, ShopContext } from "../../app/ledger/facts.ts";
import { always, setTarget } from "../../app/ledger/shop.server.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { causes, type CausesQuestion } from "../../app/scorecard/causes.server.ts";
import { namedParts, type Causes } from "../../app/scorecard/causes.ts";
import { refreshStock } from "../../app/scorecard/stock-refresh.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";
import { terminal } from "../commands/terminal.ts";

let db: Db;
let shop: ShopContext;
const april = { from: "2026-04-01", to: "2026-05-01" };
const july = new Date("2026-07-01T00:00:00Z");

beforeAll(async () => {
  db = await freshDatabase();
  shop = await testShop(db);
  await inShop(db, shop.id, (client) =>
    writeFacts(client, shop, [
      cost("SOCKS", "300"),
      // March: 2 units at 10.00 online. April: 3 at 12.00 online with 3.60 off, one at 30.00 over the
      // counter, and 5.00 back.
      order("A", { on: "2026-03-10", gross: 2000, units: 2 }),
      order("B", { on: "2026-04-10", gross: 3600, units: 3, discounts: 360 }),
      order("C", { on: "2026-04-12", gross: 3000, units: 1, channel: "pos", region: "DE" }),
      refund("A", "2026-04-20", { amount: 500 }),
    ]),
  );
  await recompute(db, shop, { asOf: july });
});
afterAll(() => db.close());

const ask = (id: string, more: Partial<CausesQuestion> = {}) =>
  causes(db, shop, { id, period: april, asOf: july, ...more });
const cents = (shown: unknown) => BigInt(String(shown).replace(".", ""));

test("net sales by channel, by hand", async () => {
  const found = await ask("net-sales");
  expect(found).toMatchObject({ by: "channel", from: "20.00", to: "57.40", gap: "37.40" });
  expect(found.unexplained).toBe("0.00");
  // The counter's 30.00 are there in April only: its price is the same in both months.
  expect(found.keys.map(({ key, label, amount }) => [key, label, amount])).toEqual([
    ["pos", "Point of sale", "30.00"],
    ["online", "Online store", "7.40"],
  ]);
  // Online, of units 2 → 4, share 1 → ¾, price 1000 → 1200, kept 1 → 0.9; over the counter of units
  // 2 → 4, share 0 → ¼ at 3000. Volume online: (4 − 2) × the mean over all orders of share × price ×
  // kept, which is (1·1000·1·6 + ¾·1200·.9·6 + 2·(¾·1000 + 1200 + 1000·.9) + 2·(¾·1200 + ¾·1000·.9 +
  // 1200·.9)) ÷ 24 = 21870 ÷ 24 = 911.25, so 1822.50; at the counter 2 × ⅛ × 3000 = 750.00.
  const of = (effect: string) => found.effects.find((part) => part.effect === effect)?.amount;
  expect(of("volume")).toBe("25.73");
  expect(of("returns")).toBe("-5.00");
  expect(found.effects.reduce((sum, { amount }) => sum + cents(amount), 0n)).toBe(3740n);
});

test("against a target the causes are those of the change, and what the target asked beyond", async () => {
  await setTarget(db, shop, { kpi: "net-sales", value: "60", ...always });
  const found = await ask("net-sales", { toTarget: true });
  expect(found).toMatchObject({ from: "60.00", to: "57.40", gap: "-2.60", unexplained: "0.00" });
  expect(found.effects.at(-1)).toEqual({ effect: "asked", amount: "-40.00" });
  expect(found.effects.reduce((sum, { amount }) => sum + cents(amount), 0n)).toBe(-260n);
});

test("without an earlier value there is no gap; a total of days on which nothing happened is 0", async () => {
  expect(await ask("average-order-value", { period: { from: "2026-03-01", to: "2026-04-01" } })).toMatchObject({ from: null, to: "20.000000", gap: null, effects: [], unexplained: null }); // prettier-ignore
  const may = await ask("net-sales", { period: { from: "2026-05-01", to: "2026-06-01" } });
  expect(may).toMatchObject({ from: "57.40", to: "0.00", gap: "-57.40", unexplained: "0.00" });
  expect(await ask("nps")).toMatchObject({ gap: null, effects: [] });
  await expect(ask("no-such")).rejects.toThrow(/got KPI "no-such"/);
  await expect(ask("nps", { by: "product" })).rejects.toThrow(/got a split by product/);
});

test("the command prints the gap with its parts, by effect or by effect and key", async () => {
  const fourfold = terminal(db, july);
  const args = ["causes", "--shop", shop.domain, "--id", "net-sales", "--from", "2026-04-01", "--to", "2026-05-01"]; // prettier-ignore
  const whole = await fourfold.json<Record<string, unknown>>(...args, "--against", "previous");
  expect(Object.keys(whole)).toEqual(["from", "to", "gap", "parts", "unexplained"]);
  const split = await fourfold.json<{ parts: { key: string; amount: string }[] }>(
    ...[...args, "--by", "channel", "--against", "2026-03-01..2026-04-01"],
  );
  expect(split.parts.map(({ key }) => key)).toContain("mix:pos");
  expect(split.parts.reduce((sum, { amount }) => sum + cents(amount), 0n)).toBe(3740n);
  const wrong = await fourfold.run(...args, "--by", "weather");
  expect([wrong.exit, wrong.err]).toEqual([2, expect.stringContaining("got --by weather")]);
  const none = await fourfold.run(...args.with(4, "orders"), "--against", "target");
  expect([none.exit, none.err]).toEqual([1, expect.stringContaining("got no target of orders")]);
  fourfold.close();
});

test("what a moved rate did to sales in euros stands by itself, by any split", async () => {
  const abroad = await testShop(db, { timeZone: "UTC" });
  // 10 pairs for €200.00 less €20.00 in both months; a euro is $1.10 in March and $1.20 in April. At home
  // one pair for $10.00 each month, and $5.00 back in April.
  const euros = (id: string, on: string, gross: number, discounts: number) => ({
    ...order(id, { on, gross, discounts, units: 10, region: "DE" }),
    presentment: { currency: "EUR", net: 18_000n },
  });
  await inShop(db, abroad.id, (client) =>
    writeFacts(client, abroad, [
      euros("E1", "2026-03-10", 22_000, 2_200),
      euros("E2", "2026-04-10", 24_000, 2_400),
      order("H1", { on: "2026-03-10" }),
      order("H2", { on: "2026-04-10" }),
      refund("H1", "2026-04-20", { amount: 500 }),
    ]),
  );
  await recompute(db, abroad, { asOf: july });
  for (const by of ["channel", "region", "customer-kind", "product", "location"] as const) {
    const found = await causes(db, abroad, { id: "net-sales", period: april, by, asOf: july });
    expect(found, by).toMatchObject({ from: "208.00", to: "221.00", unexplained: "0.00" });
    expect(found.effects, by).toEqual([
      { effect: "currency", amount: "18.00" },
      { effect: "returns", amount: "-5.00" },
    ]);
  }
  // Of a mean of two orders it is half, and of the contribution all, for no cost is known.
  const mean = await causes(db, abroad, { id: "average-order-value", period: april, asOf: july });
  expect(mean.effects).toEqual([{ effect: "currency", amount: "9.000000" }]);

  const fourfold = terminal(db, july);
  const { parts } = await fourfold.json<{ parts: { key: string; amount: string }[] }>(
    ...["causes", "--shop", abroad.domain, "--id", "net-sales", "--against", "previous"],
    ...["--from", april.from, "--to", april.to, "--by", "region"],
  );
  fourfold.close();
  expect(parts).toEqual([
    { key: "currency:DE", amount: "18.00" },
    { key: "returns:US-CA", amount: "-5.00" },
  ]);
});

/** A product of one variant, known by its SKU. */
function product(id: string, sku: string, price: bigint): ProductFact {
  const told = new Date("2025-08-01T00:00:00Z");
  return {
    ...{ kind: "product", id, title: id, handle: id, vendor: "", productType: "", tags: [] },
    ...{ status: "active", publishedAt: null, giftCard: false },
    version: { updatedAt: told, triggeredAt: told, hash: id },
    variants: [
      { id: `${id}-1`, position: 1, title: "", sku, price, compareAtPrice: null, inventoryItemId: null }, // prettier-ignore
    ],
  };
}

test("two weeks of empty shelves are told apart from volume where stock is known, by any split", async () => {
  const short = await testShop(db, { timeZone: "UTC" });
  // Two pairs for 16.00 every Monday, but for two Mondays in May on which none were left: the shelf is
  // empty from Sunday, 3 May, and filled again on the 18th.
  const mondays = Array.from({ length: 40 }, (_, week) =>
    new Date(Date.UTC(2025, 7, 25 + 7 * week)).toISOString().slice(0, 10),
  ).filter((day) => !["2026-05-04", "2026-05-11"].includes(day));
  await inShop(db, short.id, (client) =>
    writeFacts(client, short, [
      product("Socks", "SOCKS", 800n),
      ...mondays.map((on, at) => order(`M${at}`, { on, units: 2, gross: 1600 })),
      ...[stock("SOCKS", "2026-03-30", 9), stock("SOCKS", "2026-05-03", 0)],
      stock("SOCKS", "2026-05-18", 9),
    ]),
  );
  const june = new Date("2026-06-01T06:00:00Z");
  await refreshStock(db, short, { now: june });
  await recompute(db, short, { asOf: june });
  const may = { id: "net-sales", period: { from: "2026-05-01", to: "2026-06-01" }, asOf: june };
  const whole = { against: april };
  for (const by of ["channel", "region", "customer-kind", "product", "location"] as const) {
    const found = await causes(db, short, { ...may, ...whole, by });
    expect(found, by).toMatchObject({ from: "64.00", to: "32.00", unexplained: "0.00" });
    // 14 whole days at 2 pairs a week of 8.00.
    expect(found.effects, by).toEqual([{ effect: "availability", amount: "-32.00" }]);
    expect(found.keys, by).toHaveLength(1);
    expect(found.availability).toEqual({
      ...{ status: "estimated", knownFrom: "2026-03-30", before: 0, after: 14, unpriced: 0 },
    });
  }
  const fourfold = terminal(db, june);
  const of = (from: string, to: string) =>
    fourfold.json<Record<string, unknown>>(
      ...["causes", "--shop", short.domain, "--id", "net-sales", "--from", from, "--to", to],
      ...["--against", "previous", "--by", "product"],
    );
  expect(await of("2026-05-04", "2026-05-18")).toMatchObject({
    gap: "-32.00",
    parts: [{ key: "availability:Socks", amount: "-32.00" }],
    availability: { status: "estimated", before: 0, after: 14 },
  });
  // March began before stock was known: volume is whole and says nothing of shelves.
  expect(await of("2026-04-01", "2026-05-01")).toMatchObject({
    gap: "-16.00",
    parts: [{ key: "volume:Socks", amount: "-16.00" }],
    availability: { status: "not-connected", knownFrom: "2026-03-30", before: 0, after: 0 },
  });
  fourfold.close();
  const market = await causes(db, short, { ...may, ...whole, by: "region", market: "other" });
  expect(market.availability).toMatchObject({ status: "not-by-market" });
});

/** Every way of adding up ends at the gap: money to its last decimal, numbers within rounding. */
function expectSums(found: Causes, where: string): void {
  if (found.gap === null) {
    expect([found.effects, found.keys, found.cells], where).toEqual([[], [], []]);
    return;
  }
  for (const parts of [found.effects, found.keys, found.cells, namedParts(found, true)]) {
    const amounts = [...parts.map(({ amount }) => amount), found.unexplained!];
    if (typeof found.gap === "string") {
      expect(amounts.reduce((sum: bigint, amount) => sum + cents(amount), 0n), where).toBe(cents(found.gap)); // prettier-ignore
      expect(cents(found.to) - cents(found.from), where).toBe(cents(found.gap));
    } else {
      const sum = amounts.reduce((all: number, amount) => all + Number(amount), 0);
      expect(Math.abs(sum - found.gap), where).toBeLessThan(1e-9);
    }
  }
}

/** Two of five orders are paid in euros or pounds, at rates that move; some tell an amount of none. */
function inOtherMoney(fact: Fact, at: number): Fact {
  if (fact.kind !== "order" || at % 5 > 1) return fact;
  const net = fact.lines.reduce((sum, { gross, discounts }) => sum + gross - discounts, 0n);
  const rate = BigInt(80 + (at % 40));
  const currency = at % 5 ? "EUR" : "GBP";
  return { ...fact, presentment: { currency, net: at % 7 ? (net * rate) / 100n : 0n } };
}

/** One thing is out in both periods, one in the earlier, one has no price. */
const shelves = [
  ...[stock("A", "2025-10-20", 5), stock("A", "2025-11-20", 0), stock("A", "2026-04-01", 4)],
  ...[stock("B", "2025-10-20", 0), stock("B", "2025-11-25", 7), stock("C", "2025-10-20", 0)],
];

test("every KPI of a random shop by every split: parts sum to the gap", async () => {
  const other = await testShop(db, { timeZone: "Pacific/Auckland" });
  const end = new Date("2026-05-20T09:30:00Z");
  await inShop(db, other.id, (client) =>
    writeFacts(client, other, [
      ...randomShop(11, { count: 200, end }).map(inOtherMoney),
      ...[product("P1", "A", 4500n), product("P2", "B", 3999n), ...shelves],
    ]),
  );
  await refreshStock(db, other, { now: end });
  await recompute(db, other, { asOf: end });
  const pairs = [
    [{ from: "2026-01-01", to: "2026-04-01" }, undefined],
    [
      { from: "2026-03-07", to: "2026-03-19" },
      { from: "2025-11-01", to: "2025-12-15" },
    ],
  ] as const;
  let told = 0;
  for (const [period, against] of pairs) {
    for (const { id, causes: splits } of kpis) {
      for (const by of splits) {
        const found = await causes(db, other, { id, period, against, by, asOf: end });
        expectSums(found, `${id} by ${by}`);
        if (found.gap !== null && Number(found.unexplained) === 0) told += 1;
      }
    }
  }
  // Orders by product count once for each of their products, so what they leave is not explained.
  expect(told).toBeGreaterThan(100);

  const fourfold = terminal(db, end);
  for (const by of ["product", "region"]) {
    const { gap, parts, unexplained } = await fourfold.json<{
      gap: string;
      parts: { key: string; amount: string }[];
      unexplained: string;
    }>(
      ...[
        "causes",
        "--shop",
        other.domain,
        "--id",
        "net-sales",
        "--by",
        by,
        "--from",
        "2026-03-07",
      ],
      ...["--to", "2026-03-19", "--against", "2025-11-01..2025-12-15"],
    );
    expect(parts.map(({ key }) => key.split(":")[0])).toContain("availability");
    const amounts = [unexplained, ...parts.map(({ amount }) => amount)];
    expect(amounts.reduce((sum, amount) => sum + cents(amount), 0n)).toBe(cents(gap));
  }
  fourfold.close();
});
