// Keys by which other programs read a shop's numbers:
//   ff _ shop _ id _ 256 random bits _ keyed fingerprint of all before
// A key whose fingerprint fits is not kept waiting by those who guess. Keys that were given out before there were
// fingerprints end with the random bits; they go on, as do keys whose secret has left the ring, among the guesses.
// Of what follows the id only the SHA-256 is stored: with so much chance in it, it needs no salt and no slow hash.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { blindIndex, blindIndexes } from "./keys.server.ts";
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
/** 96 bits: who hits one by chance has won a look-up. */
const proofLength = 16;
const form = /^(ff_(\d{1,18})_([0-9a-f]{12})_([\w-]{43}))(?:_([\w-]{16}))?$/;
const signed = (plain: string) => `access key ${plain}`;

/** A new key; its text is told here and never again. */
export async function makeAccessKey(
  client: Client,
  shop: ShopContext,
  { name, scopes }: { name: string; scopes: readonly AccessScope[] },
): Promise<{ id: string; key: string }> {
  const id = randomBytes(6).toString("hex");
  const random = randomBytes(32).toString("base64url");
  const plain = `ff_${shop.id}_${id}_${random}`;
  const proof = blindIndex(signed(plain)).slice(0, proofLength);
  await run(
    client,
    "insert into access_key (shop_id, id, name, hash, scopes) values ($1, $2, $3, $4, $5)",
    [shop.id, id, name, hashOf(`${random}_${proof}`), scopes.join(",")],
  );
  return { id, key: `${plain}_${proof}` };
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
 * What a key names; null: it has not even the form of one. `isOurs`: its fingerprint says that we made it, by a
 * secret that is still in the ring. Asks nobody.
 */
export function readAccessKey(
  key: string,
): { shopId: bigint; id: string; secret: string; isOurs: boolean } | null {
  const [, plain, shop, id, random, proof] = form.exec(key) ?? [];
  if (!plain || !shop || !id || !random) return null;
  const named = { shopId: BigInt(shop), id };
  if (proof === undefined) return { ...named, secret: random, isOurs: false };
  // Both sides are keyed fingerprints: comparing them tells nothing about the key.
  const due = blindIndexes(signed(plain)).map((each) => each.slice(0, proofLength));
  return { ...named, secret: `${random}_${proof}`, isOurs: due.includes(proof) };
}

/**
 * Whose key this is and what it may be used for, its use noted; null when it is none, forged or
 * revoked.
 */
export async function openAccessKey(
  db: Db,
  key: string,
): Promise<{ shopId: bigint; id: string; scopes: string[] } | null> {
  const named = readAccessKey(key);
  if (!named) return null;
  const { shopId, id, secret } = named;
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
