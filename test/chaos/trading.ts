// Days of trade in minutes: orders are placed and live on while the clock of the store runs fast, and
// all that Shopify would tell of it is told.
import { setTimeout as sleep } from "node:timers/promises";
import type { Trade } from "../platform/trade.ts";
import type { Sender } from "../platform/webhooks.ts";

const day = 86_400_000;
/** As Shopify's own lists find them: reconcile looks a week back at first. */
export const tradingDays = 5;
/** What an order makes Shopify tell in these days: itself, its stock, its parcel and that one's way. */
const toldOfAnOrder = 4.3;
/** More than this on their way, and the store waits: a sender keeps what is refused. */
const mostOnTheirWay = 100;

/** When a store's history ends so that days of it can be traded now. */
export const historyEnd = (now: Date) => new Date(now.getTime() - tradingDays * day);

export type Trading = {
  /** Deliveries to tell at least. */
  deliveries: number;
  /** Called after each delivery, with how many were told. */
  onTold: (told: number) => void;
  /** Breaks off there. */
  until: number;
  /** Which of so many parts of the days, from 0. Default all of them. */
  part?: { at: number; of: number };
  /** For each delivery, after those of an order together. Default none. */
  pauseMs?: number;
};

/** Answers how many deliveries were told. Of those before none may be on its way. */
export async function runTrade(
  trade: Trade,
  sender: Sender,
  { deliveries, onTold, until, part = { at: 0, of: 1 }, pauseMs = 0 }: Trading,
): Promise<number> {
  let told = 0;
  const ended = () => sender.lost.length + sender.counts.taken;
  const endedBefore = ended();
  const onTheirWay = () => told - (ended() - endedBefore);
  trade.listen((topic, body, triggeredAt) => {
    sender.deliver({ topic, body, triggeredAt });
    told += 1;
    onTold(told);
  });
  // Some minutes ago, so that nothing of it lies in the future and all of it counts as settled.
  const [start, end] = [trade.to.getTime(), Date.now() - 10 * 60_000];
  const [from, to] = [part.at, part.at + 1].map((at) => start + ((end - start) * at) / part.of) as [
    number,
    number,
  ];
  const orders = Math.ceil(deliveries / toldOfAnOrder);
  for (let n = 1; n <= orders || told < deliveries; n += 1) {
    // What Shopify changes twice within one instant nobody could put in order.
    const late = Math.max(0, n - orders) * 1_000;
    const at = new Date(from + (to - from) * Math.min(1, n / orders) + late);
    const before = told;
    trade.advance(at);
    trade.sell(at);
    if (pauseMs > 0) await sleep(pauseMs * (told - before));
    while (onTheirWay() > mostOnTheirWay) {
      if (Date.now() > until) return told;
      await sleep(5);
    }
    if (Date.now() > until) break;
  }
  return told;
}
