// Requests that Shopify's app proxy hands on: it adds shop, path_prefix, timestamp and the id of the
// customer who is signed in, and signs the whole query with the app's secret. Hex HMAC-SHA256 over the
// sorted `key=value`, values of a repeated key joined by commas, pairs joined by nothing (shopify.dev,
// Authenticate app proxies).
import { createHmac, timingSafeEqual } from "node:crypto";

export type ProxyRequest =
  | {
      /** `<name>.myshopify.com` */
      shop: string;
      /** Digits; null while nobody is signed in. */
      customerId: string | null;
      search: URLSearchParams;
    }
  | { refused: { got: string; expected: string } };

/** As old as Shopify's own library lets a request be, or that much ahead of our clock. */
const mostSeconds = 90;
const shopDomain = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i;
/** Shopify adds each of these once; a visitor who adds one, too, is not believed. */
const added = ["shop", "timestamp", "path_prefix", "logged_in_customer_id", "signature"] as const;

const refused = (got: string, expected: string): ProxyRequest => ({ refused: { got, expected } });

/**
 * Who asks, or why it is refused. Pure: `now` is a parameter.
 * @param secrets newest first; after a rotation the old one stays valid for an hour
 */
export function readProxyRequest(
  search: URLSearchParams,
  secrets: readonly string[],
  now: Date,
): ProxyRequest {
  const through = "a request through the shop's app proxy, /apps/fourfold/recommendations";
  const signature = search.get("signature");
  if (!signature) return refused("no signature", through);
  const twice = added.find((key) => search.getAll(key).length > 1);
  if (twice) return refused(`${twice} more than once`, through);
  if (!isSigned(search, signature, secrets)) {
    return refused("a signature that does not fit the query", "one by this app's secret");
  }
  const stamp = search.get("timestamp") ?? "";
  const age = /^\d{1,12}$/.test(stamp) ? now.getTime() / 1000 - Number(stamp) : NaN;
  if (!(Math.abs(age) <= mostSeconds)) {
    const got = Number.isNaN(age) ? "no timestamp" : `a timestamp ${Math.round(age)} seconds old`;
    return refused(got, `one at most ${mostSeconds} seconds from now`);
  }
  const shop = (search.get("shop") ?? "").toLowerCase();
  if (!shopDomain.test(shop)) return refused("no shop", "shop=<name>.myshopify.com");
  const customer = search.get("logged_in_customer_id") ?? "";
  if (customer !== "" && !/^\d{1,20}$/.test(customer)) {
    return refused("a customer id that is none", "digits, or nothing");
  }
  return { shop, customerId: customer === "" ? null : customer, search };
}

/** What is signed. */
function signedText(search: URLSearchParams): string {
  const keys = [...new Set(search.keys())].filter((key) => key !== "signature");
  return keys
    .map((key) => `${key}=${search.getAll(key).join(",")}`)
    .sort()
    .join("");
}

function isSigned(search: URLSearchParams, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature.toLowerCase());
  const text = signedText(search);
  let signed = false;
  for (const secret of secrets) {
    const expected = Buffer.from(createHmac("sha256", secret).update(text).digest("hex"));
    if (given.length === expected.length && timingSafeEqual(given, expected)) signed = true;
  }
  return signed;
}
