// Session tokens of checkout and customer-account extensions: a JWT that Shopify signs with the app's
// secret (HS256). Its `dest` is the shop; nothing else says which shop an answer is of.
// Shopify's own reader does not check the audience (platform-facts.md 6); this one does.
import { createHmac, timingSafeEqual } from "node:crypto";

export type TokenKeys = {
  /** Client secrets, newest first; after a rotation the old one stays valid for an hour. */
  secrets: readonly string[];
  /** The app's key, which a token must be made out to. */
  apiKey: string;
};

export type SessionToken = { shop: string } | { refused: string };

/** Two clocks are never quite equal; Shopify's library allows as much. */
const toleranceSeconds = 10;
const shopDomain = /^(?:https:\/\/)?([a-z0-9][a-z0-9-]*\.myshopify\.com)\/?$/i;
const base64url = /^[\w-]+$/;

const refused = (got: string, expected: string): SessionToken => ({
  refused: `got ${got}, expected ${expected}: ask for a new session token and send it again`,
});

/** The shop a token is of, or why it is refused. Pure: `now` is a parameter. */
export function readSessionToken(
  token: string,
  { secrets, apiKey }: TokenKeys,
  now: Date,
): SessionToken {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  if (more.length > 0 || ![head, body, signature].every((part) => base64url.test(part))) {
    return refused("no session token", "three parts of base64url joined by dots");
  }
  if (partOf(head)?.["alg"] !== "HS256") return refused("another algorithm", "HS256");
  if (!isSigned(`${head}.${body}`, signature, secrets)) {
    return refused("a session token that this app's secret did not sign", "one of this app");
  }
  const claims = claimsOf(token);
  if (claims["aud"] !== apiKey)
    return refused("a token of another app", "one made out to this app");
  const seconds = now.getTime() / 1000;
  const { exp, nbf } = claims;
  if (typeof exp !== "number" || exp + toleranceSeconds < seconds) {
    return refused("an expired session token", "one that still holds");
  }
  if (nbf !== undefined && (typeof nbf !== "number" || nbf - toleranceSeconds > seconds)) {
    return refused("a session token that does not hold yet", "one that holds now");
  }
  const shop = shopDomain.exec(String(claims["dest"]))?.[1];
  if (!shop) return refused("a session token without a shop", "dest <name>.myshopify.com");
  return { shop: shop.toLowerCase() };
}

/** What a token says, true or not; nothing when it says nothing readable. */
export function claimsOf(token: string): Record<string, unknown> {
  return partOf(token.split(".")[1] ?? "") ?? {};
}

function isSigned(text: string, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature, "base64url");
  let signed = false;
  for (const secret of secrets) {
    const expected = createHmac("sha256", secret).update(text).digest();
    if (given.length === expected.length && timingSafeEqual(given, expected)) signed = true;
  }
  return signed;
}

function partOf(text: string): Record<string, unknown> | null {
  try {
    const part: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return typeof part === "object" && part !== null ? (part as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
