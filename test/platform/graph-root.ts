// The questions that may be put to the store: single things by id, and searched, sorted connections.
import { orderIdOf } from "./after-sale.ts";
import { fulfillmentNode, refundNode, returnNode } from "./graph-after.ts";
import {
  customerNode,
  eventNode,
  fulfillmentOrderNode,
  orderIdToSend,
  orderNode,
} from "./graph-order.ts";
import { fulfillmentStatusOf, returnStatusOf } from "./graph-status.ts";
import { connection, inventoryItemNode, locationNode, productNode, variantNode } from "./graph.ts";
import type { Page } from "./graph.ts";
import type { OrderPayload, TimelineEvent } from "./payloads.ts";
import { searchBy, type Fields } from "./search.ts";
import { gid, type Store } from "./store.ts";

const day = 86_400_000;
/** Without read_all_orders an app sees this many days of orders; events are kept for a year. */
const orderDays = 60;
const eventDays = 365;

export type RootArgs = Page & {
  query?: string | null;
  sortKey?: string | null;
  includeInactive?: boolean | null;
};

/** What a connection at the root holds, before it is paged. */
export type Selected = {
  items: readonly unknown[];
  toNode: (item: never) => unknown;
  /** Sort value and id: a cursor, which holds while things change places. */
  keyOf: (item: never) => [number, number];
};

export type Roots = Record<string, (args: RootArgs) => Selected>;

type Sorted<T> = { value: (item: T) => number; id: (item: T) => number };

function sorted<T>(items: Iterable<T>, { value, id }: Sorted<T>) {
  const keyed = [...items].map((item) => ({ item, value: value(item), id: id(item) }));
  keyed.sort((a, b) => a.value - b.value || a.id - b.id);
  return keyed.map(({ item }) => item);
}

const instant = (text: string) => Date.parse(text);

/** @param now null: the store's whole past is open, as for an app with every approval */
export function roots(store: Store, scopes: () => string[], now: (() => Date) | null): Roots {
  const orderFields: Fields<OrderPayload> = {
    id: (order) => order.id,
    name: (order) => order.name,
    created_at: (order) => order.created_at,
    processed_at: (order) => order.processed_at,
    updated_at: (order) => order.updated_at,
    test: (order) => order.test,
    financial_status: (order) => order.financial_status,
    fulfillment_status: (order) => fulfillmentStatusOf(order),
    return_status: (order) => returnStatusOf(store, order),
  };
  const select = <T>(
    items: Iterable<T>,
    args: RootArgs,
    fields: Fields<T>,
    by: Sorted<T>,
    toNode: (item: T) => unknown,
  ): Selected => {
    const matches = searchBy(args.query, fields);
    return {
      items: sorted([...items].filter(matches), by),
      toNode,
      keyOf: (item: T) => [by.value(item), by.id(item)],
    };
  };
  const dated = <T extends { id: number; created_at: string; updated_at: string }>(
    items: Iterable<T>,
    args: RootArgs,
    toNode: (item: T) => unknown,
  ) =>
    select(
      items,
      args,
      {
        id: (item) => item.id,
        created_at: (item) => item.created_at,
        updated_at: (item) => item.updated_at,
      },
      {
        value: (item) =>
          args.sortKey === "UPDATED_AT"
            ? instant(item.updated_at)
            : args.sortKey === "CREATED_AT"
              ? instant(item.created_at)
              : item.id,
        id: (item) => item.id,
      },
      toNode,
    );

  return {
    orders: (args) =>
      select(
        [...store.orders.values()].filter(visibleOrders(scopes, now)),
        args,
        orderFields,
        {
          value: (order) =>
            args.sortKey === "UPDATED_AT"
              ? instant(order.updated_at)
              : args.sortKey === "CREATED_AT"
                ? instant(order.created_at)
                : args.sortKey === "ID"
                  ? order.id
                  : instant(order.processed_at),
          id: (order) => order.id,
        },
        (order) => orderNode(store, order),
      ),
    products: (args) => dated(store.products.values(), args, (body) => productNode(store, body.id)),
    customers: (args) => dated(store.customers.values(), args, (body) => customerNode(store, body)),
    inventoryItems: (args) =>
      dated(store.inventoryItems.values(), args, (body) => inventoryItemNode(store, body.id)),
    locations: (args) =>
      dated(
        [...store.locations.values()].filter((place) => place.active || args.includeInactive),
        args,
        (body) => locationNode(store, body.id),
      ),
    events: (args) => {
      const since = now ? now().getTime() - eventDays * day : Number.NEGATIVE_INFINITY;
      const fields: Fields<TimelineEvent> = {
        id: (event) => event.id,
        action: (event) => event.action,
        created_at: (event) => event.createdAt,
        subject_type: () => "ORDER",
      };
      return select(
        [...store.timeline.values()].flat().filter((event) => instant(event.createdAt) >= since),
        args,
        fields,
        {
          value: (event) => (args.sortKey === "CREATED_AT" ? instant(event.createdAt) : event.id),
          id: (event) => event.id,
        },
        (event) => eventNode(store, event),
      );
    },
  };
}

