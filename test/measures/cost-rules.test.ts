import { afterAll, beforeAll, expect, test } from "vitest";
import { inShop, type Db } from "../../app/db.server.ts";
import { costRule } from "../../app/kpis/examples.ts";
import type { CostKind, CostRuleFact } from "../../app/ledger/cost-rule.ts";
import type { Fact, OrderFact, RefundFact, ShopContext } from "../../app/ledger/facts.ts";
import { divideHalfEven } from "../../app/ledger/money.ts";
import { writeFacts } from "../../app/ledger/write.server.ts";
import { rebuild, recompute } from "../../app/measures/recompute.server.ts";
import { ruleMeasures } from "../../app/measures/index.ts";
import { readMeasures } from "../../app/measures/read.server.ts";
import { readerOf } from "../../app/scorecard/parts.server.ts";
import { freshDatabase, testShop } from "../database.ts";
import { randomShop } from "../kpis/random-shop.ts";
import { createRandom } from "../platform/random.ts";

let db: Db;
beforeAll(async () => void (db = await freshDatabase()));
afterAll(() => db.close());

const end = new Date("2026-05-20T09:30:00Z");
const ever = { from: "2025-01-01", to: "2026-12-01" };
const ids = ruleMeasures.map(({ id }) => id);
type Costs = Record<(typeof ids)[number], bigint>;

/** A random shop whose orders tell gateway, charge and weight, or some of them. */
function shopFacts(seed: number): Fact[] {
  const { chance, pick, whole } = createRandom(seed + 7);
  return randomShop(seed, { count: 300, end }).map((fact) => {
    if (fact.kind !== "order") return fact;
    return {
      ...fact,
      gateway: pick(["paypal", "card", "card", "cash", null]),
      charged: chance(0.9) ? BigInt(whole(100, 90_000)) : null,
      weightGrams: chance(0.8) ? whole(50, 9_000) : null,
    };
  });
}

const rules: CostRuleFact[] = [
  costRule("fee", { percent: "2.9", perOrder: "30.5" }, { match: "card", from: "2025-09-01" }),
  costRule("fee", { percent: "1.5" }, { match: "card", from: "2026-03-01" }),
  costRule("fee", { percent: "3.4", perOrder: "35" }, { from: "2026-01-10" }),
  costRule(
    "shipping",
    { perOrder: "490", perUnit: "10.5" },
    { match: "DE NZ", from: "2025-10-01" },
  ),
  costRule("shipping", { perOrder: "700", perKg: "110" }, { match: "US", from: "2025-10-01" }),
  costRule("shipping", { perLine: "90" }, { match: "US-NY", from: "2026-02-01" }),
  costRule("packaging", { perOrder: "45", perLine: "12.5" }, { from: "2025-11-01" }),
  costRule("return", { perOrder: "300", perUnit: "40" }, { match: "DE US", from: "2026-01-01" }),
];

const dayOf = (instant: Date) => instant.toISOString().slice(0, 10);

/** The rule that fits, found the slow way. */
function ruleFor(cost: CostKind, day: string, key: string | null): CostRuleFact | null {
  const begun = rules.filter((rule) => rule.cost === cost && rule.validFrom <= day);
  const latest = (some: CostRuleFact[]) =>
    some.reduce<CostRuleFact | null>((a, b) => (!a || b.validFrom > a.validFrom ? b : a), null);
  const naming = (place: string) =>
    begun.filter(({ match }) => match !== "" && match.split(" ").includes(place));
  const named = key === null ? null : (latest(naming(key)) ?? latest(naming(key.slice(0, 2))));
  if (named && (cost !== "fee" || named.match === key)) return named;
  const isKnown = key !== null && key !== "unknown";
  const hasNamed = begun.some(({ match }) => match !== "");
  return isKnown || !hasNamed ? latest(begun.filter(({ match }) => match === "")) : null;
}

/** Tenths of a minor unit, so that half a cent stays exact. */
const tenths = (text: string) => BigInt(Math.round(Number(text) * 10));

