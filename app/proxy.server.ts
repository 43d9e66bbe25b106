// Known customers' lists for the shop's own pages, through Shopify's app proxy. A list is kept for half a
// minute, and no longer than the numbers it was made from stay as they are.
import { inShop, type Client, type Db } from "./db.server.ts";
import { createLimit } from "./ingest/survey-limit.ts";
import { findShop, type Shop } from "./ledger/shop.server.ts";
import { readProxyRequest } from "./proxy-signature.ts";
import { seesRecommendations } from "./scorecard/experiment.server.ts";
import { nothing, readStamp, windowList, type WindowList } from "./scorecard/window-list.server.ts";

export type Answered =
  | { status: 200; list: WindowList }
  | { status: 400 | 401 | 403 | 429; got: string; expected: string; waitSeconds?: number };

/** Of one customer a minute, in each web process: a page shows one list. */
export const asksOfCustomer = 60;
/** Of all who are not signed in, a minute: they get nothing, which costs nothing. */
const asksOfNobody = 6_000;
const mostItems = 10;
const usualItems = 4;
const usualLeast = 1;
const keptMs = 30_000;
/** How long a process may believe what it read of a shop. */
const shopKnownMs = 10_000;
/** Lists kept at most: a list is about a kilobyte. */
const mostKept = 5_000;

type Asked = { customerId: string; limit: number; least: number; now: Date };

/**
 * Empty for those whom a trial holds out; only who has a list that the page would show takes part in one:
 * `least` says of how many products.
 */
async function shownList(client: Client, shop: Shop, asked: Asked): Promise<WindowList> {
  const { customerId, least, now } = asked;
  const list = await windowList(client, shop, asked);
  if (list.items.length < least) return nothing;
  const sees = await seesRecommendations(client, shop, { person: { customerId }, now });
  return sees ? list : nothing;
}

/** A number of products; null where it is none. */
function readItems(search: URLSearchParams, name: string, usual: number): number | null {
  const items = Number(search.get(name) ?? usual);
  return Number.isInteger(items) && items >= 1 && items <= mostItems ? items : null;
}

export type Proxy = { answer(search: URLSearchParams, now: Date): Promise<Answered> };

export function createProxy(db: Db, secrets: readonly string[]): Proxy {
  const shops = new Map<string, { shop: Shop; until: number }>();
  const kept = new Map<string, { list: WindowList; version: string; until: number }>();
  const limits = { known: createLimit(asksOfCustomer), nobody: createLimit(asksOfNobody) };

  async function installed(domain: string, now: Date): Promise<Shop | null> {
    const known = shops.get(domain);
    if (known && known.until > now.getTime()) return known.shop;
    const shop = await findShop(db, domain);
    if (shop?.state !== "installed") return null;
    shops.set(domain, { shop, until: now.getTime() + shopKnownMs });
    return shop;
  }

  /** One transaction: a list that was kept costs one statement in it. */
  async function listOf(shop: Shop, asked: Asked): Promise<WindowList> {
    const { customerId, limit, least, now } = asked;
    const key = `${shop.id} ${customerId} ${limit} ${least}`;
    const found = kept.get(key);
    const next = await inShop(db, shop.id, async (client) => {
      const { version, isKnown } = await readStamp(client, shop, customerId);
      if (!isKnown) return null;
      if (found && found.version === version && found.until > now.getTime()) return found;
      const list = await shownList(client, shop, asked);
      return { list, version, until: now.getTime() + keptMs };
    });
    kept.delete(key);
    if (next === null) return nothing;
    // The oldest goes first: a Map keeps the order in which its keys came.
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(key, next);
    return next.list;
  }

  return {
    async answer(search, now) {
      const asked = readProxyRequest(search, secrets, now);
      if ("refused" in asked) return { status: 401, ...asked.refused };
      const { shop: domain, customerId } = asked;
      const limit = readItems(asked.search, "limit", usualItems);
      const least = readItems(asked.search, "least", usualLeast);
      if (limit === null || least === null) {
        const wrong = limit === null ? "limit" : "least";
        const got = `${wrong}=${asked.search.get(wrong)}`;
        return { status: 400, got, expected: `a whole number from 1 to ${mostItems}` };
      }
      const shop = await installed(domain, now);
      if (!shop) {
        return { status: 403, got: `a request of ${domain}`, expected: "a shop with the app" };
      }
      const waitSeconds =
        customerId === null
          ? limits.nobody.take(`${shop.id}`, now)
          : limits.known.take(`${shop.id} ${customerId}`, now);
      if (waitSeconds > 0) {
        const most = customerId === null ? asksOfNobody : asksOfCustomer;
        const expected = `at most ${most} a minute: wait ${waitSeconds} seconds`;
        return { status: 429, got: "too many requests", expected, waitSeconds };
      }
      if (customerId === null) return { status: 200, list: nothing };
      return { status: 200, list: await listOf(shop, { customerId, limit, least, now }) };
    },
  };
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (found) => entities[found]!);

/** A list of links, for pages that put it in as it is; empty text for an empty list. */
export function listHtml({ items }: WindowList): string {
  if (items.length === 0) return "";
  const links = items.map(
    ({ url, title, product }) =>
      `<li><a href="${escaped(url)}" data-product="${escaped(product)}">${escaped(title)}</a></li>`,
  );
  return `<ul class="fourfold-recommendations">${links.join("")}</ul>`;
}
