// A door as Shopify finds it: one signed order after the other, status and milliseconds of each answer.
import { randomUUID } from "node:crypto";
import { app } from "../jobs/sign-in.ts";
import { order } from "../ingest/deliver.ts";
import { signature } from "../platform/webhooks.ts";

export type Answered = { status: number; ms: number };

/** Shopify gives up after that. */
const patienceMs = 5_000;

/** Status 0: nobody answered within five seconds. */
export async function knock(
  url: string,
  domain: string,
  { topic = "orders/create", body }: { topic?: string; body: unknown },
): Promise<Answered> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const started = performance.now();
  const status = await fetch(`${url}/webhooks`, {
    method: "POST",
    body: text,
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": domain,
      "x-shopify-webhook-id": randomUUID(),
      "x-shopify-triggered-at": new Date().toISOString(),
      "x-shopify-hmac-sha256": signature(text, app.secret),
    },
    signal: AbortSignal.timeout(patienceMs),
  }).then(
    async (answer) => (await answer.arrayBuffer(), answer.status),
    () => 0,
  );
  return { status, ms: performance.now() - started };
}

/** An order of today at 10.00, paid. */
export const orderOf = (id: number, at = new Date()) =>
  order(id, { at: new Date(at.getTime() - 60_000).toISOString(), price: "10.00" });
