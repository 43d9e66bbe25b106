// References to orders, as files and surveys gave them, that hold a person's e-mail or phone instead. They are
// no order's, so nothing that loses a person by order or id comes past them.
import { randomUUID } from "node:crypto";
import type { Client } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import type { Pattern } from "./redact-patterns.ts";
import { arrayLiteral, cellsOf, run, unnest, type Columns } from "./writers/rows.server.ts";

type Renamed = { ref: string; by: string };
const renamed: Columns<Renamed> = {
  ref: ["text", ({ ref }) => ref],
  by: ["text", ({ by }) => by],
};

const tables = ["fulfillment", "label_cost", "answer"] as const;

async function refsIn(
  client: Client,
  shop: ShopContext,
  table: (typeof tables)[number],
  { sql, erase }: Pattern,
): Promise<string[]> {
  if (sql === null) return [];
  const text = `select distinct order_ref as ref from ${table} where shop_id = $1 and order_ref ~* $2`;
  const rows = await run<{ ref: string }>(client, text, [shop.id, sql]);
  return rows.map(({ ref }) => ref).filter((ref) => erase(ref) !== ref);
}

/** References that are somebody's e-mail or phone. */
export async function refsNaming(
  client: Client,
  shop: ShopContext,
  contacts: Pattern,
): Promise<string[]> {
  const refs: string[] = [];
  for (const table of tables) refs.push(...(await refsIn(client, shop, table, contacts)));
  return refs;
}

/** An answer's score goes on counting under a random reference; labels and parcels of no order count nowhere. */
export async function eraseRefs(
  client: Client,
  shop: ShopContext,
  contacts: Pattern,
): Promise<void> {
  for (const table of ["fulfillment", "label_cost"] as const) {
    const text = `delete from ${table} where shop_id = $1 and order_ref = any($2::text[])`;
    await run(client, text, [shop.id, arrayLiteral(await refsIn(client, shop, table, contacts))]);
  }
  const refs = await refsIn(client, shop, "answer", contacts);
  const given = refs.map((ref) => ({ ref, by: `redacted:${randomUUID()}` }));
  await run(
    client,
    `update answer a set order_ref = r.by, text = null from ${unnest(renamed, "r", 3)}
     where a.shop_id = $1 and a.order_ref = any($2::text[]) and a.order_ref = r.ref`,
    [shop.id, arrayLiteral(refs), ...cellsOf(renamed, given)],
  );
}
