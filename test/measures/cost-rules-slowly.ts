// What costs by rule should come to, worked out order by order in plain code.
import { costRule } from "../../app/kpis/examples.ts";
import type { CostKind, CostRuleFact } from "../../app/ledger/cost-rule.ts";
import type { Fact, FulfillmentFact, OrderFact, RefundFact } from "../../app/ledger/facts.ts";
import { divideHalfEven } from "../../app/ledger/money.ts";
import { ruleMeasures } from "../../app/measures/index.ts";
import { randomShop } from "../kpis/random-shop.ts";
import { createRandom } from "../platform/random.ts";

export const end = new Date("2026-05-20T09:30:00Z");
export const ids = ruleMeasures.map(({ id }) => id);
export type Costs = Record<(typeof ids)[number], bigint>;

/** A random shop whose orders tell gateway, charge and weight, or some of them. */
export function shopFacts(seed: number): Fact[] {
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

export const rules: CostRuleFact[] = [
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
  costRule("shipping", { perOrder: "210" }, { location: "L1", from: "2025-12-01" }),
  costRule(
    "shipping",
    { perOrder: "230", perUnit: "5" },
    { location: "L1", match: "US", from: "2026-01-15" },
  ),
  costRule("fee", { percent: "1.1" }, { location: "L2", from: "2025-12-15" }),
  costRule("return", { perOrder: "99" }, { location: "L2", from: "2026-02-01" }),
];

const dayOf = (instant: Date) => instant.toISOString().slice(0, 10);

/** The rule that fits, found the slow way. */
function ruleFor(
  cost: CostKind,
  day: string,
  { key, here }: { key: string | null; here: string },
): CostRuleFact | null {
  const begun = rules.filter(
    (rule) => rule.cost === cost && rule.validFrom <= day && ["", here].includes(rule.location),
  );
  const latest = (some: CostRuleFact[]) =>
    some.reduce<CostRuleFact | null>((a, b) => (!a || b.validFrom > a.validFrom ? b : a), null);
  const isKnown = key !== null && key !== "unknown";
  const hasNamed = begun.some(({ match }) => match !== "");
  for (const location of new Set([here, ""])) {
    const own = begun.filter((rule) => rule.location === location);
    const naming = (place: string) =>
      own.filter(({ match }) => match !== "" && match.split(" ").includes(place));
    const named = key === null ? null : (latest(naming(key)) ?? latest(naming(key.slice(0, 2))));
    if (named && (cost !== "fee" || named.match === key)) return named;
    const rest = latest(own.filter(({ match }) => match === ""));
    if (rest && (isKnown || !hasNamed)) return rest;
  }
  return null;
}

/** Where an order was sold over the counter, else where its first parcel left. */
function placeOf(order: OrderFact, facts: readonly Fact[]): string {
  const sent = facts.filter(
    (fact) =>
      fact.kind === "fulfillment" && fact.orderRef === order.id && fact.status === "success",
  ) as FulfillmentFact[];
  const [first] = sent.toSorted(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  return order.locationId ?? first?.locationId ?? "";
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
export function slowly(facts: readonly Fact[]): Costs {
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
    const here = placeOf(order, facts);
    const feeRule = ruleFor("fee", day, { key: order.gateway ?? null, here });
    const isCharged = order.charged != null || Number(feeRule?.percent) === 0;
    const fee =
      feeRule && isCharged
        ? divideHalfEven(
            tenths(feeRule.perOrder) * 100n + tenths(feeRule.percent) * (order.charged ?? 0n),
            1000n,
          )
        : null;
    const shipping = ships
      ? parcelCost(ruleFor("shipping", day, { key: order.region, here }), order)
      : 0n;
    const packaging = ships
      ? parcelCost(ruleFor("packaging", day, { key: order.region, here }), order)
      : 0n;
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
    const rule = ruleFor("return", day, { key: order.region, here: placeOf(order, facts) });
    if (units > 0 && !rule) continue;
    if (rule && units > 0) {
      const cost = tenths(rule.perOrder) + tenths(rule.perUnit) * BigInt(units);
      sums["return-cost"] += divideHalfEven(cost, 10n);
    }
    sums["ruled-returned"] += refund.amount;
  }
  return sums;
}
