// The stand-in's store as results of the published bulk queries: graphql-js executes each over the
// real schema, so a field that a query forgets is missing here too.
import { execute, parse } from "graphql";
import { bulkQueries } from "../../../app/ingest/backfill/documents.ts";
import type { BackfillKind } from "../../../app/ingest/backfill/kinds.ts";
import { customerNode, orderNode } from "../../platform/graph-order.ts";
import { productNode } from "../../platform/graph.ts";
import type { MoneySet, OrderPayload } from "../../platform/payloads.ts";
import { gid } from "../../platform/store.ts";
import type { Store } from "../../platform/store.ts";
import { adminSchema } from "../documents/given.ts";
import { flatten } from "./bulk-shopify.ts";

const all = <T>(nodes: T[]) => ({ edges: nodes.map((node) => ({ node })) });

const money = (amount: string) => ({
  shopMoney: { amount, currencyCode: "EUR" },
  presentmentMoney: { amount, currencyCode: "EUR" },
});

const minus = (set: MoneySet) => money(`-${set.shop_money.amount}`);

/** What was sold and what came back, as Shopify's ledger of sales has it: returns are negative. */
function agreements(order: OrderPayload) {
  const sold = {
    __typename: "OrderAgreement",
    id: gid("OrderAgreement", order.id),
    reason: "ORDER",
    happenedAt: order.created_at,
    sales: all([]),
  };
  return [
    sold,
    ...order.refunds.map((refund) => ({
      __typename: "RefundAgreement",
      id: gid("RefundAgreement", refund.id),
      reason: "REFUND",
      happenedAt: refund.created_at,
      refund: { id: refund.admin_graphql_api_id },
      sales: all(
        refund.refund_line_items.map((line) => ({
          __typename: "ProductSale",
          id: gid("ProductSale", line.id),
          actionType: "RETURN",
          lineType: "PRODUCT",
          quantity: -line.quantity,
          totalAmount: minus(withTax(order, line)),
          totalTaxAmount: minus(line.total_tax_set),
          lineItem: { id: gid("LineItem", line.line_item_id) },
        })),
      ),
    })),
  ];
}

/** A sale's total holds the tax; a refund line's subtotal does only where prices do. */
function withTax(
  order: OrderPayload,
  line: OrderPayload["refunds"][number]["refund_line_items"][number],
): MoneySet {
  if (order.taxes_included) return line.subtotal_set;
  const cents = Math.round((line.subtotal + line.total_tax) * 100);
  const part = { ...line.subtotal_set.shop_money, amount: (cents / 100).toFixed(2) };
  return { shop_money: part, presentment_money: part };
}

function root(store: Store, kind: BackfillKind) {
  const orders = [...store.orders.values()];
  const customers = [...store.customers.values()];
  const sold = orders.filter(({ refunds }) => refunds.length > 0);
  return {
    orders: () =>
      kind === "sales"
        ? all(
            sold.map((body) => ({ ...orderNode(store, body), agreements: all(agreements(body)) })),
          )
        : all(orders.map((body) => orderNode(store, body))),
    products: () => all([...store.products.keys()].map((id) => productNode(store, id))),
    customers: () => all(customers.map((body) => customerNode(store, body))),
  };
}

/** Lines of one result, parents before their children. Throws when the schema refuses a node. */
export async function storeLines(store: Store, kind: BackfillKind): Promise<string[]> {
  const answer = await execute({
    schema: adminSchema(),
    document: parse(bulkQueries[kind]),
    rootValue: root(store, kind),
  });
  if (answer.errors) throw answer.errors[0];
  return flatten(JSON.parse(JSON.stringify(answer.data)));
}
