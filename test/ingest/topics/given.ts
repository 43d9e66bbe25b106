// What a topic is handed beside its body.
import { parseExact } from "../../../app/ingest/exact-json.ts";
import { topics } from "../../../app/ingest/topics/index.ts";
import type { DeliveryMeta, Taken } from "../../../app/ingest/topics/index.ts";
import type { ShopContext } from "../../../app/ledger/facts.ts";

export const shop: ShopContext = {
  id: 1n,
  domain: "toys.myshopify.com",
  timeZone: "America/New_York",
  currency: "USD",
};

export const triggeredAt = new Date("2026-03-10T12:00:03Z");

export function metaOf(topic: string): DeliveryMeta {
  return { topic, webhookId: "w1", triggeredAt, receivedAt: new Date("2026-03-10T12:00:04Z") };
}

/** What a topic takes from a body, which travels as text like a real one. */
export function take(topic: string, body: unknown, at: ShopContext = shop): Taken {
  const known = topics.get(topic);
  if (!known) throw new Error(`got topic ${topic}, expected one we handle`);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return known.toFacts(parseExact(text), metaOf(topic), at);
}
