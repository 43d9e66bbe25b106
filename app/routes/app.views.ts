import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { inShop } from "../db.server.ts";
import { removeView, saveView } from "../ledger/list-views.server.ts";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import { longestViewName, mostViews, type ViewsAnswer } from "../panels/saved-views.tsx";
import { chosenIn, viewedLists } from "../scorecard/list-views.ts";

const Wish = z.union([
  z.object({ list: z.enum(viewedLists), name: z.string().trim(), search: z.string().max(2000) }),
  z.object({ remove: z.string().max(40) }),
]);

/** `POST /app/views` {list, name, search} keeps what the list's address chose, {remove} takes a view away. */
export async function action({ request }: ActionFunctionArgs): Promise<ViewsAnswer> {
  const { db, shop } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) {
    const lists = viewedLists.join(", ");
    const expected = `expected {list, name, search} with a list of ${lists}, or {remove}`;
    throw new Response(`got no view, ${expected}`, { status: 400 });
  }
  const given = wish.data;
  return inShop(db, shop.id, async (client): Promise<ViewsAnswer> => {
    if ("remove" in given) {
      await removeView(client, shop, given.remove);
      return { done: "removed" };
    }
    const { list, name } = given;
    if (name === "" || name.length > longestViewName) return { fault: "name", got: name.length };
    const chosen = chosenIn(list, new URLSearchParams(given.search));
    const isKept = await saveView(client, shop, { list, name, chosen, most: mostViews });
    return isKept ? { done: "saved" } : { fault: "most", got: mostViews };
  });
}

/** A moment without network must not take the list away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<ViewsAnswer>(serverAction, { fault: "failed", got: 0 });
}
