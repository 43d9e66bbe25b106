// A merchant's token, without a browser.
import type { Db } from "../../app/db.server.ts";
import { idToken } from "../platform/tokens.ts";

export const app = { key: "key", secret: "secret" };

/** Stores an offline session as Shopify's library does it after a token exchange. */
export async function signIn(db: Db, standInUrl: string, domain: string): Promise<void> {
  const answer = await fetch(`${standInUrl}/admin/oauth/access_token`, {
    method: "POST",
    body: JSON.stringify({
      client_id: app.key,
      client_secret: app.secret,
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: idToken(app, domain, new Date()),
    }),
  });
  const given = (await answer.json()) as Record<string, string & number>;
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);
  await db.app.query(
    `insert into "Session" (id, shop, state, "isOnline", scope, expires, "accessToken",
       "refreshToken", "refreshTokenExpires")
     values ('offline_' || $1, $1, '', false, $2, $3, $4, $5, $6)
     on conflict (id) do update set expires = excluded.expires, scope = excluded.scope,
       "accessToken" = excluded."accessToken", "refreshToken" = excluded."refreshToken",
       "refreshTokenExpires" = excluded."refreshTokenExpires"`,
    [
      ...[domain, given.scope, inSeconds(given.expires_in!), given.access_token],
      ...[given.refresh_token, inSeconds(given.refresh_token_expires_in!)],
    ],
  );
}
