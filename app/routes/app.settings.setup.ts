import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import { setupSteps, skipStep } from "../scorecard/setup.server.ts";

const Wish = z.object({ step: z.enum(setupSteps).nullable(), isSkipped: z.boolean() });

/** `POST /app/settings/setup` {step, isSkipped}: skips a first step, or the whole guide with null. */
export async function action({ request }: ActionFunctionArgs): Promise<{ done: boolean }> {
  const { db, shop, asOf } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) throw new Response("got no step, expected {step, isSkipped}", { status: 400 });
  const { step, isSkipped } = wish.data;
  await skipStep(db, shop, step, { isSkipped, now: asOf });
  return { done: true };
}

/** A step that could not be skipped stays; the page does, too. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive(serverAction, { done: false });
}
