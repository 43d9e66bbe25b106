// Which orders of a batch the ledger knows nothing of: neither themselves, nor anything that names
// them or carries an id of theirs. A history is told in the order of its ids, so one look between the
// least and the greatest of a batch's ids mostly says that nothing is there.
import type { Client } from "../../db.server.ts";
import type { Fact, ShopContext } from "../facts.ts";
import type { OrderTouchFact } from "../marketing-facts.ts";
import type { NewOrder } from "./new-orders.server.ts";
import { arrayLiteral, run } from "./rows.server.ts";
import { withoutHash } from "./stored-orders.server.ts";

/** The surer of two, as the ledger keeps them (touches.server.ts). */
const isSurer = (a: OrderTouchFact, b: OrderTouchFact) =>
  a.grade !== b.grade ? a.grade > b.grade : a.hash > b.hash;

/** What of an order may be known before the order is: small, as it is kept while thousands are packed. */
export type Trace = Record<"id" | "name", string> &
  Record<"refunds" | "fulfillments" | "events", string[]>;

export type TracedOrder = NewOrder & { trace: Trace };

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
  gather(facts: readonly Fact[]): { orders: TracedOrder[]; rest: Fact[] } {
    const orders = new Map<string, TracedOrder>();
    const rest: Fact[] = [];
    for (const fact of facts) {
      if (fact.kind !== "order") continue;
      if (fact.source === "csv" || this.#orders.has(fact.id) || this.#heard.has(fact.id)) {
        rest.push(fact);
      } else {
        const [id, name] = [copy(fact.id), copy(fact.name)];
        this.#orders.add(id);
        const own = { refunds: [], fulfillments: [], events: [] };
        const trace: Trace = { id, name, refunds: [], fulfillments: [], events: [] };
        orders.set(fact.id, { fact, touch: null, ...own, trace });
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

  #take(order: TracedOrder, fact: Fact): boolean {
    const { trace } = order;
    if (fact.kind === "order-touch") {
      if (!order.touch || isSurer(fact, order.touch)) order.touch = fact;
    } else if (fact.kind === "refund") {
      if (fact.source !== "api" || !this.#isFirst("refund", fact, trace.refunds)) return false;
      order.refunds.push(fact);
    } else if (fact.kind === "fulfillment") {
      if (!this.#isFirst("fulfillment", fact, trace.fulfillments)) return false;
      order.fulfillments.push(fact);
    } else if (fact.kind === "fulfillment-event") {
      const isOurs = order.fulfillments.some(({ id }) => id === fact.fulfillmentId);
      if (!isOurs || !this.#isFirst("event", fact, trace.events)) return false;
      order.events.push(fact);
    } else return false;
    return true;
  }

  /** Notes the id in the order's trace when it is. */
  #isFirst(
    kind: "refund" | "fulfillment" | "event",
    { id }: { id: string },
    trace: string[],
  ): boolean {
    const taken = this.#taken[kind];
    if (taken.has(id)) return false;
    const own = copy(id);
    taken.add(own);
    trace.push(own);
    return true;
  }
}

/** A column in which something known may stand, and what of an order would stand there. */
type Place = {
  table: string;
  column: string;
  where?: string;
  of(order: Trace): readonly string[];
};

const ids = ({ id }: Trace) => [id];
const names = ({ name }: Trace) => [name];
const refs = ({ name }: Trace) => [withoutHash(name)];

const places: Place[] = [
  { table: "orders", column: "id", of: ids },
  { table: "orders", column: "name", of: names },
  { table: "tombstone", column: "id", where: "kind in ('order', 'redacted-order')", of: ids },
  { table: "refund", column: "id", of: ({ refunds }) => refunds },
  { table: "refund", column: "order_id", of: ids },
  { table: "refund", column: "order_id", of: names },
  { table: "refund", column: "order_id", of: refs },
  { table: "fulfillment", column: "id", of: ({ fulfillments }) => fulfillments },
  { table: "fulfillment", column: "order_ref", where: "order_id is null", of: ids },
  { table: "fulfillment", column: "order_ref", where: "order_id is null", of: refs },
  { table: "fulfillment_event", column: "id", of: ({ events }) => events },
  { table: "fulfillment_event", column: "order_id", of: ids },
  { table: "answer", column: "order_ref", of: ids },
  { table: "answer", column: "order_ref", of: refs },
  { table: "order_event", column: "order_id", of: ids },
  { table: "order_touch", column: "order_id", of: ids },
];
/** What is known of these and changes nothing of their being new. */
const promises: Place = { table: "fulfillment_order", column: "order_id", of: ids };
const all = [...places, promises];

const known = ({ table, column, where }: Place, is: string) => `select from ${table}
  where shop_id = $1 ${where ? `and ${where}` : ""} and ${column} ${is} limit 1`;

/** Is anything there at all, and between the least and the greatest, equally long? */
const looks = `select ${all
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

/** Places in the batch of the orders that are known by this column. */
const knownAt = (place: Place) => `
  select distinct v.n from unnest($2::text[], $3::int[]) as v(value, n)
  cross join lateral (${known(place, "= v.value")}) found`;

/** `length`: of all of them; 0 where they differ. */
type Span = { least: string; most: string; length: number };
const noSpan: Span = { least: "", most: "", length: 0 };

const isDigit = (code: number) => code >= 48 && code <= 57;
const isLetter = (code: number) => (code >= 97 && code <= 122) || code === 95;

/** Where digits end in `#1001`, `5400` or `5400:delivered`, which may begin with a `#`; 0 for anything else. */
function endOfDigits(value: string): number {
  const start = hasHash(value) ? 1 : 0;
  let end = start;
  while (isDigit(value.charCodeAt(end))) end += 1;
  if (end === start) return 0;
  if (end === value.length) return end;
  let at = end + 1;
  while (isLetter(value.charCodeAt(at))) at += 1;
  return value.charCodeAt(end) === 58 && at === value.length ? end : 0;
}

const hasHash = (value: string) => value.charCodeAt(0) === 35;

/**
 * Least and greatest where every database sorts alike: among digits, and among equally many digits with
 * the same before them and a word after them; else none.
 */
export function spanOf(values: readonly string[]): Span {
  const [first = ""] = values;
  const [hashed, digits] = [hasHash(first), endOfDigits(first)];
  let { length } = first;
  let [least, most] = [first, first];
  let [areDigits, areAlike] = [true, true];
  for (const value of values) {
    const end = endOfDigits(value);
    if (end === 0) return noSpan;
    areDigits &&= end === value.length && !hasHash(value);
    areAlike &&= end === digits && hasHash(value) === hashed;
    // Mostly they ascend.
    if (value > most) most = value;
    else if (value < least) least = value;
    if (value.length !== length) length = 0;
  }
  return values.length > 0 && (areDigits || areAlike) ? { least, most, length } : noSpan;
}

/** Values, and the places of their orders in the batch, as array literals. */
type Gathered = { count: number; values: string; owners: string; span: Span };

function gather(orders: readonly Trace[], of: Place["of"]): Gathered {
  const values: string[] = [];
  const owners: number[] = [];
  for (const [n, order] of orders.entries()) {
    for (const value of of(order)) {
      values.push(value);
      owners.push(n);
    }
  }
  const literals = { values: arrayLiteral(values), owners: `{${owners.join(",")}}` };
  return { count: values.length, ...literals, span: spanOf(values) };
}

/** A batch's orders by their ids, and what of them may be known, by place. */
export type Traces = { ids: readonly string[]; found: readonly Gathered[] };

export function tracesOf(orders: readonly Trace[]): Traces {
  // Many columns hold the same: gathered once.
  const sources = new Map(all.map(({ of }) => [of, gather(orders, of)]));
  const found = all.map(({ of }) => sources.get(of) as Gathered);
  return { ids: orders.map(({ id }) => id), found };
}

/** Splits a batch's orders into those nothing is known of, and the others. */
export async function findUnheard(
  client: Client,
  shop: ShopContext,
  { ids, found }: Traces,
): Promise<{ unheard: string[]; heard: Set<string>; promised: string[] }> {
  const [hits = {}] = await run<Record<string, boolean>>(client, looks, [
    shop.id,
    arrayLiteral(found.map(({ span }) => span.least)),
    arrayLiteral(found.map(({ span }) => span.most)),
    arrayLiteral(found.map(({ span }) => span.length)),
  ]);
  const knownBy = async (index: number): Promise<number[]> => {
    const [place, what] = [all[index], found[index]];
    if (!place || !what || !hits[`p${index}`] || what.count === 0) return [];
    const rows = await run<{ n: number }>(client, knownAt(place), [
      shop.id,
      what.values,
      what.owners,
    ]);
    return rows.map(({ n }) => n);
  };
  const known = new Set<number>();
  for (const index of places.keys()) for (const n of await knownBy(index)) known.add(n);
  const promised = await knownBy(places.length);
  return {
    unheard: ids.filter((_, n) => !known.has(n)),
    heard: new Set(ids.filter((_, n) => known.has(n))),
    promised: promised.flatMap((n) => (known.has(n) ? [] : (ids[n] ?? []))),
  };
}