function visibleOrders(scopes: () => string[], now: (() => Date) | null) {
  if (now === null || scopes().includes("read_all_orders")) return () => true;
  const since = now().getTime() - orderDays * day;
  return (order: OrderPayload) => instant(order.created_at) >= since;
}

const write = (key: [number, number]) => Buffer.from(JSON.stringify(key)).toString("base64url");
const read = (cursor: string) =>
  JSON.parse(Buffer.from(cursor, "base64url").toString()) as [number, number];

/** A page of a root connection. */
export function paged({ items, toNode, keyOf }: Selected, args: Page) {
  const things = (args.reverse ? items.toReversed() : items) as never[];
  const sign = args.reverse ? -1 : 1;
  const placeAfter = (cursor: string) => {
    const [value, id] = read(cursor);
    const at = things.findIndex((item) => {
      const [itsValue, itsId] = keyOf(item);
      return sign * (itsValue - value || itsId - id) > 0;
    });
    return at < 0 ? things.length : at;
  };
  const start = args.after ? placeAfter(args.after) : 0;
  const page = connection(things.slice(start), { first: args.first, last: args.last }, toNode);
  const shown = things.slice(start, start + page.nodes.length);
  const cursors = shown.map((item) => write(keyOf(item)));
  return {
    ...page,
    edges: page.nodes.map((node, index) => ({ node, cursor: cursors[index] })),
    pageInfo: {
      ...page.pageInfo,
      hasPreviousPage: start > 0,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
  };
}

/** Fields that read one thing. */
export function lookUps(store: Store, scopes: () => string[], now: (() => Date) | null) {
  const numberOf = (id: string) => Number(/\d+/.exec(id.split("/").at(-1) ?? "")?.[0]);
  const order = (id: string) => {
    const found = store.orders.get(numberOf(id));
    return found && visibleOrders(scopes, now)(found) ? orderNode(store, found) : null;
  };
  const refund = (id: string) => {
    const holder = store.orders.get(orderIdOf(store, numberOf(id), "refund"));
    const found = holder?.refunds.find((body) => body.admin_graphql_api_id === id);
    return found ? refundNode(store, found) : null;
  };
  const fulfillment = (id: string) => {
    const holder = store.orders.get(orderIdOf(store, numberOf(id), "fulfillment"));
    const found = holder?.fulfillments.find((body) => body.admin_graphql_api_id === id);
    return found ? fulfillmentNode(store, found) : null;
  };
  const sentBack = (id: string) => {
    for (const [orderId, all] of store.returns) {
      const found = all.find((body) => body.admin_graphql_api_id === id);
      if (found) return returnNode(store, store.orders.get(orderId)!, found);
    }
    return null;
  };
  const variant = (id: string) => {
    for (const { id: productId, variants } of store.products.values()) {
      const found = variants.find((each) => each.admin_graphql_api_id === id);
      if (found) return variantNode(store, productId, found.id);
    }
    return null;
  };
  const toSend = (id: string) => {
    const of = store.orders.get(orderIdToSend(numberOf(id)));
    return of && of.source_name !== "pos" ? fulfillmentOrderNode(store, of) : null;
  };
  const customer = (id: string) => {
    const found = store.customers.get(numberOf(id));
    return found ? customerNode(store, found) : null;
  };
  const byType: Record<string, (id: string) => unknown> = {
    Order: order,
    Refund: refund,
    Fulfillment: fulfillment,
    FulfillmentOrder: toSend,
    Return: sentBack,
    Customer: customer,
    Product: (id) => productNode(store, numberOf(id)),
    ProductVariant: variant,
    InventoryItem: (id) => inventoryItemNode(store, numberOf(id)),
    Location: (id) => locationNode(store, numberOf(id)),
  };
  const node = (id: string) => byType[id.split("/").at(-2) ?? ""]?.(id) ?? null;
  const one = (find: (id: string) => unknown) => (args: { id: string }) => find(args.id);
  return {
    node: one(node),
    nodes: ({ ids }: { ids: string[] }) => ids.map(node),
    order: one(order),
    refund: one(refund),
    fulfillment: one(fulfillment),
    return: one(sentBack),
    customer: one(customer),
    product: one(byType.Product!),
    productVariant: one(variant),
    inventoryItem: one(byType.InventoryItem!),
    location: one(byType.Location!),
    shop: {
      id: gid("Shop", store.shop.id),
      name: store.shop.name,
      myshopifyDomain: store.shop.domain,
      currencyCode: store.shop.currency,
      ianaTimezone: store.shop.timeZone,
    },
    currentAppInstallation: {
      id: gid("AppInstallation", 1),
      accessScopes: () => scopes().map((handle) => ({ handle, description: handle })),
    },
  };
}
