// Facts of a shop in which everything happens: drawn from a seed, so that a failure can be repeated.
import type { Fact, FulfillmentFact, OrderFact } from "../../app/ledger/facts.ts";
import { createRandom } from "../platform/random.ts";
import { randomTeam } from "./random-team.ts";

const hour = 3_600_000;
const statuses = ["paid", "paid", "paid", "pending", "partially_refunded", "voided", "expired"];
const channels = ["online", "online", "pos", "draft", "marketplace", "unknown"] as const;
const regions = ["US-CA", "US-NY", "DE", "NZ-AUK", "unknown"];
const actions = ["fulfillment_success", "cancelled", "refund", "edited", "tag_added", "comment"];
const restocks = ["return", "return", "no_restock", "cancel", "legacy_restock"];

/** @param count how many orders, over the 300 days before `end`. */
export function randomShop(seed: number, { count, end }: { count: number; end: Date }): Fact[] {
  const { next } = createRandom(seed);
  const below = (n: number) => Math.floor(next() * n);
  const one = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const chance = (p: number) => next() < p;
  const version = (at: Date) => ({ updatedAt: at, triggeredAt: at, hash: `${next()}` });
  const after = (at: Date, hours: number) => new Date(at.getTime() + Math.round(hours * hour));
  const facts: Fact[] = [];

  for (const sku of ["A", "B", "C"]) {
    const days = sku === "C" ? -30 : -400;
    const validFrom = after(end, days * 24);
    facts.push({ kind: "cost", item: `sku:${sku}`, validFrom, amount: `${100 + below(900)}.5` });
  }

  function makeOrder(id: string): OrderFact {
    const processedAt = after(end, -next() * 300 * 24);
    const channel = one(channels);
    return {
      kind: "order",
      source: "api",
      id,
      name: `#${id}`,
      version: version(processedAt),
      processedAt,
      cancelledAt: chance(0.05) ? after(processedAt, 5) : null,
      test: chance(0.03),
      financialStatus: one(statuses),
      currency: chance(0.02) ? "XXX" : "USD",
      presentment: null,
      channel,
      region: one(regions),
      locationId: channel === "pos" ? one(["L1", "L2"]) : null,
      customerId: chance(0.2) ? null : `c${below(count / 3)}`,
      customerOrderIndex: chance(0.1) ? 1 + below(4) : null,
      fulfilledAt: chance(0.05) ? after(processedAt, next() * 100) : null,
      lines: Array.from({ length: 1 + below(3) }, (_, position) => {
        const quantity = 1 + below(4);
        const gross = quantity * below(9000);
        return {
          id: `${id}-${position}`,
          position,
          productId: chance(0.5) ? one(["P1", "P2", "P3"]) : null,
          variantId: null,
          sku: one(["A", "B", "C", "D", null]),
          title: "A thing",
          quantity,
          gross: BigInt(gross),
          discounts: BigInt(chance(0.3) ? below(gross + 1) : 0),
          merchandise: chance(0.95),
          requiresShipping: chance(0.9),
        };
      }),
    };
  }

  function parcel(order: OrderFact, index: number): FulfillmentFact {
    const createdAt = after(order.processedAt, next() * 200 - 3);
    return {
      kind: "fulfillment",
      id: `${order.id}-f${index}`,
      orderRef: order.id,
      version: version(createdAt),
      status: one(["success", "success", "success", "cancelled", "pending"]),
      createdAt,
      inTransitAt: null,
      deliveredAt: chance(0.7) ? after(createdAt, next() * 150) : null,
      dueAt: chance(0.2) ? after(order.processedAt, next() * 96) : null,
      promisedAt: chance(0.3) ? after(order.processedAt, next() * 200) : null,
      locationId: one(["L1", "L2", null]),
      carrier: null,
    };
  }

  for (let index = 0; index < count; index += 1) {
    const order = makeOrder(`${100_000 + index}`);
    facts.push(order);
    if (chance(0.8)) facts.push(parcel(order, 1));
    if (chance(0.15)) facts.push(parcel(order, 2));
    if (chance(0.25)) {
      const processedAt = after(order.processedAt, next() * 90 * 24);
      const lines = order.lines
        .filter(() => chance(0.7))
        .map((line) => ({
          lineId: line.id,
          quantity: 1 + below(line.quantity),
          restockType: one(restocks),
          amount: BigInt(below(Number(line.gross - line.discounts) + 1)),
        }));
      const onLines = lines.reduce((sum, { amount }) => sum + amount, 0n);
      facts.push({
        kind: "refund",
        source: "api",
        id: `${order.id}-r`,
        orderId: order.id,
        version: version(processedAt),
        processedAt,
        dayKnown: true,
        amount: onLines + BigInt(chance(0.2) ? below(300) : 0),
        lines,
      });
    }
    for (let step = below(4); step > 0; step -= 1) {
      const by = below(10);
      facts.push({
        kind: "order-event",
        id: `${order.id}-e${step}`,
        orderId: order.id,
        action: one(actions),
        byApp: by < 5 || by === 9,
        byUser: by >= 5,
        createdAt: after(order.processedAt, next() * 72),
      });
    }
    for (const question of ["nps", "csat"] as const) {
      if (chance(0.6)) continue;
      facts.push({
        kind: "answer",
        orderRef: order.id,
        question,
        touchpoint: one(["checkout", "after-delivery", "after-delivery", "service"] as const),
        score: question === "nps" ? below(11) : 1 + below(5),
        answeredAt: after(order.processedAt, next() * 300),
        text: null,
      });
    }
  }
  facts.push(...randomMarketing(seed, facts, end), ...randomTeam(seed, end));
  return facts;
}

const ways = ["email", "paid-search", "paid-social", "direct", "organic-search"] as const;

/** What led to two orders of three, and spend on half of the days; drawn apart, so the rest stays. */
function randomMarketing(seed: number, facts: readonly Fact[], end: Date): Fact[] {
  const random = createRandom(seed + 1000);
  const way = () => ({ channel: random.pick([...ways]), campaign: null });
  const orders = facts.filter((fact) => fact.kind === "order");
  const touches = orders.flatMap(({ id }): Fact[] =>
    random.chance(0.67)
      ? [{ kind: "order-touch", orderId: id, grade: 3, hash: id, first: way(), last: way() }]
      : [],
  );
  const days = Array.from({ length: 160 }, (_, ago) =>
    new Date(end.getTime() - ago * 86_400_000).toISOString().slice(0, 10),
  );
  const spent = days.flatMap((day): Fact[] =>
    (["email", "paid-search"] as const).flatMap((channel) =>
      random.chance(0.5)
        ? [
            {
              kind: "spend",
              day,
              platform: "file",
              channel,
              campaign: "name:Any",
              name: "Any",
              currency: "USD",
              original: BigInt(Math.floor(random.next() * 9000) - 500),
              rate: null,
              toldAt: end,
            },
          ]
        : [],
    ),
  );
  return [...touches, ...spent];
}