function parcelCost(rule: CostRuleFact | null, order: OrderFact): bigint | null {
  if (!rule) return null;
  const lines = order.lines.filter(
    ({ merchandise, requiresShipping, quantity }) =>
      merchandise && requiresShipping && quantity > 0,
  );
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (Number(rule.perKg) > 0 && order.weightGrams == null) return null;
  const fixed =
    tenths(rule.perOrder) +
    tenths(rule.perLine) * BigInt(lines.length) +
    tenths(rule.perUnit) * BigInt(units);
  const weighed = tenths(rule.perKg) * BigInt(order.weightGrams ?? 0);
  return divideHalfEven(fixed * 1000n + weighed, 10_000n);
}

/** Every cost measure over all days, from the facts and in plain code. Zone UTC, currency USD. */
function slowly(facts: readonly Fact[]): Costs {
  const sums = Object.fromEntries(ids.map((id) => [id, 0n])) as Costs;
  const costed = new Set(facts.flatMap((fact) => (fact.kind === "cost" ? [fact.item] : [])));
  const from = new Map(facts.flatMap((fact) => (fact.kind === "cost" ? [[fact.item, fact]] : [])));
  const shipped = new Set(
    facts.flatMap((fact) =>
      fact.kind === "fulfillment" && fact.status === "success" ? [fact.orderRef] : [],
    ),
  );
  const told = new Set(
    facts.flatMap((fact) => (fact.kind === "fulfillment" ? [fact.orderRef] : [])),
  );
  const orders = new Map<string, OrderFact>();
  for (const order of facts) {
    if (order.kind !== "order") continue;
    const goods = order.lines.filter(({ merchandise }) => merchandise);
    const net = goods.reduce((sum, line) => sum + line.gross - line.discounts, 0n);
    const isVoid = ["voided", "expired"].includes(order.financialStatus);
    if (order.test || isVoid || order.currency !== "USD" || net <= 0n) continue;
    orders.set(order.id, order);
    const day = dayOf(order.processedAt);
    const wasShipped = told.has(order.id) ? shipped.has(order.id) : order.fulfilledAt !== null;
    const ships =
      order.channel !== "pos" &&
      order.lines.some(({ requiresShipping, quantity }) => requiresShipping && quantity > 0) &&
      (order.cancelledAt === null || wasShipped);
    const feeRule = ruleFor("fee", day, order.gateway ?? null);
    const isCharged = order.charged != null || Number(feeRule?.percent) === 0;
    const fee =
      feeRule && isCharged
        ? divideHalfEven(
            tenths(feeRule.perOrder) * 100n + tenths(feeRule.percent) * (order.charged ?? 0n),
            1000n,
          )
        : null;
    const shipping = ships ? parcelCost(ruleFor("shipping", day, order.region), order) : 0n;
    const packaging = ships ? parcelCost(ruleFor("packaging", day, order.region), order) : 0n;
    // Before the first rule of all nothing is counted by rules.
    if (day < "2025-09-01") continue;
    const exact = goods
      .filter(({ sku }) => costed.has(`sku:${sku}`))
      .filter(
        ({ sku }) => (from.get(`sku:${sku}`) as { validFrom: Date }).validFrom <= order.processedAt,
      )
      .reduce((sum, line) => sum + line.gross - line.discounts, 0n);
    sums["fee-cost"] += fee ?? 0n;
    sums["shipping-cost"] += shipping ?? 0n;
    sums["packaging-cost"] += packaging ?? 0n;
    if (fee !== null) sums["ruled-fee"] += net;
    if (shipping !== null) sums["ruled-shipping"] += net;
    if (packaging !== null) sums["ruled-packaging"] += net;
    if (fee !== null && shipping !== null && packaging !== null) sums["ruled-net"] += exact;
  }
  const refunds = facts.filter((fact): fact is RefundFact => fact.kind === "refund");
  for (const refund of refunds) {
    const order = orders.get(refund.orderId);
    const day = dayOf(refund.processedAt);
    if (!order || day < "2025-09-01") continue;
    const units = refund.lines
      .filter(({ restockType }) => restockType !== "cancel")
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const rule = ruleFor("return", day, order.region);
    if (units > 0 && !rule) continue;
    if (rule && units > 0) {
      const cost = tenths(rule.perOrder) + tenths(rule.perUnit) * BigInt(units);
      sums["return-cost"] += divideHalfEven(cost, 10n);
    }
    sums["ruled-returned"] += refund.amount;
  }
  return sums;
}

