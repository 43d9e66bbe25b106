// Facts for the worked examples of the KPIs: short to write, everything not said is ordinary. Days
// and times are UTC, money is minor units. They run through the real ledger and measures.
import type {
  AnswerFact,
  CostFact,
  FulfillmentFact,
  OrderEventFact,
  OrderFact,
  RefundFact,
  StockCountFact,
  Version,
} from "../ledger/facts.ts";
import type { CostAmount, CostKind, CostRuleFact } from "../ledger/cost-rule.ts";
import type { MarketingChannel } from "../ledger/marketing-channel.ts";
import type { OrderTouchFact, SpendFact } from "../ledger/marketing-facts.ts";
import type { AssignmentFact, VisitFact } from "../ledger/team-facts.ts";

/** "2026-03-05" is noon of that day, "2026-03-05T10:30" that minute. */
export function at(time: string): Date {
  return new Date(time.length === 10 ? `${time}T12:00:00Z` : `${time}:00Z`);
}

function version(time: string): Version {
  return { updatedAt: at(time), triggeredAt: at(time), hash: "" };
}

type OrderParts = {
  /** Default: 5 March 2026. */
  on?: string;
  /** Merchandise before discounts, minor units; default 1000. */
  gross?: bigint | number;
  discounts?: bigint | number;
  units?: number;
  sku?: string;
  customer?: string;
  /** Place among the customer's orders as Shopify says it; default: it does not say. */
  index?: number;
  status?: string;
  cancelled?: string;
  test?: boolean;
  needsShipping?: boolean;
  channel?: OrderFact["channel"];
  region?: string;
  currency?: string;
  /** What was charged in all, minor units; default: not told. */
  charged?: number;
  gateway?: string;
  grams?: number;
};

/** One order of one line. */
export function order(id: string, parts: OrderParts = {}): OrderFact {
  const on = parts.on ?? "2026-03-05";
  return {
    kind: "order",
    source: "api",
    id,
    name: id,
    version: version(on),
    processedAt: at(on),
    cancelledAt: parts.cancelled ? at(parts.cancelled) : null,
    test: parts.test ?? false,
    financialStatus: parts.status ?? "paid",
    currency: parts.currency ?? "USD",
    presentment: null,
    channel: parts.channel ?? "online",
    region: parts.region ?? "US-CA",
    locationId: null,
    customerId: parts.customer ?? null,
    customerOrderIndex: parts.index ?? null,
    fulfilledAt: null,
    charged: parts.charged === undefined ? null : BigInt(parts.charged),
    gateway: parts.gateway ?? null,
    weightGrams: parts.grams ?? null,
    lines: [
      {
        id: `${id}-1`,
        position: 0,
        productId: null,
        variantId: null,
        sku: parts.sku ?? "SOCKS",
        title: "Socks",
        quantity: parts.units ?? 1,
        gross: BigInt(parts.gross ?? 1000),
        discounts: BigInt(parts.discounts ?? 0),
        merchandise: true,
        requiresShipping: parts.needsShipping ?? true,
      },
    ],
  };
}

/** The same order n times under ids prefix-1 … prefix-n. */
export function orders(n: number, prefix: string, parts: OrderParts = {}): OrderFact[] {
  return Array.from({ length: n }, (_, index) => order(`${prefix}-${index + 1}`, parts));
}

/** Money back for units of an order's only line. */
export function refund(
  orderId: string,
  on: string,
  parts: { amount: bigint | number; units?: number; restock?: string },
): RefundFact {
  const units = parts.units ?? 1;
  const amount = BigInt(parts.amount);
  return {
    kind: "refund",
    source: "api",
    id: `${orderId}-back-${on}`,
    orderId,
    version: version(on),
    processedAt: at(on),
    dayKnown: true,
    amount,
    lines: [
      { lineId: `${orderId}-1`, quantity: units, restockType: parts.restock ?? "return", amount },
    ],
  };
}

