import type { LoaderFunctionArgs } from "@remix-run/node";
import { isAdminsToken, notAdmins } from "../admin-token.ts";
import { env, shopifyEnv } from "../env.server.ts";
import { createLimit } from "../ingest/survey-limit.ts";
import { readSessionToken } from "../ingest/survey-token.ts";
import { findShop } from "../ledger/shop.server.ts";
import { runtime } from "../runtime.server.ts";
import { customerLists } from "../scorecard/recommend-customer.server.ts";
import { recommendForProduct, type Recommendations } from "../scorecard/recommend.server.ts";

/** Lists of one shop a minute, in each web process: staff open pages one by one. */
const listsAMinute = 600;
const limit = createLimit(listsAMinute);
const shownItems = 5;
const shownAgain = 3;

/** Blocks run on Shopify's pages, whose origins are many: any may read, tokens are no cookies. */
const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, OPTIONS",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Max-Age": "7200",
  "Cache-Control": "private, no-store",
  "Content-Type": "application/json; charset=utf-8",
};
const json = (body: object, status = 200, more: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { ...headers, ...more } });
const refusal = (status: number, error: string, more?: Record<string, string>) =>
  json({ error }, status, more);

const shown = ({ items }: Recommendations) =>
  items.map(({ product, title, reason }) => ({ product, title, reason }));

/**
 * `GET /api/lists?customer=|product=` (a gid) with the admin's id token → `{ items: [{ product, title,
 * reason }], again, needs }`, for the blocks on Shopify's customer and product pages: what goes with it or
 * is new to them, and what they buy again, as `items`.
 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers });
  const { db } = runtime();
  const now = new Date();
  const { apiKey, apiSecret } = shopifyEnv();
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!bearer) return refusal(401, "got no id token, expected Authorization: Bearer <id token>");
  const secrets = [apiSecret, env.SHOPIFY_API_SECRET_OLD].filter((each) => each !== undefined);
  const token = readSessionToken(bearer, { apiKey, secrets }, now);
  if ("refused" in token) return refusal(401, token.refused);
  if (!isAdminsToken(bearer)) return refusal(401, notAdmins);
  const shop = await findShop(db, token.shop);
  if (shop?.state !== "installed") {
    return refusal(403, `got a token of ${token.shop}, where the app is not installed`);
  }
  const wait = limit.take(`${shop.id}`, now);
  if (wait > 0) {
    const words = `got more than ${listsAMinute} requests in a minute: wait ${wait} seconds`;
    return refusal(429, words, { "Retry-After": String(wait) });
  }
  const search = new URL(request.url).searchParams;
  const asked = /^gid:\/\/shopify\/(Customer|Product)\/(\d+)$/.exec(
    search.get("customer") ?? search.get("product") ?? "",
  );
  const [, of, named = ""] = asked ?? [];
  if ((of === "Customer") !== search.has("customer") || !of) {
    return refusal(400, "got no gid, expected customer=gid://shopify/Customer/… or product=…");
  }
  if (of === "Customer") {
    const lists = await customerLists(db, shop, { named, now, limit: shownItems });
    if (!lists) return json({ items: [], again: [], needs: "an order by them" });
    const again = shown(lists.again).slice(0, shownAgain);
    return json({ items: shown(lists.fresh), again, needs: lists.fresh.needs });
  }
  const list = await recommendForProduct(db, shop, { named, limit: shownItems });
  if (!list) return json({ items: [], again: [], needs: "an order of it" });
  return json({ items: shown(list), again: [], needs: list.needs });
}
