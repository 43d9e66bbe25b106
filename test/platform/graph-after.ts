// What follows an order, as the Admin API tells it: parcels, refunds, returns, the ledger of sales.
import { fulfillmentStatus } from "./graph-status.ts";
import {
  bag,
  cents,
  connection,
  lineNode,
  list,
  locationNode,
  money,
  upper,
  utc,
} from "./graph.ts";
import type { Page } from "./graph.ts";
import { orderNode } from "./graph-order.ts";
import type { FulfillmentPayload, OrderPayload, RefundPayload, ReturnPayload } from "./payloads.ts";
import { gid, moneySet, type Store } from "./store.ts";

export function fulfillmentNode(store: Store, body: FulfillmentPayload) {
  const events = store.deliveries.get(body.id) ?? [];
  const delivered = events.findLast((event) => event.status === "delivered");
  const moving = events.find((event) => event.status === "in_transit");
  return {
    __typename: "Fulfillment",
    id: body.admin_graphql_api_id,
    name: body.name,
    status: upper(body.status),
    displayStatus: fulfillmentStatus(events.at(-1)?.status),
    createdAt: utc(body.created_at),
    updatedAt: utc(body.updated_at),
    inTransitAt: utc(moving?.happened_at ?? null),
    deliveredAt: utc(delivered?.happened_at ?? null),
    estimatedDeliveryAt: null,
    location: () => locationNode(store, body.location_id),
    trackingInfo: list(body.tracking_numbers, (number) => ({
      company: body.tracking_company,
      number,
    })),
    order: () => orderNode(store, store.orders.get(body.order_id)!),
    events: (args: Page) =>
      connection(events, args, (event) => ({
        id: event.admin_graphql_api_id,
        status: upper(event.status),
        happenedAt: utc(event.happened_at),
        createdAt: utc(event.created_at),
      })),
  };
}

export function refundNode(store: Store, body: RefundPayload) {
  const total = body.transactions.reduce((sum, part) => sum + cents(part.amount), 0);
  return {
    __typename: "Refund",
    id: body.admin_graphql_api_id,
    createdAt: utc(body.created_at),
    processedAt: utc(body.processed_at),
    updatedAt: utc(body.processed_at),
    note: body.note,
    duties: [],
    totalRefundedSet: bag(total),
    order: () => orderNode(store, store.orders.get(body.order_id)!),
    orderAdjustments: (args: Page) =>
      connection(body.order_adjustments, args, (part) => ({
        id: gid("OrderAdjustment", part.id),
        reason: "REFUND_DISCREPANCY",
        amountSet: money(part.amount_set),
        taxAmountSet: money(part.tax_amount_set),
      })),
    refundShippingLines: (args: Page) => connection([], args),
    refundLineItems: (args: Page) =>
      connection(body.refund_line_items, args, (part) => ({
        id: gid("RefundLineItem", part.id),
        quantity: part.quantity,
        restockType: upper(part.restock_type),
        restocked: part.restock_type !== "no_restock",
        location: () => locationNode(store, part.location_id),
        lineItem: lineNode(store, part.line_item),
        subtotalSet: money(part.subtotal_set),
        totalTaxSet: money(part.total_tax_set),
      })),
    transactions: (args: Page) =>
      connection(body.transactions, args, (part) => ({
        id: gid("OrderTransaction", part.id),
        kind: upper(part.kind),
        status: upper(part.status),
        gateway: part.gateway,
        test: part.test,
        processedAt: utc(part.processed_at),
        amountSet: bag(cents(part.amount)),
        fees: [],
      })),
  };
}

export function returnNode(store: Store, order: OrderPayload, body: ReturnPayload) {
  return {
    __typename: "Return",
    id: body.admin_graphql_api_id,
    name: body.name,
    status: upper(body.status),
    createdAt: utc(body.created_at),
    closedAt: utc(body.closed_at),
    totalQuantity: body.return_line_items.reduce((sum, line) => sum + line.quantity, 0),
    order: () => orderNode(store, order),
    returnLineItems: (args: Page) =>
      connection(body.return_line_items, args, (part) => {
        const line = order.line_items.find(({ id }) => id === part.line_item_id)!;
        const isBack = body.status === "closed";
        return {
          __typename: "ReturnLineItem",
          id: gid("ReturnLineItem", part.id),
          quantity: part.quantity,
          processedQuantity: isBack ? part.quantity : 0,
          refundedQuantity: isBack ? part.quantity : 0,
          refundableQuantity: isBack ? 0 : part.quantity,
          returnReasonNote: "",
          returnReasonDefinition: {
            id: gid("ReturnReasonDefinition", part.reason),
            handle: part.reason.replaceAll("_", "-"),
            name: part.reason.replaceAll("_", " "),
            deleted: false,
          },
          fulfillmentLineItem: {
            id: gid("FulfillmentLineItem", part.line_item_id),
            lineItem: lineNode(store, line),
          },
        };
      }),
  };
}

/**
 * Shopify's own ledger of sales: what was ordered, taken off by edits and given back. Totals hold the
 * tax; what is taken off or comes back is negative (signs are stated nowhere: our reading).
 */