const write = (shop: ShopContext, facts: readonly Fact[]) =>
  inShop(db, shop.id, (client) => writeFacts(client, shop, facts));

const read = (shop: ShopContext) =>
  inShop(db, shop.id, async (client) => {
    const asked = { ids, period: ever } as const;
    const whole = (await readMeasures(client, shop, asked)).get("all") as Costs;
    const channels = await readMeasures(client, shop, { ...asked, dimension: "channel" });
    const split = async (by: "product" | "location") =>
      addUp(await readerOf(client, shop, by, end).sums(ruleMeasures, ever));
    return {
      whole,
      channel: addUp(channels),
      product: await split("product"),
      location: await split("location"),
    };
  });

function addUp(parts: Iterable<[string, Partial<Record<string, bigint>>]>): Costs {
  const sums = Object.fromEntries(ids.map((id) => [id, 0n])) as Costs;
  for (const [, part] of parts) for (const id of ids) sums[id] += part[id] ?? 0n;
  return sums;
}

async function measureRows(shop: ShopContext): Promise<string[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ row: string }>(
      `select concat_ws(' ', measure, dimension, key, day, bucket, value) as row
       from measure_day order by 1`,
    ),
  );
  return rows.map(({ row }) => row);
}

for (const seed of [1, 2, 3]) {
  test(`costs by rule of random shop ${seed} are what plain code finds, in whole and in every split`, async () => {
    const shop = await testShop(db);
    const facts = shopFacts(seed);
    await write(shop, [...facts, ...rules]);
    await recompute(db, shop, { asOf: end });
    const { whole, channel, product, location } = await read(shop);
    expect(whole).toEqual(slowly(facts));
    expect(channel).toEqual(whole);
    expect(location).toEqual(whole);
    // Σ allocated = Σ cost. Money back that is on no line is of no product and needs no rule there.
    const { "ruled-returned": _back, ...allocated } = product;
    expect(whole).toMatchObject(allocated);
  });
}

test("rules told, changed and taken back between recomputes leave what a rebuild leaves", async () => {
  const shop = await testShop(db, { timeZone: "America/Los_Angeles" });
  const facts = shopFacts(9);
  const half = facts.length / 2;
  await write(shop, facts.slice(0, half));
  await recompute(db, shop, { asOf: end });
  const before = (await measureRows(shop)).length;
  await write(shop, rules.slice(0, 5));
  await recompute(db, shop, { asOf: end });
  await write(shop, facts.slice(half));
  await write(shop, [...rules.slice(5), { ...rules[3]!, perOrder: "520", toldAt: end }]);
  await recompute(db, shop, { asOf: end });
  await write(shop, [{ ...rules[1]!, isGone: true }]);
  await recompute(db, shop, { asOf: end });
  const incremental = await measureRows(shop);
  await rebuild(db, shop, { asOf: end });
  expect(await measureRows(shop)).toEqual(incremental);
  expect(incremental.length).toBeGreaterThan(before);

  await write(
    shop,
    rules.map((rule) => ({ ...rule, isGone: true })),
  );
  await recompute(db, shop, { asOf: end });
  const left = (await measureRows(shop)).filter((row) =>
    ids.some((id) => row.startsWith(`${id} `)),
  );
  expect(left).toEqual([]);
});

test("a rule told again alike marks no day; another amount marks those from its first day on", async () => {
  const shop = await testShop(db);
  const dirty = async () => {
    const { rows } = await inShop(db, shop.id, (client) =>
      client.query<{ day: string }>("select day from dirty_day order by day"),
    );
    return rows.map(({ day }) => day);
  };
  const orders = shopFacts(4).filter(({ kind }) => kind === "order");
  await write(shop, orders);
  const [rule] = rules.slice(4);
  await write(shop, [rule!]);
  await recompute(db, shop, { asOf: end });
  expect(await write(shop, [{ ...rule!, toldAt: end }])).toEqual({ changed: 0, unchanged: 1 });
  expect(await dirty()).toEqual([]);
  await write(shop, [{ ...rule!, perOrder: "1", toldAt: end }]);
  const days = await dirty();
  expect(days.length).toBeGreaterThan(50);
  expect(days[0]! >= "2025-10-01").toBe(true);
});
