import type { ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { openPage } from "../page.server.ts";
import { outlive } from "../panels/outlive.ts";
import type { TrialAnswer } from "../panels/trial-form.tsx";
import { startTrial, stopTrial } from "../scorecard/experiment-entry.server.ts";
import { planTrial } from "../scorecard/experiment-plan.server.ts";
import { recommendations } from "../scorecard/experiment.server.ts";

const field = z.string().trim().max(30);
const Wish = z.discriminatedUnion("do", [
  z.object({
    do: z.enum(["start", "plan"]),
    ...{ share: field, windowDays: field, leastEffect: field },
    locale: z.string().max(35),
  }),
  z.object({ do: z.literal("stop") }),
]);

/** `POST /app/products/trial` {do: start | plan, share, windowDays, leastEffect, locale} or {do: stop}. */
export async function action({ request }: ActionFunctionArgs): Promise<TrialAnswer> {
  const { db, shop, asOf } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) {
    const expected =
      "expected {do: start | plan, share, windowDays, leastEffect, locale} or {do: stop}";
    throw new Response(`got no wish, ${expected}`, { status: 400 });
  }
  const given = { of: recommendations, now: asOf };
  if (wish.data.do === "stop") {
    await stopTrial(db, shop, given);
    return { done: "stop" };
  }
  const { locale, share, windowDays, leastEffect } = wish.data;
  const typed = { share, windowDays, leastEffect };
  if (wish.data.do === "plan") return planTrial(db, shop, { typed, locale });
  const errors = await startTrial(db, shop, { ...given, typed, locale });
  return Object.keys(errors).length > 0 ? { errors } : { done: "start" };
}

/** A moment without network must not take the page away. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<TrialAnswer>(serverAction, { failed: true });
}
