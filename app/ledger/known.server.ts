// Which facts of a file would change nothing: the same content is stored already, or a copy from
// the API stands in their place. They are not written, so the same file again costs only reading.
import type { Client } from "../db.server.ts";
import type { AnswerFact, CostFact, Fact, FactOf, ShopContext } from "./facts.ts";
import { knownCostRules } from "./writers/cost-rules.server.ts";
import { knownLabelCosts } from "./writers/label-costs.server.ts";
import { knownTouches } from "./writers/touches.server.ts";
import { knownRates, knownSpend } from "./writers/spend.server.ts";
import { knownStockRules } from "./writers/stock-rules.server.ts";
import { knownCounts } from "./writers/stock-counts.server.ts";

type Hashed = FactOf<"refund" | "fulfillment" | "product" | "customer">;
const tables: Record<Hashed["kind"], string> = {
  refund: "refund",
  fulfillment: "fulfillment",
  product: "product",
  customer: "customer",
};

function ofKind<K extends Fact["kind"]>(facts: readonly Fact[], kind: K): FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}

/** Facts whose row has the same content, or is a copy that a file cannot replace. */
async function sameHash(client: Client, shop: ShopContext, facts: Hashed[]): Promise<Hashed[]> {
  const [first] = facts;
  if (!first) return [];
  const { rows } = await client.query<{ id: string; hash: string; newer: boolean }>(
    `select id, hash, updated_at > 'epoch' as newer from ${tables[first.kind]}
     where shop_id = $1 and id = any($2)`,
    [shop.id, facts.map(({ id }) => id)],
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  return facts.filter(({ id, version }) => {
    const row = stored.get(id);
    return row !== undefined && (row.newer || row.hash === version.hash);
  });
}

/** Orders that are stored alike, came from the API (by id or name) or were deleted there. */
async function knownOrders(client: Client, shop: ShopContext, orders: FactOf<"order">[]) {
  const { rows } = await client.query<{ ref: string; hash: string | null }>(
    `select id as ref, hash from orders where shop_id = $1 and id = any($2) and source = 'csv'
     union all select id, null from orders where shop_id = $1 and id = any($2) and source <> 'csv'
     union all select name, null from orders where shop_id = $1 and name = any($3) and source <> 'csv'
     union all select id, null from tombstone where shop_id = $1 and kind = 'order' and id = any($2)`,
    [shop.id, orders.map(({ id }) => id), orders.map(({ name }) => name)],
  );
  const elsewhere = new Set(rows.filter(({ hash }) => hash === null).map(({ ref }) => ref));
  const hashes = new Map(rows.map(({ ref, hash }) => [ref, hash]));
  const owned = orders.filter(({ id, name }) => elsewhere.has(id) || elsewhere.has(name));
  const same = orders.filter(({ id, version }) => hashes.get(id) === version.hash);
  return { owned, same };
}

async function knownCosts(client: Client, shop: ShopContext, costs: CostFact[]) {
  const { rows } = await client.query<{ at: number }>(
    `select c.at::int as at from unnest($2::text[], $3::timestamptz[], $4::numeric[])
       with ordinality as c (item, valid_from, amount, at)
     cross join lateral (select u.amount from unit_cost u where u.shop_id = $1 and u.item = c.item
       and u.valid_from <= c.valid_from order by u.valid_from desc limit 1) u
     where u.amount = c.amount`,
    [
      shop.id,
      costs.map(({ item }) => item),
      costs.map(({ validFrom }) => validFrom),
      costs.map(({ amount }) => amount),
    ],
  );
  return rows.flatMap(({ at }) => costs[at - 1] ?? []);
}

/** Answers whose order already has one at least as early to the question at that touchpoint. */
async function knownAnswers(client: Client, shop: ShopContext, answers: AnswerFact[]) {
  const { rows } = await client.query<{ at: number }>(
    `with n as (
       select * from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::text[])
         with ordinality as n (ref, question, touchpoint, answered_at, score, words, at)
     ), named as (
       select at, ref from n
       union select n.at, o.id from n cross join lateral (
         select id from orders where shop_id = $1 and name in (n.ref, '#' || n.ref) offset 0) o
     )
     -- Probed one by one: of a shop that came after the last look nobody knows how many answers it has.
     select distinct n.at::int as at from n join named using (at)
     cross join lateral (select from answer a where a.shop_id = $1 and a.order_ref = named.ref
       and a.question = n.question and a.touchpoint = n.touchpoint
       and (a.answered_at, a.score, coalesce(a.text, ''))
         <= (n.answered_at, n.score, coalesce(n.words, '')) limit 1) a`,
    [
      shop.id,
      answers.map(({ orderRef }) => orderRef),
      answers.map(({ question }) => question),
      answers.map(({ touchpoint }) => touchpoint),
      answers.map(({ answeredAt }) => answeredAt),
      answers.map(({ score }) => score),
      answers.map(({ text }) => text),
    ],
  );
  return rows.flatMap(({ at }) => answers[at - 1] ?? []);
}

/**
 * Of a file's facts those that would change nothing. What belongs to an order that the API tells
 * about (its refund, its customer) changes nothing either.
 */
export async function knownFacts(
  client: Client,
  shop: ShopContext,
  facts: readonly Fact[],
): Promise<Set<Fact>> {
  const known = new Set<Fact>();
  const add = (some: readonly Fact[]) => some.forEach((fact) => known.add(fact));
  const orders = ofKind(facts, "order");
  const refunds = ofKind(facts, "refund");
  const customers = ofKind(facts, "customer");
  if (orders.length > 0) {
    const { owned, same } = await knownOrders(client, shop, orders);
    add([...owned, ...same]);
    const ids = new Set(owned.map(({ id }) => id));
    add(refunds.filter(({ orderId }) => ids.has(orderId)));
    const kept = orders.filter(({ id }) => !ids.has(id)).map(({ customerId }) => customerId);
    const people = new Set(kept);
    add(customers.filter(({ id }) => !people.has(id)));
    add(ofKind(facts, "order-touch").filter(({ orderId }) => ids.has(orderId)));
  }
  add(await sameHash(client, shop, refunds));
  add(await sameHash(client, shop, customers));
  add(await sameHash(client, shop, ofKind(facts, "fulfillment")));
  add(await sameHash(client, shop, ofKind(facts, "product")));
  const costs = ofKind(facts, "cost");
  if (costs.length > 0) add(await knownCosts(client, shop, costs));
  const answers = ofKind(facts, "answer");
  if (answers.length > 0) add(await knownAnswers(client, shop, answers));
  const touches = ofKind(facts, "order-touch");
  if (touches.length > 0) add(await knownTouches(client, shop, touches));
  add(await knownCostRules(client, shop, ofKind(facts, "cost-rule")));
  add(await knownLabelCosts(client, shop, ofKind(facts, "label-cost")));
  add(await knownSpend(client, shop, ofKind(facts, "spend")));
  add(await knownRates(client, shop, ofKind(facts, "rate")));
  add(await knownCounts(client, shop, ofKind(facts, "stock-count")));
  add(await knownStockRules(client, shop, ofKind(facts, "stock-rule")));
  return known;
}
