import type { LoaderFunctionArgs } from "@remix-run/node";
import { env, shopifyEnv } from "../env.server.ts";
import { createProxy, listHtml } from "../proxy.server.ts";
import { shared } from "../runtime.server.ts";

const proxy = () =>
  shared("proxy", ({ db }) => {
    const secrets = [shopifyEnv().apiSecret, env.SHOPIFY_API_SECRET_OLD];
    return createProxy(
      db,
      secrets.filter((secret) => secret !== undefined),
    );
  });

/** What a visitor's browser keeps would stay when they sign out. */
const headers = {
  "Cache-Control": "private, no-store",
  "X-Robots-Tag": "noindex",
  Vary: "Accept",
};
const json = (body: object, status: number, more: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "Content-Type": "application/json; charset=utf-8", ...more },
  });

/**
 * `GET /apps/fourfold/recommendations?limit=&least=` through the app proxy → `{ items: [{ product, title,
 * handle, url, model, because }] }` of the customer Shopify says is signed in, none for nobody nor where
 * there are fewer than `least`; as a list of links where `Accept` wants text/html. 401 without Shopify's signature, 429 past 60 a minute of one customer.
 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const answered = await proxy().answer(new URL(request.url).searchParams, new Date());
  if (answered.status !== 200) {
    const { status, got, expected, waitSeconds } = answered;
    const retry: Record<string, string> =
      waitSeconds === undefined ? {} : { "Retry-After": String(waitSeconds) };
    return json({ error: { got, expected } }, status, retry);
  }
  const accepts = request.headers.get("accept") ?? "";
  if (!/\btext\/html\b/.test(accepts)) return json(answered.list, 200);
  return new Response(listHtml(answered.list), {
    status: 200,
    headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
  });
}

/** Reading is all that is offered. */
export const action = () => json({ error: { got: "a request that writes", expected: "GET" } }, 405);
