// Which orders of a batch the ledger knows nothing of: neither themselves, nor anything that names
// them or carries an id of theirs. A history is told in the order of its ids, so one look between the
// least and the greatest of a batch's ids mostly says that nothing is there.
import type { Client } from "../../db.server.ts";
import type { Fact, ShopContext } from "../facts.ts";
import type { NewOrder } from "./new-orders.server.ts";
import { arrayLiteral, run } from "./rows.server.ts";
import { withoutHash } from "./stored-orders.server.ts";

/** New orders as far as the batch itself can tell, and the facts that belong to none of them. */
export function gatherOrders(facts: readonly Fact[]): { orders: NewOrder[]; rest: Fact[] } {
  const orders = new Map<string, NewOrder>();
  const rest: Fact[] = [];
  for (const fact of facts) {
    if (fact.kind !== "order") continue;
    if (fact.source === "csv" || orders.has(fact.id)) rest.push(fact);
    else orders.set(fact.id, { fact, refunds: [], fulfillments: [], events: [] });
  }
  const taken = { refund: new Set(), fulfillment: new Set(), event: new Set() };
  const isFirst = (kind: keyof typeof taken, { id }: { id: string }) =>
    !taken[kind].has(id) && !!taken[kind].add(id);
  for (const fact of facts) {
    if (fact.kind === "order") continue;
    const ref = fact.kind === "fulfillment" ? fact.orderRef : "orderId" in fact ? fact.orderId : "";
    const order = orders.get(ref);
    if (order && fact.kind === "refund" && fact.source === "api" && isFirst("refund", fact)) {
      order.refunds.push(fact);
    } else if (order && fact.kind === "fulfillment" && isFirst("fulfillment", fact)) {
      order.fulfillments.push(fact);
    } else if (
      order &&
      fact.kind === "fulfillment-event" &&
      order.fulfillments.some(({ id }) => id === fact.fulfillmentId) &&
      isFirst("event", fact)
    ) {
      order.events.push(fact);
    } else rest.push(fact);
  }
  return { orders: [...orders.values()], rest };
}

/** A column in which something known may stand, and what of an order would stand there. */
type Place = {
  table: string;
  column: string;
  where?: string;
  /** Only looked at when the shop has a row of which this is true. */
  only?: string;
  of(order: NewOrder): string[];
};

const ids = ({ fact }: NewOrder) => [fact.id];
const names = ({ fact }: NewOrder) => [fact.name];
const refs = ({ fact }: NewOrder) => [withoutHash(fact.name)];
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

const places: Place[] = [
  { table: "orders", column: "id", of: ids },
  { table: "orders", column: "name", of: names },
  { table: "tombstone", column: "id", where: "kind in ('order', 'redacted-order')", of: ids },
  { table: "refund", column: "id", of: ({ refunds }) => idsOf(refunds) },
  { table: "refund", column: "order_id", of: ids },
  { table: "refund", column: "order_id", of: names },
  { table: "refund", column: "order_id", of: refs },
  { table: "fulfillment", column: "id", of: ({ fulfillments }) => idsOf(fulfillments) },
  { table: "fulfillment", column: "order_ref", only: "order_id is null", of: ids },
  { table: "fulfillment", column: "order_ref", only: "order_id is null", of: refs },
  { table: "fulfillment_event", column: "id", of: ({ events }) => idsOf(events) },
  { table: "fulfillment_event", column: "order_id", of: ids },
  { table: "answer", column: "order_ref", of: ids },
  { table: "answer", column: "order_ref", of: refs },
  { table: "order_event", column: "order_id", of: ids },
];
/** What is known of these and changes nothing of their being new. */
const promises: Place = { table: "fulfillment_order", column: "order_id", of: ids };
const all = [...places, promises];

const known = ({ table, column, where }: Place, is: string) => `select from ${table}
  where shop_id = $1 ${where ? `and ${where}` : ""} and ${column} ${is} limit 1`;

/** Is anything there at all, and between the least and the greatest? */
const looks = `select ${all
  .map((place, index) => {
    const span = `between ($2::text[])[${index + 1}] and ($3::text[])[${index + 1}]`;
    const only = `select from ${place.table} where shop_id = $1 and ${place.only ?? "true"} limit 1`;
    return `exists (${only}) and (($2::text[])[${index + 1}] = ''
      or exists (${known(place, span)})) as p${index}`;
  })
  .join(", ")}`;

/** Places in the batch of the orders that are known by this column. */
const knownAt = (place: Place) => `
  select distinct v.n from unnest($2::text[], $3::int[]) as v(value, n)
  cross join lateral (${known(place, "= v.value")}) found`;

const digits = /^\d+$/;

/** Least and greatest where every database sorts alike, which is among digits; else two empty texts. */
function spanOf(values: readonly string[]): [least: string, most: string] {
  let least = values[0] ?? "";
  let most = least;
  for (const value of values) {
    if (!digits.test(value)) return ["", ""];
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

type Gathered = { values: string[]; owners: number[]; span: ReturnType<typeof spanOf> };

function gather(orders: readonly NewOrder[], of: Place["of"]): Gathered {
  const values: string[] = [];
  const owners: number[] = [];
  for (const [n, order] of orders.entries()) {
    for (const value of of(order)) {
      values.push(value);
      owners.push(n);
    }
  }
  return { values, owners, span: spanOf(values) };
}

/** Splits orders into those nothing is known of, and the others. */
export async function findUnheard(
  client: Client,
  shop: ShopContext,
  orders: readonly NewOrder[],
): Promise<{ unheard: NewOrder[]; heard: NewOrder[]; promised: string[] }> {
  if (orders.length === 0) return { unheard: [], heard: [], promised: [] };
  // Many columns hold the same: gathered once.
  const sources = new Map(all.map(({ of }) => [of, gather(orders, of)]));
  const found = all.map(({ of }) => sources.get(of) as Gathered);
  const [hits = {}] = await run<Record<string, boolean>>(client, looks, [
    shop.id,
    arrayLiteral(found.map(({ span: [least] }) => least)),
    arrayLiteral(found.map(({ span: [, most] }) => most)),
  ]);
  const knownBy = async (index: number): Promise<number[]> => {
    const [place, what] = [all[index], found[index]];
    if (!place || !what || !hits[`p${index}`] || what.values.length === 0) return [];
    const rows = await run<{ n: number }>(client, knownAt(place), [
      shop.id,
      arrayLiteral(what.values),
      arrayLiteral(what.owners),
    ]);
    return rows.map(({ n }) => n);
  };
  const heard = new Set<number>();
  for (const index of places.keys()) for (const n of await knownBy(index)) heard.add(n);
  const promised = await knownBy(places.length);
  return {
    unheard: orders.filter((_, n) => !heard.has(n)),
    heard: orders.filter((_, n) => heard.has(n)),
    promised: promised.flatMap((n) => (heard.has(n) ? [] : (orders[n]?.fact.id ?? []))),
  };
}
