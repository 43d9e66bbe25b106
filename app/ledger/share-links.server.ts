// Links by which people without the admin read a shop's scorecard. A link's token is
//   shop . id . last second it holds . 128 random bits . keyed fingerprint of all before
// Who changes a sign of it fails at the fingerprint, before the database is asked. Of the token only the
// SHA-256 is stored: with so much chance in it, it needs no salt and no slow hash.
import { createHash, randomBytes } from "node:crypto";
import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "./facts.ts";
import { blindIndex, blindIndexes } from "./keys.server.ts";
import { run } from "./writers/rows.server.ts";

export type ShareLink = {
  id: string;
  /** For whom it is. */
  name: string;
  createdAt: Date;
  /** The first instant at which it opens nothing. */
  expiresAt: Date;
  revokedAt: Date | null;
  /** To the minute; null: never. */
  openedAt: Date | null;
};

const form = /^(\d{1,18})\.([0-9a-f]{12})\.(\d{1,11})\.([\w-]{22})\.([\w-]{43})$/;
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const signed = (plain: string) => `share link ${plain}`;
const columns = `id, name, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt", opened_at as "openedAt"`;

/** A new link; its token is told here and never again. Whole seconds of `expiresAt` count. */
export async function makeShareLink(
  client: Client,
  shop: ShopContext,
  { name, now, expiresAt }: { name: string; now: Date; expiresAt: Date },
): Promise<{ id: string; token: string }> {
  const id = randomBytes(6).toString("hex");
  const until = Math.floor(expiresAt.getTime() / 1000);
  const plain = `${shop.id}.${id}.${until}.${randomBytes(16).toString("base64url")}`;
  const token = `${plain}.${blindIndex(signed(plain))}`;
  await run(
    client,
    `insert into share_link (shop_id, id, name, hash, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [shop.id, id, name, hashOf(token), now, new Date(until * 1000)],
  );
  return { id, token };
}

/** Those that open the scorecard now, the oldest first. */
export function listShareLinks(client: Client, shop: ShopContext, now: Date): Promise<ShareLink[]> {
  return run<ShareLink>(
    client,
    `select ${columns} from share_link
     where shop_id = $1 and revoked_at is null and expires_at > $2 order by created_at, id`,
    [shop.id, now],
  );
}

/** From now on the link opens nothing. False when there is none, or it was revoked before. */
export async function revokeShareLink(
  client: Client,
  shop: ShopContext,
  { id, now }: { id: string; now: Date },
): Promise<boolean> {
  const rows = await run(
    client,
    `update share_link set revoked_at = $3
     where shop_id = $1 and id = $2 and revoked_at is null returning id`,
    [shop.id, id, now],
  );
  return rows.length > 0;
}

/** A link that is read all day is written of once a minute. */
const noteOpened = `update share_link set opened_at = $3::timestamptz
  where shop_id = $1 and id = $2 and (opened_at is null or opened_at < $3::timestamptz - interval '1 minute')`;

/** What a token of ours names; null: it is none, or was changed. Asks nobody. */
export function readShareToken(token: string): { shopId: bigint; id: string; until: Date } | null {
  const [, shop, id, until, secret, proof] = form.exec(token) ?? [];
  if (!shop || !id || !until || !secret || !proof) return null;
  // Both sides are keyed fingerprints: comparing them tells nothing about the key.
  const plain = token.slice(0, -proof.length - 1);
  if (!blindIndexes(signed(plain)).includes(proof)) return null;
  return { shopId: BigInt(shop), id, until: new Date(Number(until) * 1000) };
}

/**
 * Whose scorecard a link opens and until when, its use noted. `unknown`: it is none of ours or was
 * changed. `ended`: it expired or was revoked.
 */
export async function openShareLink(
  db: Db,
  token: string,
  now: Date,
): Promise<{ shopId: bigint; id: string; until: Date } | "unknown" | "ended"> {
  const named = readShareToken(token);
  if (!named) return "unknown";
  const { shopId, id, until } = named;
  if (until <= now) return "ended";
  return inShop(db, shopId, async (client) => {
    const [row] = await run<ShareLink & { hash: string }>(
      client,
      `select ${columns}, hash from share_link where shop_id = $1 and id = $2`,
      [shopId, id],
    );
    // Gone with its shop, or its row was cleared away after it had ended.
    if (!row || row.hash !== hashOf(token) || row.revokedAt !== null || row.expiresAt <= now)
      return "ended";
    await run(client, noteOpened, [shopId, id, now]);
    return { shopId, id, until: row.expiresAt };
  });
}
