import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { inShop } from "../db.server.ts";
import {
  accessScopes,
  listAccessKeys,
  makeAccessKey,
  revokeAccessKey,
} from "../ledger/access-keys.server.ts";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import { longestKeyName, mostKeys, type KeysAnswer } from "../panels/settings-keys.tsx";

const Wish = z.union([
  z.object({ name: z.string(), scopes: z.array(z.enum(accessScopes)) }),
  z.object({ revoke: z.string().max(40) }),
]);

/**
 * `POST /app/settings/keys` {name, scopes} makes a key, whose text is in this answer and nowhere
 * else; {revoke} ends one, which one that has ended before survives.
 */
export async function action({ request }: ActionFunctionArgs): Promise<KeysAnswer> {
  const { db, shop } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) {
    throw new Response("got no wish, expected {name, scopes} or {revoke}", { status: 400 });
  }
  const given = wish.data;
  return inShop(db, shop.id, async (client): Promise<KeysAnswer> => {
    if ("revoke" in given) {
      await revokeAccessKey(client, shop, given.revoke);
      return { done: "revoked" };
    }
    const { scopes } = given;
    const name = given.name.trim();
    if (name === "" || name.length > longestKeyName) return { fault: "name" };
    if (scopes.length === 0) return { fault: "scopes" };
    const held = await listAccessKeys(client, shop);
    if (held.filter(({ revokedAt }) => revokedAt === null).length >= mostKeys) {
      return { fault: "most" };
    }
    const { id, key } = await makeAccessKey(client, shop, { name, scopes });
    return { done: "made", id, name, key };
  });
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<KeysAnswer>(serverAction, { fault: "failed" });
}
