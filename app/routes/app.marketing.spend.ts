import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { enterSpend } from "../ingest/spend-entry.server.ts";
import { openPage } from "../page.server.ts";
import type { SpendAnswer } from "../panels/marketing-form.tsx";
import { outlive } from "../panels/outlive.ts";

const field = z.string().trim().max(200);
const Entry = z.object({ day: field, channel: field, campaign: field, amount: field });

/** `POST /app/marketing/spend` {day, channel, campaign, amount}: one day's spend of a campaign. */
export async function action({ request }: ActionFunctionArgs): Promise<SpendAnswer> {
  const { db, shop, asOf } = await openPage(request);
  const entry = Entry.safeParse(await request.json().catch(() => null));
  if (!entry.success) {
    const expected = "expected {day, channel, campaign, amount}, each a text of at most 200";
    throw new Response(`got no entry, ${expected}`, { status: 400 });
  }
  const errors = await enterSpend(db, shop, entry.data, asOf);
  return Object.keys(errors).length > 0 ? { errors } : { done: true };
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<SpendAnswer>(serverAction, { failed: true });
}
