// What every route of /api/v1 begins with: a bearer access key that names the shop, and the scope the
// route asks for. Answers are JSON, errors too: { error: { got, expected } }.
import type { Db } from "./db.server.ts";
import { openAccessKey, type AccessScope } from "./ledger/access-keys.server.ts";
import { readShop, type Shop } from "./ledger/shop.server.ts";
import { runtime } from "./runtime.server.ts";

export type OpenApi = { db: Db; shop: Shop; search: URLSearchParams };

const headers = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" };

export function answer(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** To be thrown. */
export function refusal(status: 400 | 401 | 403 | 404, got: string, expected: string): Response {
  const response = answer({ error: { got, expected } }, status);
  if (status === 401) response.headers.set("WWW-Authenticate", 'Bearer realm="fourfold"');
  return response;
}

/** The shop of the request's key. Throws a 401 without a good key, a 403 without the scope. */
export async function openApi(request: Request, scope: AccessScope): Promise<OpenApi> {
  const { db } = runtime();
  const [, key = ""] = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const expected =
    "Authorization: Bearer and an access key, made in Settings or by fourfold access-key";
  const opened = await openAccessKey(db, key);
  if (!opened) throw refusal(401, key ? "an unknown or revoked access key" : "no key", expected);
  if (!opened.scopes.includes(scope))
    throw refusal(403, `a key for ${opened.scopes.join(", ")}`, `a key for ${scope}`);
  const shop = await readShop(db, opened.shopId);
  if (!shop) throw refusal(401, "a key of a shop that is gone", expected);
  if (shop.state === "uninstalled")
    throw refusal(403, "a shop that removed the app", "a shop that has it installed");
  return { db, shop, search: new URL(request.url).searchParams };
}