export function agreementNodes(store: Store, order: OrderPayload) {
  const sale = (
    id: string,
    [actionType, lineType]: [string, string],
    quantity: number | null,
    [total, tax, discount]: [number, number, number],
    lineId?: number,
  ) => {
    const line = order.line_items.find((each) => each.id === lineId);
    return {
      __typename:
        { PRODUCT: "ProductSale", SHIPPING: "ShippingLineSale" }[lineType] ?? "AdjustmentSale",
      id: `gid://shopify/Sale/${id}`,
      actionType,
      lineType,
      quantity,
      taxes: [],
      totalAmount: bag(total),
      totalTaxAmount: bag(tax),
      totalDiscountAmountBeforeTaxes: bag(discount),
      totalDiscountAmountAfterTaxes: bag(discount),
      ...(line ? { lineItem: () => lineNode(store, line) } : {}),
    };
  };
  const discountOf = (line: OrderPayload["line_items"][number]) =>
    cents(line.discount_allocations[0]?.amount ?? "0");
  const taxOf = (line: OrderPayload["line_items"][number]) =>
    cents(line.tax_lines[0]?.price ?? "0");
  const shipping = cents(order.total_shipping_price_set.shop_money.amount);
  const ordered = {
    __typename: "OrderAgreement",
    id: gid("OrderAgreement", order.id),
    reason: "ORDER",
    happenedAt: utc(order.processed_at),
    sales: (args: Page) =>
      connection(
        [
          ...order.line_items.map((line) =>
            sale(
              `${line.id}1`,
              ["ORDER", "PRODUCT"],
              line.quantity,
              [cents(line.price) * line.quantity - discountOf(line), taxOf(line), discountOf(line)],
              line.id,
            ),
          ),
          ...(shipping ? [sale(`${order.id}2`, ["ORDER", "SHIPPING"], 1, [shipping, 0, 0])] : []),
        ],
        args,
      ),
  };
  const refunds = order.refunds.map((refund) => ({
    __typename: "RefundAgreement",
    id: gid("RefundAgreement", refund.id),
    reason: "REFUND",
    happenedAt: utc(refund.processed_at),
    refund: () => refundNode(store, refund),
    sales: (args: Page) =>
      connection(
        [
          ...refund.refund_line_items.map((part) =>
            sale(
              `${part.id}3`,
              ["RETURN", "PRODUCT"],
              -part.quantity,
              [-cents(String(part.subtotal)), -cents(String(part.total_tax)), 0],
              part.line_item_id,
            ),
          ),
          ...refund.order_adjustments.map((part) =>
            sale(`${part.id}4`, ["RETURN", "ADJUSTMENT"], null, [cents(part.amount), 0, 0]),
          ),
        ],
        args,
      ),
  }));
  return [ordered, ...editAgreements(store, order, sale), ...refunds];
}

type MakeSale = (
  id: string,
  kind: [string, string],
  quantity: number,
  amounts: [number, number, number],
  lineId: number,
) => object;

function editAgreements(store: Store, order: OrderPayload, sale: MakeSale) {
  if (!store.edited.has(order.id)) return [];
  const refunded = (lineId: number) =>
    order.refunds
      .flatMap((refund) => refund.refund_line_items)
      .filter((part) => part.line_item_id === lineId)
      .reduce((sum, part) => sum + part.quantity, 0);
  const removed = order.line_items
    .map((line) => ({ line, units: line.quantity - line.current_quantity - refunded(line.id) }))
    .filter(({ units }) => units > 0);
  const edited = store.timeline.get(order.id)?.find((event) => event.action === "edited");
  return [
    {
      __typename: "OrderEditAgreement",
      id: gid("OrderEditAgreement", order.id),
      reason: "ORDER_EDIT",
      happenedAt: utc(edited?.createdAt ?? order.updated_at),
      sales: (args: Page) =>
        connection(removed, args, ({ line, units }) => {
          const share = (text: string) => -Math.round((cents(text) * units) / line.quantity);
          const discount = share(line.discount_allocations[0]?.amount ?? "0");
          const total = -cents(line.price) * units - discount;
          const tax = share(line.tax_lines[0]?.price ?? "0");
          const kind: [string, string] = ["UPDATE", "PRODUCT"];
          return sale(`${line.id}5`, kind, -units, [total, tax, discount], line.id);
        }),
    },
  ];
}

export function orderMoney(order: OrderPayload) {
  const refunded = order.refunds.reduce(
    (sum, refund) => sum + refund.transactions.reduce((n, part) => n + cents(part.amount), 0),
    0,
  );
  return {
    subtotalPriceSet: money(order.subtotal_price_set),
    totalPriceSet: money(order.total_price_set),
    totalDiscountsSet: money(order.total_discounts_set),
    totalTaxSet: money(order.total_tax_set),
    totalShippingPriceSet: money(order.total_shipping_price_set),
    currentSubtotalPriceSet: bag(cents(order.current_subtotal_price) - refunded),
    currentTotalPriceSet: bag(cents(order.current_total_price) - refunded),
    totalRefundedSet: bag(refunded),
    netPaymentSet: bag(cents(order.total_price) - refunded),
    totalTipReceived: { amount: "0.00", currencyCode: order.currency },
    totalTipReceivedSet: money(moneySet(0)),
  };
}
