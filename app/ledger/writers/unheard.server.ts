// Which orders of a batch the ledger knows nothing of: neither themselves, nor anything that names
// them or carries an id of theirs. A history is told in the order of its ids, so one look between the
// least and the greatest of a batch's ids mostly says that nothing is there.
import type { Client } from "../../db.server.ts";
import type { Fact, ShopContext } from "../facts.ts";
import type { OrderTouchFact } from "../marketing-facts.ts";
import { arrayItems, arrayLiteral, run } from "./rows.server.ts";
import { GrowingSpan, type Span } from "./span.ts";
import { withoutHash } from "./stored-orders.server.ts";
import type { NewOrder } from "./told-orders.server.ts";

/** The surer of two, as the ledger keeps them (touches.server.ts). */
const isSurer = (a: OrderTouchFact, b: OrderTouchFact) =>
  a.grade !== b.grade ? a.grade > b.grade : a.hash > b.hash;

/** A text of its own: a part of a line keeps the whole line in memory. */
const copy = (text: string) => ` ${text}`.slice(1);

/** Finds new orders as far as a batch itself can tell. */
export class OrderGatherer {
  readonly #heard: ReadonlySet<string>;
  readonly #orders = new Set<string>();
  readonly #taken = { refund: new Set(), fulfillment: new Set(), event: new Set() };

  /** @param heard orders that are known not to be new */
  constructor(heard: ReadonlySet<string>) {
    this.#heard = heard;
  }

