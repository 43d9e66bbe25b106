import { createHmac } from "node:crypto";
import pg from "pg";

const role = "fourfold_app";

/**
 * The plain role's connection string, from the owner's: same server and database. Its password is
 * derived from the owner's, or, where the owner has none (trust, certificates), from `key`, so that
 * no second secret is needed. Throws an Error when there is neither.
 */
export function appUrl(ownerUrl: string, key: string | undefined): string {
  const url = new URL(ownerUrl);
  const secret = decodeURIComponent(url.password) || key;
  if (!secret)
    throw new Error(
      "DATABASE_URL: got an owner without a password, expected one, or FOURFOLD_KEY, from which " +
        `the password of the role ${role} is derived`,
    );
  url.username = role;
  url.password = createHmac("sha256", secret)
    .update(`${role} of this database`)
    .digest("base64url");
  return url.href;
}

/** Sets the plain role's password if the server does not take it yet. One short connection if it does. */
export async function ensureAppRole(owner: pg.Pool, url: string): Promise<void> {
  try {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return await client.end();
  } catch (error) {
    // 28P01 wrong password, 28000 may not log in yet: the first start of this server.
    const code = (error as { code?: string }).code;
    if (code !== "28P01" && code !== "28000") throw error;
  }
  const password = decodeURIComponent(new URL(url).password);
  const client = await owner.connect();
  try {
    await client.query("begin");
    // Roles belong to the whole server: two that alter one at once would fail on each other.
    await client.query("select pg_advisory_xact_lock(hashtext('fourfold role'))");
    await client.query(`alter role ${role} login password ${pg.escapeLiteral(password)}`);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw new Error(
      `the owner in DATABASE_URL may not set the password of ${role}; give it CREATEROLE`,
      { cause: error },
    );
  } finally {
    client.release();
  }
}
