// Parcels and answers that came before their order, or that hung on a file's copy of it.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { ShopContext } from "../facts.ts";
import { putAnswers, type Answered } from "./answers.server.ts";
import type { Winner } from "./put-orders.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import { withoutHash } from "./stored-orders.server.ts";
import type { Touched } from "./touched.server.ts";

/** What names `ref` belongs to order `id` now; `from` is the file's copy that gave way. */
export type Adoption = { ref: string; id: string; from: string | null };

const adoption: Columns<Adoption> = {
  ref: ["text", (each) => each.ref],
  id: ["text", (each) => each.id],
  from_id: ["text", (each) => each.from],
};

/**
 * The orders nobody knew of before and nothing came ahead of: what hangs on an order needs no look for
 * them. Each name is looked up by itself, by index, whatever the planner thinks the tables hold.
 */
const waitedFor = `
  select w.ref from unnest($2::text[]) as w(ref)
  cross join lateral (
    (select 1 from fulfillment
      where shop_id = $1 and order_ref = w.ref and order_id is null limit 1) union all
    (select 1 from answer where shop_id = $1 and order_ref = w.ref limit 1) union all
    (select 1 from refund where shop_id = $1 and order_id = w.ref limit 1) union all
    (select 1 from order_event where shop_id = $1 and order_id = w.ref limit 1)
    limit 1) waiting`;

const refsOf = ({ fact }: Winner) => [fact.id, fact.name, withoutHash(fact.name)];

export async function findFresh(
  client: Client,
  shop: ShopContext,
  winners: readonly Winner[],
): Promise<Set<string>> {
  const unknown = winners.filter(({ stored, twin }) => !stored && !twin);
  if (unknown.length === 0) return new Set();
  const refs = arrayLiteral([...new Set(unknown.flatMap(refsOf))]);
  const rows = await run<{ ref: string }>(client, waitedFor, [shop.id, refs]);
  const waited = new Set(rows.map(({ ref }) => ref));
  const fresh = unknown.filter((winner) => !refsOf(winner).some((ref) => waited.has(ref)));
  return new Set(fresh.map(({ fact }) => fact.id));
}

export async function adoptWaiting(
  client: Client,
  shop: ShopContext,
  adoptions: readonly Adoption[],
  touched: Touched,
): Promise<void> {
  if (adoptions.length === 0) return;
  await run(
    client,
    `with a as materialized (select * from ${unnest(adoption, "a", 2)}),
     found as materialized (
       select a.id, f.place from a cross join lateral (
         select ctid as place from fulfillment
         where shop_id = $1 and order_ref = a.ref and order_id is null
         union all
         select ctid from fulfillment
         where shop_id = $1 and order_id = a.from_id and order_ref = a.ref) f)
     update fulfillment f set order_id = found.id from found
     where f.shop_id = $1 and f.ctid = found.place
       and f.ctid = any(array(select place from found))`,
    [shop.id, ...cellsOf(adoption, adoptions)],
  );
  const idOf = new Map(
    adoptions.filter(({ ref, id }) => ref !== id).map(({ ref, id }) => [ref, id]),
  );
  const answers = await run<Answered>(
    client,
    `delete from answer where shop_id = $1 and order_ref = any($2::text[])
     returning order_ref as "orderRef", question, touchpoint, score, answered_at as "answeredAt", text`,
    [shop.id, arrayLiteral([...idOf.keys()])],
  );
  const owned = answers.map((each) => ({
    ...each,
    orderRef: idOf.get(each.orderRef) ?? each.orderRef,
  }));
  await putAnswers(client, shop, owned, touched);
}

/** What the API tells of an order's refunds replaces what a file told, known or still waiting. */
export async function dropFileRefunds(
  client: Client,
  shop: ShopContext,
  winners: readonly Winner[],
  touched: Touched,
): Promise<void> {
  const orders = winners.flatMap(({ fact, stored, twin }) => {
    const isKnown = stored?.source === "api" && stored.name === fact.name;
    if (fact.source === "csv" || isKnown) return [];
    return [fact.id, fact.name, withoutHash(fact.name), ...(twin ? [twin.id] : [])];
  });
  await deleteFileRefunds(client, shop, orders, touched);
}

export async function deleteFileRefunds(
  client: Client,
  shop: ShopContext,
  orderIds: readonly string[],
  touched: Touched,
): Promise<void> {
  if (orderIds.length === 0) return;
  const gone = await run<{ id: string; day: Day }>(
    client,
    `delete from refund where shop_id = $1 and order_id = any($2::text[]) and source = 'csv'
     returning id, refund_day as day`,
    [shop.id, arrayLiteral(orderIds)],
  );
  for (const { day } of gone) touched.days.add(day);
  if (gone.length === 0) return;
  await run(client, "delete from refund_line where shop_id = $1 and refund_id = any($2::text[])", [
    shop.id,
    arrayLiteral(gone.map(({ id }) => id)),
  ]);
}
