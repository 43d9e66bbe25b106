import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { enteredRules, enterStockRule } from "../ingest/stock-rule-entry.server.ts";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import type { StockRuleAnswer } from "../panels/stock-form.tsx";

const field = z.string().trim().max(200);
const Entry = z.object({ rule: z.enum(enteredRules), name: field, days: field });

/** `POST /app/stock/rules` {rule, name, days}: how long a supplier takes; no days: as if never said. */
export async function action({ request }: ActionFunctionArgs): Promise<StockRuleAnswer> {
  const { db, shop, asOf } = await openPage(request);
  const entry = Entry.safeParse(await request.json().catch(() => null));
  if (!entry.success) {
    const expected = `expected {rule: ${enteredRules.join(", ")}; name, days: texts of at most 200}`;
    throw new Response(`got no entry, ${expected}`, { status: 400 });
  }
  const errors = await enterStockRule(db, shop, entry.data, asOf);
  return Object.keys(errors).length > 0 ? { errors } : { done: true };
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<StockRuleAnswer>(serverAction, { failed: true });
}
