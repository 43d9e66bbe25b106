// Buyers who answer while the demo runs: now and then the newest order's buyer, through the app's own
// door and with a session token, as from the thank-you page.
import type { OrderPayload } from "./payloads.ts";
import { gid, type Store } from "./store.ts";
import { saidAtCheckout } from "./survey.ts";
import { buyerToken, type Credentials } from "./tokens.ts";

const everyMs = 12_000;

/** Every other order is left to whoever opens the shop window. */
export const answersByItself = (order: OrderPayload) => order.order_number % 2 === 1;

type Given = { store: Store; app: Credentials; appUrl: string; pauseMs?: number };

/** Stops with `stop`; an app that does not answer is asked again with the next order. */
export function startLiveAnswers({ store, app, appUrl, pauseMs = everyMs }: Given): {
  stop(): Promise<void>;
} {
  const asked = new Set<number>();

  async function answer(order: OrderPayload): Promise<void> {
    const { nps, csat, text } = saidAtCheckout(order);
    await fetch(`${appUrl}/api/survey`, {
      method: "POST",
      headers: { authorization: `Bearer ${buyerToken(app, store.shop.domain, new Date())}` },
      body: JSON.stringify({
        order: gid("OrderIdentity", order.id),
        page: "thank-you",
        answers: [
          { question: "csat", score: csat },
          { question: "nps", score: nps },
        ],
        ...(text ? { text } : {}),
      }),
    });
  }

  const timer = setInterval(() => {
    const newest = [...store.orders.values()].findLast(
      (order) => order.source_name === "web" && answersByItself(order),
    );
    if (!newest || asked.has(newest.order_number)) return;
    asked.add(newest.order_number);
    answer(newest).catch(() => asked.delete(newest.order_number));
  }, pauseMs);
  return {
    async stop() {
      clearInterval(timer);
    },
  };
}
