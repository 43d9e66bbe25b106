// Tokens as Shopify gives them: id tokens signed with the app's secret, and expiring offline access
// tokens got by exchange, each with a refresh token that is used once.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

export type Credentials = { key: string; secret: string };
export type TokenAnswer = { status: number; body: Record<string, unknown> };

const base64url = (text: string) => Buffer.from(text).toString("base64url");
const sign = (text: string, secret: string) =>
  createHmac("sha256", secret).update(text).digest("base64url");

/** A JWT of these claims, HS256 under the secret; another algorithm is only named. */
export function signedToken(
  claims: Record<string, unknown>,
  secret: string,
  algorithm = "HS256",
): string {
  const parts = [{ alg: algorithm, typ: "JWT" }, claims].map((part) =>
    base64url(JSON.stringify(part)),
  );
  const head = parts.join(".");
  return `${head}.${sign(head, secret)}`;
}

/** A session token of an extension on a buyer's page; Shopify writes `dest` there without https. */
export function buyerToken(app: Credentials, domain: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const times = { exp: seconds + 300, nbf: seconds, iat: seconds };
  return signedToken({ dest: domain, aud: app.key, ...times, jti: randomUUID() }, app.secret);
}

/** An id token (HS256) of one signed-in person of the shop, good for a minute. */
export function idToken(app: Credentials, domain: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: `https://${domain}/admin`,
    dest: `https://${domain}`,
    aud: app.key,
    sub: "1",
    exp: seconds + 60,
    nbf: seconds,
    iat: seconds,
    jti: randomUUID(),
    sid: randomUUID(),
  };
  return signedToken(claims, app.secret);
}

function isOurs(token: string, app: Credentials, now: Date): boolean {
  const [head, claims, mark] = token.split(".");
  if (!head || !claims || !mark) return false;
  const due = Buffer.from(sign(`${head}.${claims}`, app.secret));
  const got = Buffer.from(mark);
  if (due.length !== got.length || !timingSafeEqual(due, got)) return false;
  const { exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { exp: number };
  return exp * 1000 > now.getTime() - 10_000;
}

export type TokenDesk = {
  /** The answer to POST /admin/oauth/access_token. */
  exchange(body: Record<string, unknown>, now: Date): TokenAnswer;
  /** Whether an access token was given out and still holds. */
  holds(token: string, now: Date): boolean;
  /** Nothing given out so far holds any more; only a merchant who opens the app gets a new token. */
  revoke(): void;
};

/** One hour for access, ninety days for refresh (platform: expiring offline tokens). */
const accessSeconds = 3600;
const refreshSeconds = 90 * 86_400;

export function createTokenDesk(app: Credentials, scope: () => string): TokenDesk {
  const access = new Map<string, number>();
  const refresh = new Map<string, number>();

  function give(now: Date): TokenAnswer {
    const accessToken = `shpat_${randomBytes(16).toString("hex")}`;
    const refreshToken = `shprt_${randomBytes(16).toString("hex")}`;
    access.set(accessToken, now.getTime() + accessSeconds * 1000);
    refresh.set(refreshToken, now.getTime() + refreshSeconds * 1000);
    return {
      status: 200,
      body: {
        access_token: accessToken,
        scope: scope(),
        expires_in: accessSeconds,
        refresh_token: refreshToken,
        refresh_token_expires_in: refreshSeconds,
      },
    };
  }

  return {
    exchange(body, now) {
      if (body.client_id !== app.key || body.client_secret !== app.secret) {
        return { status: 400, body: { error: "invalid_client" } };
      }
      if (body.grant_type === "refresh_token") {
        const old = String(body.refresh_token);
        const until = refresh.get(old);
        if (until === undefined || until < now.getTime()) {
          return { status: 400, body: { error: "invalid_grant" } };
        }
        refresh.delete(old);
        return give(now);
      }
      if (body.grant_type !== "urn:ietf:params:oauth:grant-type:token-exchange") {
        return { status: 400, body: { error: "unsupported_grant_type" } };
      }
      if (!isOurs(String(body.subject_token), app, now)) {
        return { status: 400, body: { error: "invalid_subject_token" } };
      }
      return give(now);
    },
    revoke() {
      access.clear();
      refresh.clear();
    },
    holds: (token, now) => (access.get(token) ?? 0) > now.getTime(),
  };
}
