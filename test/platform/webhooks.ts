// The sender: signed deliveries with Shopify's headers, to the app's one address.
import { createHmac, randomUUID } from "node:crypto";

export type Delivery = { topic: string; body: unknown; triggeredAt?: Date };
export type Sender = {
  /** Status of the answer; 0 when nobody answered. */
  send(delivery: Delivery): Promise<number>;
  /** Sends all, a few at a time, each again (at most 5 times) while it is not answered 2xx. */
  sendAll(deliveries: Delivery[], onSent?: (count: number) => void): Promise<void>;
};

/** base64 HMAC-SHA256 of the raw body, keyed with the app's secret (platform: verify deliveries). */
export const signature = (body: string, secret: string) =>
  createHmac("sha256", secret).update(body, "utf8").digest("base64");

export function createSender(options: {
  url: string;
  secret: string;
  domain: string;
  apiVersion: string;
}): Sender {
  async function post(delivery: Delivery, webhookId: string): Promise<number> {
    const body = JSON.stringify(delivery.body);
    const triggered = (delivery.triggeredAt ?? new Date()).toISOString();
    const headers = {
      "content-type": "application/json",
      "user-agent": "Shopify-Captain-Hook",
      "x-shopify-topic": delivery.topic,
      "x-shopify-shop-domain": options.domain,
      "x-shopify-api-version": options.apiVersion,
      "x-shopify-webhook-id": webhookId,
      "x-shopify-event-id": randomUUID(),
      "x-shopify-triggered-at": triggered,
      "x-shopify-name": "fourfold",
      "x-shopify-hmac-sha256": signature(body, options.secret),
    };
    try {
      const answer = await fetch(options.url, { method: "POST", headers, body });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  async function insist(delivery: Delivery): Promise<void> {
    const webhookId = randomUUID();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const status = await post(delivery, webhookId);
      if (status >= 200 && status < 300) return;
      await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
    }
    throw new Error(`The app did not take ${delivery.topic} in five attempts.`);
  }

  return {
    send: (delivery) => post(delivery, randomUUID()),
    async sendAll(deliveries, onSent) {
      let next = 0;
      const lane = async () => {
        while (next < deliveries.length) {
          const delivery = deliveries[next++]!;
          await insist(delivery);
          onSent?.(next);
        }
      };
      await Promise.all(Array.from({ length: 16 }, lane));
    },
  };
}
