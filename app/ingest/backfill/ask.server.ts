// One question after the other, within what Shopify allows: points are waited for, a refusal for
// their lack is repeated, a failing server too.
import { setTimeout as sleep } from "node:timers/promises";
import { refillMs } from "../points.ts";
import type { Graphql, GraphqlAnswer } from "../refetch.server.ts";

export type Asking = {
  graphql: Graphql;
  now: () => Date;
  /** Default a timer. */
  wait?: (ms: number) => Promise<unknown>;
};

/** Shopify's refusal. `code` as Shopify gives it, or ACCESS_DENIED for a token that is not taken. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "Refused";
    this.code = code;
  }
}

const TRIES = 6;
/** Each waits for its points, so this is minutes: everything of a shop's takes from the same bucket. */
const TRIES_WHEN_THROTTLED = 24;
const LONGEST_WAIT_MS = 30_000;

const backoff = (tries: number) => Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** (tries - 1));

/**
 * The answer's data.
 * @throws Refused when Shopify refuses for another reason than the lack of points
 * @throws what the network throws, after six tries; Refused THROTTLED after 24
 */
export async function askPatiently(
  { query, variables }: { query: string; variables: Record<string, unknown> },
  { graphql, wait = sleep }: Asking,
): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    let answer: GraphqlAnswer;
    try {
      answer = await graphql(query, variables);
    } catch (error) {
      const status = statusOf(error);
      if (status === 401 || status === 403) {
        throw new Refused("ACCESS_DENIED", `Shopify answered ${status}`);
      }
      if (tries >= TRIES) throw error;
      await wait(backoff(tries));
      continue;
    }
    const [error] = answer.errors ?? [];
    const cost = answer.extensions?.cost;
    const refill = cost ? refillMs(cost, { isAnswered: !error }) : 0;
    if (!error) {
      // The next page costs the same: the bucket refills before it, not after a refusal.
      if (refill > 0) await wait(refill);
      return answer.data;
    }
    const code = error.extensions?.code ?? "";
    if (code !== "THROTTLED" || tries >= TRIES_WHEN_THROTTLED)
      throw new Refused(code, error.message);
    await wait(refill > 0 ? refill : backoff(tries));
  }
}

/** Shopify's two libraries carry the status in two ways. */
export function statusOf(error: unknown): number | null {
  const { response } = error as { response?: { code?: unknown; status?: unknown } };
  const status = response?.code ?? response?.status;
  return typeof status === "number" ? status : null;
}