  /**
   * Orders with what belongs to them, and the facts that belong to none of them: an order may come
   * once in a batch, and what belongs to it together with it.
   */
  gather(facts: readonly Fact[]): { orders: NewOrder[]; rest: Fact[] } {
    const orders = new Map<string, NewOrder>();
    const rest: Fact[] = [];
    for (const fact of facts) {
      if (fact.kind !== "order") continue;
      if (fact.source === "csv" || this.#orders.has(fact.id) || this.#heard.has(fact.id)) {
        rest.push(fact);
      } else {
        this.#orders.add(copy(fact.id));
        orders.set(fact.id, { fact, touch: null, refunds: [], fulfillments: [], events: [] });
      }
    }
    for (const fact of facts) {
      if (fact.kind === "order") continue;
      const ref =
        fact.kind === "fulfillment" ? fact.orderRef : "orderId" in fact ? fact.orderId : "";
      const order = orders.get(ref);
      if (!order || !this.#take(order, fact)) rest.push(fact);
    }
    return { orders: [...orders.values()], rest };
  }

  /** Ids of the batch's orders, as they came. */
  get ids(): string[] {
    return [...this.#orders];
  }

  #take(order: NewOrder, fact: Fact): boolean {
    if (fact.kind === "order-touch") {
      if (!order.touch || isSurer(fact, order.touch)) order.touch = fact;
    } else if (fact.kind === "refund") {
      if (fact.source !== "api" || !this.#isFirst("refund", fact)) return false;
      order.refunds.push(fact);
    } else if (fact.kind === "fulfillment") {
      if (!this.#isFirst("fulfillment", fact)) return false;
      order.fulfillments.push(fact);
    } else if (fact.kind === "fulfillment-event") {
      const isOurs = order.fulfillments.some(({ id }) => id === fact.fulfillmentId);
      if (!isOurs || !this.#isFirst("event", fact)) return false;
      order.events.push(fact);
    } else return false;
    return true;
  }

  #isFirst(kind: "refund" | "fulfillment" | "event", { id }: { id: string }): boolean {
    const taken = this.#taken[kind];
    if (taken.has(id)) return false;
    taken.add(copy(id));
    return true;
  }
}

/** A column in which something known may stand, and what of an order would stand there. */
type Place = {
  table: string;
  column: string;
  where?: string;
  of(order: NewOrder): readonly string[];
};

const ids = ({ fact }: NewOrder) => [fact.id];
const names = ({ fact }: NewOrder) => [fact.name];
const buyers = ({ fact }: NewOrder) => (fact.customerId ? [fact.customerId] : []);
const refs = ({ fact }: NewOrder) => [withoutHash(fact.name)];
const idsOf = (things: readonly { id: string }[]) => things.map(({ id }) => id);

const places: Place[] = [
  { table: "orders", column: "id", of: ids },
  { table: "orders", column: "name", of: names },
  { table: "tombstone", column: "id", where: "kind in ('order', 'redacted-order')", of: ids },
  { table: "tombstone", column: "id", where: "kind = 'redacted-customer'", of: buyers },
  { table: "refund", column: "id", of: ({ refunds }) => idsOf(refunds) },
  { table: "refund", column: "order_id", of: ids },
  { table: "refund", column: "order_id", of: names },
  { table: "refund", column: "order_id", of: refs },
  { table: "fulfillment", column: "id", of: ({ fulfillments }) => idsOf(fulfillments) },
  { table: "fulfillment", column: "order_ref", where: "order_id is null", of: ids },
  { table: "fulfillment", column: "order_ref", where: "order_id is null", of: refs },
  { table: "fulfillment_event", column: "id", of: ({ events }) => idsOf(events) },
  { table: "fulfillment_event", column: "order_id", of: ids },
  { table: "answer", column: "order_ref", of: ids },
  { table: "answer", column: "order_ref", of: refs },
  { table: "order_event", column: "order_id", of: ids },
  { table: "order_touch", column: "order_id", of: ids },
];
const promises: Place = { table: "fulfillment_order", column: "order_id", of: ids };

const known = ({ table, column, where }: Place, is: string) => `select from ${table}
  where shop_id = $1 ${where ? `and ${where}` : ""} and ${column} ${is} limit 1`;

/** Is anything there at all, and between the least and the greatest, equally long? Of each place. */
const lookAt = (places: readonly Place[]) =>
  `select ${places
    .map((place, index) => {
      const [least, most, length] = ["$2::text[]", "$3::text[]", "$4::int[]"].map(
        (array) => `(${array})[${index + 1}]`,
      );
      const span = `between ${least} and ${most}
      and (${length} = 0 or length(${place.column}) = ${length})`;
      const only = `select from ${place.table} where shop_id = $1 and ${place.where ?? "true"} limit 1`;
      return `exists (${only}) and (${least} = '' or exists (${known(place, span)})) as p${index}`;
    })
    .join(", ")}`;
const looks = lookAt(places);
const lookAtPromises = lookAt([promises]);

/** Places in the batch of the orders that are known by this column. */
const knownAt = (place: Place) => `
  select distinct v.n from unnest($2::text[], $3::int[]) as v(value, n)
  cross join lateral (${known(place, "= v.value")}) found`;

/** Values, and the places of their orders in the batch, as array literals. */
type Gathered = { count: number; values: string; owners: string; span: Span };

/** A batch's orders by their ids, and what of them may be known, by place; promises by their orders. */
export type Traces = {
  ids: readonly string[];
  found: readonly Gathered[];
  promised: Gathered;
};

/** What of the orders stands in a column, a few orders at a time: they need not be kept for it. */
class Column {
  readonly #of: Place["of"];
  readonly #values: string[] = [];
  readonly #owners: string[] = [];
  readonly #span = new GrowingSpan();
  #count = 0;

  constructor(of: Place["of"]) {
    this.#of = of;
  }

  /** @param first place of the first of them in the batch */
  add(orders: readonly NewOrder[], first: number): void {
    const values: string[] = [];
    const owners: number[] = [];
    for (const [at, order] of orders.entries()) {
      for (const value of this.#of(order)) {
        values.push(value);
        owners.push(first + at);
        this.#span.add(value);
      }
    }
    if (values.length === 0) return;
    this.#count += values.length;
    // One text in place of many, which hold neither the values nor the lines these are parts of.
    this.#values.push(arrayItems(values));
    this.#owners.push(owners.join(","));
  }

  end(): Gathered {
    const [values = "", owners = ""] = [this.#values, this.#owners].map((all) => all.join(","));
    return {
      count: this.#count,
      values: `{${values}}`,
      owners: `{${owners}}`,
      span: this.#span.end(),
    };
  }
}

/** Notes what of a batch's orders may be known, while they are packed. */
export class Tracer {
  // Many columns hold the same: gathered once.
  readonly #columns = new Map([...places, promises].map(({ of }) => [of, new Column(of)]));
  #count = 0;

  add(orders: readonly NewOrder[]): void {
    for (const column of this.#columns.values()) column.add(orders, this.#count);
    this.#count += orders.length;
  }

  /** @param ids of all orders that were added */
  end(ids: readonly string[]): Traces {
    const gathered = new Map([...this.#columns].map(([of, column]) => [of, column.end()]));
    const at = ({ of }: Place) => gathered.get(of) as Gathered;
    return { ids, found: places.map(at), promised: at(promises) };
  }
}

/** Places in the batch of the orders that each place knows of. */
async function findKnown(
  client: Client,
  shop: ShopContext,
  looks: string,
  found: readonly (readonly [Place, Gathered])[],
): Promise<Set<number>> {
  const [hits = {}] = await run<Record<string, boolean>>(client, looks, [
    shop.id,
    arrayLiteral(found.map(([, { span }]) => span.least)),
    arrayLiteral(found.map(([, { span }]) => span.most)),
    arrayLiteral(found.map(([, { span }]) => span.length)),
  ]);
  const known = new Set<number>();
  for (const [index, [place, { count, values, owners }]] of found.entries()) {
    if (!hits[`p${index}`] || count === 0) continue;
    const rows = await run<{ n: number }>(client, knownAt(place), [shop.id, values, owners]);
    for (const { n } of rows) known.add(n);
  }
  return known;
}

/** Splits a batch's orders into those nothing is known of, and the others. */
export async function findUnheard(
  client: Client,
  shop: ShopContext,
  { ids, found }: Traces,
): Promise<{ unheard: string[]; heard: Set<string> }> {
  const at = places.map((place, index) => [place, found[index] as Gathered] as const);
  const known = await findKnown(client, shop, looks, at);
  return {
    unheard: ids.filter((_, n) => !known.has(n)),
    heard: new Set(ids.filter((_, n) => known.has(n))),
  };
}

/** Those of a batch's orders that were promised something, which changes nothing of their being new. */
export async function findPromised(
  client: Client,
  shop: ShopContext,
  { ids, promised }: Traces,
): Promise<string[]> {
  const known = await findKnown(client, shop, lookAtPromises, [[promises, promised]]);
  return ids.filter((_, n) => known.has(n));
}
