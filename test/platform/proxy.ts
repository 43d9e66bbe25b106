// Shopify's app proxy: adds who asks to a query and signs it.
import { createHmac } from "node:crypto";

export type Proxied = {
  shop: string;
  /** Null while nobody is signed in. */
  customerId: string | number | null;
  secret: string;
  now: Date;
};

/** The query as the app gets it; parameters of the visitor's come first, repeated ones stay so. */
export function proxyQuery(
  visitors: URLSearchParams,
  { shop, customerId, secret, now }: Proxied,
): URLSearchParams {
  const query = new URLSearchParams(visitors);
  query.append("shop", shop);
  query.append("logged_in_customer_id", customerId === null ? "" : String(customerId));
  query.append("path_prefix", "/apps/fourfold");
  query.append("timestamp", String(Math.floor(now.getTime() / 1000)));
  const pairs = [...new Set(query.keys())].map((key) => `${key}=${query.getAll(key).join(",")}`);
  const text = pairs.sort().join("");
  query.append("signature", createHmac("sha256", secret).update(text).digest("hex"));
  return query;
}
