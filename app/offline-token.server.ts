// A shop's offline token for work without a person. It holds for an hour and is refreshed before it
// is used; a refresh token may be used once, so processes that need one at the same time take turns
// on the session's row. Shopify's library refreshes too, but two calls at once spend the same refresh
// token, and it does not tell a refusal from a server that fails.
import { z } from "zod";
import type { Client, Db } from "./db.server.ts";
import { log } from "./log.server.ts";

/** As long before its end a token is no longer used: what begins with it must also end with it. */
const soonMs = 5 * 60_000;
const answerWithinMs = 10_000;

export type AppKeys = { apiKey: string; apiSecret: string };

type Stored = { id: string; token: string; expires: Date | null; refreshToken: string | null };

// Prisma keeps instants as UTC without saying so.
const stored = `
  select id, "accessToken" as token, expires at time zone 'UTC' as expires,
    "refreshToken" as "refreshToken"
  from "Session" where shop = $1 and not "isOnline" order by expires desc nulls last limit 1`;

const isGood = ({ token, expires }: Stored, now: Date) =>
  token !== "" && (expires === null || expires.getTime() - now.getTime() > soonMs);

/**
 * The token, good for at least five minutes. Null where there is none, or where Shopify refuses to
 * renew it: then the session is forgotten, and the next person who opens the app brings a new one.
 * @throws Error when Shopify does not answer, or fails
 */
export async function offlineToken(
  db: Db,
  domain: string,
  keys: AppKeys,
  now = new Date(),
): Promise<string | null> {
  const { rows } = await db.app.query<Stored>(stored, [domain]);
  const [known] = rows;
  if (!known || isGood(known, now)) return known?.token ?? null;
  const client = await db.app.connect();
  try {
    await client.query("begin");
    const token = await renew(client, domain, keys, now);
    await client.query("commit");
    return token;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function renew(
  client: Client,
  domain: string,
  keys: AppKeys,
  now: Date,
): Promise<string | null> {
  const { rows } = await client.query<Stored>(`${stored} for update`, [domain]);
  const [session] = rows;
  // Somebody else had the turn before, and renewed it or gave it up.
  if (!session || isGood(session, now)) return session?.token ?? null;
  const given = session.refreshToken ? await refresh(domain, keys, session.refreshToken) : null;
  if (!given) {
    log.warn({ shop: domain }, "Shopify renews the access no more, somebody must open the app");
    await client.query(`delete from "Session" where id = $1`, [session.id]);
    return null;
  }
  const until = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  await client.query(
    `update "Session" set "accessToken" = $2, scope = $3, "refreshToken" = $4,
       expires = $5::timestamptz at time zone 'UTC',
       "refreshTokenExpires" = $6::timestamptz at time zone 'UTC' where id = $1`,
    [
      ...[session.id, given.access_token, given.scope, given.refresh_token],
      ...[until(given.expires_in), until(given.refresh_token_expires_in)],
    ],
  );
  return given.access_token;
}

const pair = z.object({
  access_token: z.string().min(1),
  scope: z.string(),
  expires_in: z.number(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.number(),
});

/** A new pair; null when Shopify refuses. */
async function refresh(
  domain: string,
  { apiKey, apiSecret }: AppKeys,
  refreshToken: string,
): Promise<z.output<typeof pair> | null> {
  const answer = await fetch(`https://${domain}/admin/oauth/access_token`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({
      client_id: apiKey,
      client_secret: apiSecret,
      grant_type: "refresh_token",
      refresh_token: refreshToken,
    }),
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if ([400, 401, 403].includes(answer.status)) return null;
  if (!answer.ok) throw new Error(`Shopify answered ${answer.status}, expected a new access token`);
  return pair.parse(await answer.json());
}

/** Forgets a token that Shopify took no more; a newer one stays. */
export async function forgetToken(db: Db, domain: string, token: string): Promise<void> {
  const { rowCount } = await db.app.query(
    `delete from "Session" where shop = $1 and not "isOnline" and "accessToken" = $2`,
    [domain, token],
  );
  if (rowCount)
    log.warn({ shop: domain }, "Shopify takes the access no more, somebody must open the app");
}
