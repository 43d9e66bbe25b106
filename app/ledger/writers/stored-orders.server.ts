// What the ledger already holds about the orders of a batch.
import type { Client } from "../../db.server.ts";
import type { Day } from "../day.ts";
import type { OrderFact, ShopContext, Version } from "../facts.ts";
import { arrayLiteral, run } from "./rows.server.ts";

export type StoredOrder = {
  id: string;
  name: string;
  source: OrderFact["source"];
  version: Version;
  processedAt: Date;
  saleDay: Day;
  counted: boolean;
  customerId: string | null;
  customerOrderIndex: number | null;
  redacted: boolean;
  channel: string;
  region: string;
  postcode: string | null;
};

const columns = `id, name, source, processed_at as "processedAt", sale_day as "saleDay", counted,
  customer_id as "customerId", customer_order_index as "customerOrderIndex", redacted, channel, region,
  postcode,
  updated_at as "updatedAt", triggered_at as "triggeredAt", hash`;

type Row = Omit<StoredOrder, "version"> & Version;

/** Orders with one of these ids or one of these names. */
export async function readStored(
  client: Client,
  shop: ShopContext,
  ids: Iterable<string>,
  names: Iterable<string>,
): Promise<StoredOrder[]> {
  const rows = await run<Row>(
    client,
    `select ${columns} from orders where shop_id = $1 and id = any($2::text[])
     union
     select ${columns} from orders where shop_id = $1 and name = any($3::text[])`,
    [shop.id, arrayLiteral([...ids]), arrayLiteral([...names])],
  );
  return rows.map(({ updatedAt, triggeredAt, hash, ...row }) => ({
    ...row,
    version: { updatedAt, triggeredAt, hash },
  }));
}

/** A name as files and surveys write it. */
export const withoutHash = (name: string) => name.replace(/^#/, "");

/** Order ids by reference (an id, or a name without #); unknown ones are missing. */
export async function resolveRefs(
  client: Client,
  shop: ShopContext,
  refs: Iterable<string>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(refs)];
  if (wanted.length === 0) return new Map();
  const rows = await run<{ ref: string; id: string }>(
    client,
    `select name as ref, id from orders where shop_id = $1 and name = any($3::text[])
     union all
     select id as ref, id from orders where shop_id = $1 and id = any($2::text[])`,
    [shop.id, arrayLiteral(wanted), arrayLiteral(wanted.flatMap((ref) => [ref, `#${ref}`]))],
  );
  // Ids come last, so that an id wins over a name of the same letters.
  return new Map(rows.map(({ ref, id }) => [withoutHash(ref), id]));
}
