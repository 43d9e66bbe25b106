// Keys by which other programs read a shop's numbers. A key names its shop and itself and holds 256
// random bits, of which only the SHA-256 is stored: with so much chance in it, it needs no salt and no
// slow hash.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { run } from "./writers/rows.server.ts";

/**
 * What a key may be used for; each is asked for by the routes that answer it. `customers` is what names
 * people or quotes them; `numbers` are sums and orders without people.
 */
export const accessScopes = ["numbers", "customers", "recommendations"] as const;
export type AccessScope = (typeof accessScopes)[number];

export type AccessKey = {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  revokedAt: Date | null;
  /** To the minute; null: never. */
  lastUsedAt: Date | null;
};

const hashOf = (secret: string) => createHash("sha256").update(secret).digest("hex");
const form = /^ff_(\d{1,18})_([0-9a-f]{12})_([\w-]{43})$/;

/** A new key; its text is told here and never again. */
export async function makeAccessKey(
  client: Client,
  shop: ShopContext,
  { name, scopes }: { name: string; scopes: readonly AccessScope[] },
): Promise<{ id: string; key: string }> {
  const id = randomBytes(6).toString("hex");
  const secret = randomBytes(32).toString("base64url");
  await run(
    client,
    "insert into access_key (shop_id, id, name, hash, scopes) values ($1, $2, $3, $4, $5)",
    [shop.id, id, name, hashOf(secret), scopes.join(",")],
  );
  return { id, key: `ff_${shop.id}_${id}_${secret}` };
}

/** The oldest first, revoked ones included. */
export async function listAccessKeys(client: Client, shop: ShopContext): Promise<AccessKey[]> {
  const rows = await run<Omit<AccessKey, "scopes"> & { scopes: string }>(
    client,
    `select id, name, scopes, created_at as "createdAt", revoked_at as "revokedAt",
       last_used_at as "lastUsedAt" from access_key
     where shop_id = $1 order by created_at, id`,
    [shop.id],
  );
  return rows.map((row) => ({ ...row, scopes: row.scopes.split(",") }));
}

/** From now on the key opens nothing. False when there is none, or it was revoked before. */
export async function revokeAccessKey(
  client: Client,
  shop: ShopContext,
  id: string,
): Promise<boolean> {
  const rows = await run(
    client,
    `update access_key set revoked_at = now()
     where shop_id = $1 and id = $2 and revoked_at is null returning id`,
    [shop.id, id],
  );
  return rows.length > 0;
}

/** A key that is asked with all day is written of once a minute. */
const noteUse = `update access_key set last_used_at = now()
  where shop_id = $1 and id = $2
    and (last_used_at is null or last_used_at < now() - interval '1 minute')`;

/**
 * Whose key this is and what it may be used for, its use noted; null when it is none, forged or
 * revoked.
 */
export async function openAccessKey(
  db: Db,
  key: string,
): Promise<{ shopId: bigint; id: string; scopes: string[] } | null> {
  const [, shop, id, secret] = form.exec(key) ?? [];
  if (!shop || !id || !secret) return null;
  const shopId = BigInt(shop);
  return inShop(db, shopId, async (client) => {
    const [row] = await run<{ hash: string; scopes: string }>(
      client,
      "select hash, scopes from access_key where shop_id = $1 and id = $2 and revoked_at is null",
      [shopId, id],
    );
    if (!row) return null;
    const [held, given] = [row.hash, hashOf(secret)].map((hash) => Buffer.from(hash, "hex"));
    if (!held || !given || !timingSafeEqual(held, given)) return null;
    await run(client, noteUse, [shopId, id]);
    return { shopId, id, scopes: row.scopes.split(",") };
  });
}
