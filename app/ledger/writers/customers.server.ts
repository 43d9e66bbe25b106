// Customers, and merges of two into one: the merged one's orders move to the kept one for good.
import type { Client } from "../../db.server.ts";
import { deleteContacts, putContacts } from "../contacts.server.ts";
import type { Day } from "../day.ts";
import type { CustomerFact, CustomerMergeFact, ShopContext } from "../facts.ts";
import { putNewest, type Table } from "./put.server.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import type { Graves } from "./tombstones.server.ts";
import type { Touched } from "./touched.server.ts";
import { newest } from "./versions.server.ts";

const customer: Table<CustomerFact> = {
  name: "customer",
  key: ["id"],
  keyOf: (fact) => fact.id,
  columns: {
    id: ["text", (fact) => fact.id],
    created_at: ["timestamptz", (fact) => fact.createdAt],
    state: ["text", (fact) => fact.state],
  },
};

export async function writeCustomers(
  client: Client,
  shop: ShopContext,
  facts: readonly CustomerFact[],
  graves: Graves,
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const merged = await readAliases(
    client,
    shop,
    facts.map(({ id }) => id),
  );
  const alive = facts.filter(({ id }) => !merged.has(id) && !graves.at("customer", id));
  const put = await putNewest<CustomerFact, { id: string }>(client, shop, customer, alive);
  const facted = new Map(newest(alive, customer.keyOf).map((fact) => [fact.id, fact]));
  const contacts = put.flatMap(({ id }) => {
    const details = facted.get(id)?.contact;
    return details ? [{ customerId: id, details }] : [];
  });
  await putContacts(client, shop, contacts);
  await putChoices(client, shop, alive);
  touched.changed += put.length;
}

type Choice = { id: string; isOut: boolean; toldAt: Date };

const choice: Columns<Choice> = {
  id: ["text", ({ id }) => id],
  out: ["boolean", ({ isOut }) => isOut],
  at: ["timestamptz", ({ toldAt }) => toldAt],
};

/** The latest answer stays, whatever of the customer is newer. */
async function putChoices(
  client: Client,
  shop: ShopContext,
  facts: readonly CustomerFact[],
): Promise<void> {
  const told = facts.flatMap(({ id, saleOptOut }) => (saleOptOut ? [{ id, ...saleOptOut }] : []));
  if (told.length === 0) return;
  await run(
    client,
    `update customer c set sale_opt_out = t.out, sale_told_at = t.at
     from (select distinct on (id) * from ${unnest(choice, "told", 3)} order by id, at desc, out desc) t
     where c.shop_id = $1 and c.id = t.id and c.id = any($2::text[])
       and (c.sale_told_at is null or (c.sale_told_at, c.sale_opt_out) < (t.at, t.out))`,
    [shop.id, arrayLiteral(told.map(({ id }) => id)), ...cellsOf(choice, told)],
  );
}

type Alias = { from: string; to: string };

const alias: Columns<Alias> = {
  from_id: ["text", (each) => each.from],
  to_id: ["text", (each) => each.to],
};

/** Every merged id points straight at the one that is kept now, however long the chain was. */
async function readAliases(
  client: Client,
  shop: ShopContext,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await run<Alias>(
    client,
    `select from_id as from, to_id as to from customer_alias
     where shop_id = $1 and from_id = any($2::text[])`,
    [shop.id, arrayLiteral(ids)],
  );
  return new Map(rows.map(({ from, to }) => [from, to]));
}

export async function writeMerges(
  client: Client,
  shop: ShopContext,
  facts: readonly CustomerMergeFact[],
  touched: Touched,
): Promise<void> {
  if (facts.length === 0) return;
  const kept = await readAliases(
    client,
    shop,
    facts.flatMap(({ fromId, toId }) => [fromId, toId]),
  );
  const keptOf = (id: string): string => {
    const next = kept.get(id);
    return next === undefined ? id : keptOf(next);
  };
  const fresh: string[] = [];
  for (const { fromId, toId } of facts) {
    const [from, to] = [keptOf(fromId), keptOf(toId)];
    if (from === to) continue;
    kept.set(from, to);
    fresh.push(from);
  }
  if (fresh.length === 0) return;
  const aliases = fresh.map((from) => ({ from, to: keptOf(from) }));
  const from = arrayLiteral(fresh);
  await run(
    client,
    `update customer_alias c set to_id = a.to_id from ${unnest(alias, "a", 2)}
     where c.shop_id = $1 and c.to_id = a.from_id`,
    [shop.id, ...cellsOf(alias, aliases)],
  );
  await run(
    client,
    `insert into customer_alias (shop_id, from_id, to_id)
     select $1, from_id, to_id from ${unnest(alias, "a", 2)}`,
    [shop.id, ...cellsOf(alias, aliases)],
  );
  const orders = await run<{
    id: string;
    customerId: string;
    processedAt: Date;
    counted: boolean;
    day: Day;
  }>(
    client,
    `update orders o set customer_id = a.to_id from ${unnest(alias, "a", 3)}
     where o.shop_id = $1 and o.customer_id = any($2::text[]) and o.customer_id = a.from_id
     returning o.id, o.customer_id as "customerId", o.processed_at as "processedAt", o.counted,
       o.sale_day as day`,
    [shop.id, from, ...cellsOf(alias, aliases)],
  );
  for (const { id, customerId, processedAt, counted, day } of orders) {
    touched.days.add(day);
    touched.unlinked.add(id);
    if (counted) touched.places.push({ customerId, processedAt, id });
  }
  await deleteContacts(client, shop, fresh);
  await run(client, "delete from customer where shop_id = $1 and id = any($2::text[])", [
    shop.id,
    from,
  ]);
  touched.changed += fresh.length;
}
