// The sender: signed deliveries with Shopify's headers, to the app's one address; with duplicates,
// losses, lateness and changed order when the weather asks for them.
import { createHmac, randomUUID } from "node:crypto";
import { createRandom } from "./random.ts";
import { fair, type Weather } from "./weather.ts";

export type Delivery = { topic: string; body: unknown; triggeredAt?: Date };
export type Sent = { topic: string; webhookId: string; body: string; triggeredAt: Date };
export type Sender = {
  /** One honest attempt. Status of the answer; 0 when nobody answered. */
  send(delivery: Delivery): Promise<number>;
  /** As Shopify does it: the body as it is now, tried again while not answered 2xx, in this weather. */
  deliver(delivery: Delivery): void;
  /** Sends all, a few at a time, each again (at most 5 times) while it is not answered 2xx. */
  sendAll(deliveries: Delivery[], onSent?: (count: number) => void): Promise<void>;
  /** Sends what is held back and waits for all that is under way. */
  settle(): Promise<void>;
  /** Never sent, for the weather or because nobody took them. */
  readonly lost: readonly Sent[];
  /** `taken` are those of `deliver` that somebody took, twice sent ones once. */
  readonly counts: { sent: number; taken: number; duplicated: number; late: number };
};

/** base64 HMAC-SHA256 of the raw body, keyed with the app's secret (platform: verify deliveries). */
export const signature = (body: string, secret: string) =>
  createHmac("sha256", secret).update(body, "utf8").digest("base64");

/** Attempts and the first pause; Shopify's eight retries take four hours, here a minute. */
const attempts = 8;
const firstPauseMs = 250;
const lanes = 16;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createSender(options: {
  url: string | (() => string);
  secret: string;
  domain: string;
  apiVersion: string;
  /** Default fair. */
  weather?: Weather;
  seed?: number;
  /** Told of each of `deliver` that somebody took, as it is answered. Default nobody is. */
  onTaken?: (sent: Sent) => void;
}): Sender {
  const { url, secret, domain, apiVersion } = options;
  const weather = options.weather ?? fair();
  const random = createRandom(options.seed ?? 1);
  const lost: Sent[] = [];
  const counts = { sent: 0, taken: 0, duplicated: 0, late: 0 };
  const underWay = new Set<Promise<void>>();
  const held: Sent[] = [];

  const sealed = ({ topic, body, triggeredAt }: Delivery): Sent => ({
    ...{ topic, webhookId: randomUUID(), body: JSON.stringify(body) },
    triggeredAt: triggeredAt ?? new Date(),
  });

  async function post({ topic, webhookId, body, triggeredAt }: Sent): Promise<number> {
    const headers = {
      "content-type": "application/json",
      "user-agent": "Shopify-Captain-Hook",
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": domain,
      "x-shopify-api-version": apiVersion,
      "x-shopify-webhook-id": webhookId,
      "x-shopify-event-id": randomUUID(),
      "x-shopify-triggered-at": triggeredAt.toISOString(),
      "x-shopify-name": "fourfold",
      "x-shopify-hmac-sha256": signature(body, secret),
    };
    try {
      const to = typeof url === "string" ? url : url();
      const answer = await fetch(to, { method: "POST", headers, body });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  async function insist(sent: Sent, tries: number): Promise<boolean> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const status = await post(sent);
      if (status >= 200 && status < 300) {
        counts.sent += 1;
        return true;
      }
      if (attempt + 1 < tries) await pause(firstPauseMs * 2 ** attempt);
    }
    return false;
  }

  async function go(sent: Sent): Promise<void> {
    const { duplicate, lateMs } = weather.webhooks;
    if (lateMs > 0) {
      counts.late += 1;
      await pause(random.next() * lateMs);
    }
    if (!(await insist(sent, attempts))) {
      lost.push(sent);
      return;
    }
    counts.taken += 1;
    options.onTaken?.(sent);
    if (!random.chance(duplicate)) return;
    counts.duplicated += 1;
    await insist(sent, attempts);
  }

  function start(sent: Sent): void {
    const run = go(sent).finally(() => underWay.delete(run));
    underWay.add(run);
  }

  function release(): void {
    const at = random.whole(0, held.length - 1);
    start(held.splice(at, 1)[0]!);
  }

  return {
    lost,
    counts,
    send: (delivery) => post(sealed(delivery)),
    deliver(delivery) {
      const sent = sealed(delivery);
      if (random.chance(weather.webhooks.lose)) {
        lost.push(sent);
        return;
      }
      held.push(sent);
      while (held.length >= weather.webhooks.reorder) release();
    },
    async sendAll(deliveries, onSent) {
      let next = 0;
      const lane = async () => {
        while (next < deliveries.length) {
          const sent = sealed(deliveries[next++]!);
          if (!(await insist(sent, 5))) {
            throw new Error(`The app did not take ${sent.topic} in five attempts.`);
          }
          onSent?.(next);
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    },
    async settle() {
      while (held.length > 0) release();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
