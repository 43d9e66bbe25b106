// Facts for tests: what a test does not name is the plainest that counts.
import type {
  FulfillmentFact,
  OrderFact,
  OrderLineFact,
  ProductFact,
  RefundFact,
  RefundLineFact,
  Version,
} from "../../app/ledger/facts.ts";
import { contentHash } from "../../app/ledger/hash.ts";

/** The n-th minute of 1 March 2026, UTC. */
export const minute = (n: number) => new Date(Date.UTC(2026, 2, 1, 0, n));

export const version = (n: number, content: unknown = n): Version => ({
  updatedAt: minute(n),
  triggeredAt: minute(n),
  hash: contentHash(content),
});

export function line(id: string, changes: Partial<OrderLineFact> = {}): OrderLineFact {
  return {
    id,
    position: 0,
    productId: null,
    variantId: null,
    sku: null,
    title: "Thing",
    quantity: 1,
    gross: 1000n,
    discounts: 0n,
    merchandise: true,
    requiresShipping: true,
    ...changes,
  };
}

type Changes<T> = Partial<Omit<T, "kind" | "version">>;

/** `n` is the version: higher wins. */
export function order(id: string, n = 0, changes: Changes<OrderFact> = {}): OrderFact {
  const content = {
    kind: "order" as const,
    source: "api" as const,
    id,
    name: `#${id}`,
    processedAt: minute(0),
    cancelledAt: null,
    test: false,
    financialStatus: "paid",
    currency: "USD",
    presentment: null,
    channel: "online" as const,
    region: "US-CA",
    locationId: null,
    customerId: null,
    fulfilledAt: null,
    lines: [line("1")],
    ...changes,
  };
  const customerOrderIndex = changes.customerOrderIndex ?? null;
  return { ...content, customerOrderIndex, version: version(n, content) };
}

export function fileOrder(id: string, n = 0, changes: Changes<OrderFact> = {}): OrderFact {
  const fact = order(id, n, { source: "csv", ...changes });
  return { ...fact, version: { ...fact.version, updatedAt: new Date(0) } };
}

export const back = (lineId: string, changes: Partial<RefundLineFact> = {}): RefundLineFact => ({
  lineId,
  quantity: 1,
  restockType: "return",
  amount: 1000n,
  ...changes,
});

export function refund(
  id: string,
  orderId: string,
  n = 0,
  changes: Changes<RefundFact> = {},
): RefundFact {
  const lines = changes.lines ?? [back("1")];
  const content = {
    kind: "refund" as const,
    source: "api" as const,
    id,
    orderId,
    processedAt: minute(0),
    dayKnown: true,
    amount: lines.reduce((sum, each) => sum + each.amount, 0n),
    lines,
    ...changes,
  };
  return { ...content, version: version(n, content) };
}

export function fulfillment(
  id: string,
  orderRef: string,
  n = 0,
  changes: Changes<FulfillmentFact> = {},
): FulfillmentFact {
  const content = {
    kind: "fulfillment" as const,
    id,
    orderRef,
    status: "success",
    createdAt: minute(60),
    inTransitAt: null,
    deliveredAt: null,
    dueAt: null,
    promisedAt: null,
    locationId: null,
    carrier: null,
    ...changes,
  };
  return { ...content, version: version(n, content) };
}

/** A product whose variants are given as `id: [sku, inventory item]`. */
export function product(
  id: string,
  n: number,
  variants: Record<string, [sku: string | null, item: string | null]>,
): ProductFact {
  const content = {
    kind: "product" as const,
    id,
    title: "Thing",
    handle: "thing",
    vendor: "",
    productType: "",
    status: "active",
    tags: [],
    publishedAt: null,
    giftCard: false,
    variants: Object.entries(variants).map(([variantId, [sku, item]], position) => ({
      id: variantId,
      position,
      title: "Default",
      sku,
      price: 1000n,
      compareAtPrice: null,
      inventoryItemId: item,
    })),
  };
  return { ...content, version: version(n, content) };
}
