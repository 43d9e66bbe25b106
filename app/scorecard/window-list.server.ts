// A known customer's list as the shop's own pages may show it: products with an address there, and why
// in one other product's name. Counts stay inside: how much a shop sells is nobody's business.
import type { Client } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { arrayLiteral, run } from "../ledger/writers/rows.server.ts";
import { customerList } from "./recommend-customer.server.ts";

export type WindowItem = {
  product: string;
  title: string;
  handle: string;
  /** A path of the online store. */
  url: string;
  /** Where the item comes from. */
  model: string;
  /** What the customer bought that speaks for it; null where nothing in particular does. */
  because: string | null;
};

export type WindowList = { items: WindowItem[] };

export const nothing: WindowList = { items: [] };

/** What a kept list is good for: while this stays, so does the list. */
export type Stamp = { version: string; isKnown: boolean };

/**
 * Rows by their keys: the shop's numbers, when lists were counted, whether the customer is still one, and
 * one who may be shown a list: what stands on a page can be read by every script on it, so who forbade
 * that their data is shared is treated as somebody unknown there.
 */
export async function readStamp(
  client: Client,
  shop: ShopContext,
  customerId: string,
): Promise<Stamp> {
  const [row] = await run<{ version: string; gone: boolean }>(
    client,
    `select concat_ws(' ', s.version, r.refreshed_at, m.learned_at) as version,
       exists (select from tombstone t
         where t.shop_id = $1 and t.kind = 'customer' and t.id = $2)
       or exists (select from customer_alias a where a.shop_id = $1 and a.from_id = $2)
       or exists (select from customer c
         where c.shop_id = $1 and c.id = $2 and c.sale_opt_out) as gone
     from shop s
     left join recommend_state r on r.shop_id = $1
     left join recommend_model m on m.shop_id = $1
     where s.id = $1`,
    [shop.id, customerId],
  );
  return { version: row?.version ?? "", isKnown: row?.gone === false };
}

/** Empty for a customer we do not know, and for an id that was merged away or erased. */
export async function windowList(
  client: Client,
  shop: ShopContext,
  { customerId, now, limit }: { customerId: string; now: Date; limit: number },
): Promise<WindowList> {
  const list = await customerList(client, shop, { named: customerId, now, limit });
  if (!list || !("customer" in list.for) || list.for.customer !== customerId) return nothing;
  const ids = list.items.map(({ product }) => product);
  const handles = await readHandles(client, shop, ids);
  return {
    items: list.items.flatMap(({ product, title, evidence }) => {
      const handle = handles.get(product);
      if (!handle) return [];
      const url = `/products/${encodeURIComponent(handle)}`;
      const because = evidence.because?.title ?? null;
      return { product, title, handle, url, model: evidence.model, because };
    }),
  };
}

async function readHandles(client: Client, shop: ShopContext, ids: readonly string[]) {
  const rows = await run<{ id: string; handle: string }>(
    client,
    "select id, handle from product where shop_id = $1 and id = any($2::text[])",
    [shop.id, arrayLiteral(ids)],
  );
  return new Map(rows.map(({ id, handle }) => [id, handle]));
}
