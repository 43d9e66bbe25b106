import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { inShop } from "../db.server.ts";
import { shopifyEnv } from "../env.server.ts";
import { listShareLinks, makeShareLink, revokeShareLink } from "../ledger/share-links.server.ts";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import {
  longestShareName,
  mostShares,
  shareDays,
  type SharesAnswer,
} from "../panels/settings-shares.tsx";

const Wish = z.union([
  z.object({ name: z.string(), days: z.literal(shareDays) }),
  z.object({ revoke: z.string().max(40) }),
]);

/**
 * `POST /app/settings/shares` {name, days} makes a link to the scorecard, which is in this answer and
 * nowhere else; {revoke} ends one, which one that has ended before survives.
 */
export async function action({ request }: ActionFunctionArgs): Promise<SharesAnswer> {
  const { db, shop, asOf: now } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) {
    const expected = `{name, days: one of ${shareDays.join(", ")}} or {revoke}`;
    throw new Response(`got no wish, expected ${expected}`, { status: 400 });
  }
  const given = wish.data;
  return inShop(db, shop.id, async (client): Promise<SharesAnswer> => {
    if ("revoke" in given) {
      await revokeShareLink(client, shop, { id: given.revoke, now });
      return { done: "revoked" };
    }
    const name = given.name.trim();
    if (name === "" || name.length > longestShareName) return { fault: "name" };
    if ((await listShareLinks(client, shop, now)).length >= mostShares) return { fault: "most" };
    const expiresAt = new Date(now.getTime() + given.days * 86_400_000);
    const { id, token } = await makeShareLink(client, shop, { name, now, expiresAt });
    return { done: "made", id, name, link: `${shopifyEnv().appUrl}/share/${token}` };
  });
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<SharesAnswer>(serverAction, { fault: "failed" });
}
