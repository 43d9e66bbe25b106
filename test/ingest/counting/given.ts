// Small orders to count: everything absent or plain until the test says otherwise.
import type {
  Amount,
  LineInput,
  OrderInput,
  RefundInput,
  RefundLineInput,
} from "../../../app/ingest/counting/order-input.ts";
import type { Fact, FactOf } from "../../../app/ledger/facts.ts";

export const soldAt = new Date("2026-03-10T12:00:00Z");
export const heard = { triggeredAt: soldAt, receivedAt: soldAt };

/** The same amount in both currencies unless the buyer's is told. */
export function money(shop: string, presentment: string = shop): Amount {
  return { shop, presentment };
}

export function line(given: Partial<LineInput> = {}): LineInput {
  const quantity = given.quantity ?? 1;
  return {
    id: "1",
    productId: "11",
    variantId: "12",
    sku: "SKU",
    title: "Shirt",
    quantity,
    currentQuantity: quantity,
    giftCard: false,
    tip: false,
    requiresShipping: true,
    unitPrice: money("10.00"),
    allocations: [],
    taxes: [],
    ...given,
  };
}

export function refund(given: Partial<RefundInput> = {}): RefundInput {
  return {
    id: "900",
    createdAt: soldAt,
    processedAt: soldAt,
    lines: [],
    discrepancies: [],
    shipping: [],
    duties: [],
    moneyBack: [],
    ...given,
  };
}

export function refundLine(given: Partial<RefundLineInput> = {}): RefundLineInput {
  return {
    lineId: "1",
    quantity: 1,
    restockType: "return",
    subtotal: "10.00",
    tax: "0.00",
    merchandise: true,
    ...given,
  };
}

export function order(given: Partial<OrderInput> = {}): OrderInput {
  const currency = given.currency ?? "USD";
  return {
    id: "100",
    name: "#1001",
    updatedAt: soldAt,
    processedAt: soldAt,
    cancelledAt: null,
    test: false,
    financialStatus: "paid",
    currency,
    presentmentCurrency: currency,
    taxesIncluded: false,
    sourceName: "web",
    locationId: null,
    customerId: "500",
    customerOrderIndex: null,
    shippingAddress: { country: "US", province: "KY" },
    billingAddress: null,
    lines: [line()],
    refunds: [],
    fulfillments: [],
    ...given,
  };
}

/** The one fact of a kind among facts. */
export function only<K extends Fact["kind"]>(facts: Fact[], kind: K): FactOf<K> {
  const found = facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
  if (found.length !== 1 || !found[0])
    throw new Error(`got ${found.length} facts ${kind}, expected 1`);
  return found[0];
}

/** Merchandise before discounts and discounts, summed as the ledger sums them. */
export function worth(facts: Fact[]): { gross: bigint; discounts: bigint; units: number } {
  const sums = { gross: 0n, discounts: 0n, units: 0 };
  for (const each of only(facts, "order").lines) {
    if (!each.merchandise) continue;
    sums.gross += each.gross;
    sums.discounts += each.discounts;
    sums.units += each.quantity;
  }
  return sums;
}