/** An order's parcel, sent and perhaps delivered. */
export function parcel(
  orderId: string,
  parts: { sent: string; delivered?: string; due?: string; promised?: string },
): FulfillmentFact {
  return {
    kind: "fulfillment",
    id: `${orderId}-parcel-${parts.sent}`,
    orderRef: orderId,
    version: version(parts.sent),
    status: "success",
    createdAt: at(parts.sent),
    inTransitAt: null,
    deliveredAt: parts.delivered ? at(parts.delivered) : null,
    dueAt: parts.due ? at(parts.due) : null,
    promisedAt: parts.promised ? at(parts.promised) : null,
    locationId: null,
    carrier: null,
  };
}

/** What a unit costs from the year 2020 on. */
export function cost(sku: string, amount: string, from = "2020-01-01"): CostFact {
  return { kind: "cost", item: `sku:${sku}`, validFrom: at(from), amount };
}

/** A cost rule from a day on; minor units, what is not said is 0. */
export function costRule(
  kind: CostKind,
  amounts: Partial<Record<CostAmount, string>>,
  {
    match = "",
    location = "",
    from = "2026-01-01",
  }: {
    match?: string;
    location?: string;
    from?: string;
  } = {},
): CostRuleFact {
  const none = { percent: "0", perOrder: "0", perLine: "0", perUnit: "0", perKg: "0" };
  const told = { match, location, validFrom: from, toldAt: at(from) };
  return { kind: "cost-rule", cost: kind, ...told, ...none, ...amounts };
}

/** Answers to one question, one per score, each of another order. */
export function answers(
  question: "nps" | "csat",
  touchpoint: AnswerFact["touchpoint"],
  scores: readonly number[],
  on = "2026-03-10",
): AnswerFact[] {
  return scores.map((score, index) => ({
    kind: "answer",
    orderRef: `${touchpoint}-${on}-${index}`,
    question,
    touchpoint,
    score,
    answeredAt: at(on),
    text: null,
  }));
}

/** What a channel cost on a day, minor units of the shop's USD; below 0 a credit. */
export function spend(day: string, channel: MarketingChannel, amount: number): SpendFact {
  return {
    kind: "spend",
    day,
    platform: "file",
    channel,
    campaign: "name:Any",
    name: "Any",
    currency: "USD",
    original: BigInt(amount),
    rate: null,
    toldAt: at(day),
  };
}

/** What led to an order; the first touch is the last where it is not said. */
export function touch(
  orderId: string,
  { last, first = last }: { last: MarketingChannel; first?: MarketingChannel },
): OrderTouchFact {
  const of = (channel: MarketingChannel) => ({ channel, campaign: null });
  return { kind: "order-touch", orderId, grade: 3, hash: last, first: of(first), last: of(last) };
}

/** Something an app or a person did to an order. */
export function event(
  id: string,
  orderId: string,
  by: "app" | "user",
  action = "fulfillment_success",
  on = "2026-03-06",
): OrderEventFact {
  return {
    kind: "order-event",
    id,
    orderId,
    action,
    byApp: by === "app",
    byUser: by === "user",
    createdAt: at(on),
  };
}

/** A manual somebody is to learn; version 0 is of before there was one. Passed never by default. */
export function assignment(
  id: string,
  parts: { on?: string; due?: string; passed?: string; withdrawn?: string; version?: number },
): AssignmentFact {
  const { on = "2026-03-02", due = null, passed, withdrawn, version: of = 1 } = parts;
  return {
    kind: "assignment",
    id,
    person: of === 0 ? "" : "ann",
    manual: "packing",
    version: of,
    assignedAt: at(on),
    dueDay: due,
    passedAt: passed ? at(passed) : null,
    withdrawnAt: withdrawn ? at(withdrawn) : null,
    tries: passed ? 1 : 0,
  };
}

/** Somebody opened the scorecard on a day. */
export function visit(day: string, who = "1"): VisitFact {
  return { kind: "visit", what: "scorecard", who, day };
}

/** What was available of a SKU at the end of a day, as a file tells it. */
export function stock(
  sku: string,
  day: string,
  available: number,
  parts: { onHand?: number } = {},
): StockCountFact {
  return {
    kind: "stock-count",
    ...{ sku, place: "Shelf", isStocked: true, available, onHand: parts.onHand ?? null },
    ...{ committed: null, incoming: null },
    version: { updatedAt: new Date(0), triggeredAt: at(day), hash: `${day} ${available}` },
  };
}
