// Postgres is gone for a minute: the door says so at once, so that Shopify sends again later; the
// processes live on and go on by themselves.
import { setTimeout as sleep } from "node:timers/promises";
import { app } from "../jobs/sign-in.ts";
import { browser } from "../platform/install-app.ts";
import { idToken } from "../platform/tokens.ts";
import { ordersCounted, waitFor } from "./counted.ts";
import { knock, orderOf, type Answered } from "./door.ts";
import { unless, type Outcome } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** What a refusal usually takes, and the longest one: Shopify waits 5 s. */
const atOnceMs = 1_000;
const inTimeMs = 4_500;
const backWithinMs = 40_000;
const countedWithinMs = 30_000;

export async function postgresAway(
  { postgres, shop, webs, fell }: Stage,
  awayMs: number,
): Promise<Outcome> {
  const web = webs[0]!.url;
  const domain = shop.shop.domain;
  const before = await ordersCounted(shop);
  let [sent, taken] = [0, 0];
  const send = async (): Promise<Answered> => {
    const answer = await knock(web, domain, { body: orderOf((sent += 1)) });
    if (answer.status === 200) taken += 1;
    return answer;
  };
  const first = await send();

  await postgres.kill();
  const refused: Answered[] = [];
  const signs: Answered[] = [];
  for (const until = Date.now() + awayMs; Date.now() < until;) {
    refused.push(await send());
    signs.push(await look(`${web}/healthz`), await look(`${web}/app?${framed(domain)}`));
    await sleep(Math.min(500, awayMs / 10));
  }
  const live = await look(`${web}/healthz/live`);

  await postgres.start();
  const backMs = await waitFor(async () => (await send()).status === 200, backWithinMs);
  const whole = await waitFor(
    async () => (await ordersCounted(shop)) - before === taken,
    countedWithinMs,
  );
  const took = [...refused, ...signs].map(({ ms }) => ms).sort((a, b) => a - b);
  const slowest = took.at(-1)!;
  const usual = took[took.length >> 1]!;
  const others = refused.filter(({ status }) => status !== 503).map(({ status }) => status);
  const hopeful = signs.filter(({ status }) => status < 500).map(({ status }) => status);
  return {
    figures: {
      ...{ refused: refused.length, slowestMs: Math.round(slowest) },
      ...{ backMs: Math.round(backMs ?? -1), countedMs: Math.round(whole ?? -1), taken },
    },
    problems: [
      ...unless(first.status === 200, `got ${first.status} before anything happened`),
      ...unless(others.length === 0, `the door answered ${others.join(", ")}, expected 503`),
      ...unless(
        hopeful.length === 0,
        `health and page answered ${hopeful.join(", ")}, expected a failure`,
      ),
      ...unless(usual < atOnceMs, `half of the answers took ${Math.round(usual)} ms and more`),
      ...unless(slowest < inTimeMs, `an answer took ${Math.round(slowest)} ms`),
      ...unless(live.status === 200, "a process that only lacks its database says it is dead"),
      ...unless(backMs !== null, "the door did not take deliveries again by itself"),
      ...unless(whole !== null, "what was taken before and after was not counted"),
      ...fell(),
    ],
  };
}

/** As the admin frames a page, signed in. */
const framed = (shop: string) =>
  new URLSearchParams({
    ...{ shop, embedded: "1", id_token: idToken(app, shop, new Date()) },
    host: Buffer.from(`admin.shopify.com/store/${shop.split(".")[0]}`).toString("base64url"),
  }).toString();

async function look(url: string): Promise<Answered> {
  const started = performance.now();
  const status = await fetch(url, {
    ...{ redirect: "manual", headers: { "user-agent": browser } },
    signal: AbortSignal.timeout(5_000),
  }).then(
    async (answer) => (await answer.arrayBuffer(), answer.status),
    () => 0,
  );
  return { status, ms: performance.now() - started };
}
