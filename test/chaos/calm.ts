// After a fault: the shop comes to rest and must hold all that was taken; is compared with Shopify as each
// night, and must then hold what a clean database holds that reads the same store in calm weather.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addJobs } from "../../app/jobs/queue.server.ts";
import { readEventsSpec } from "../../app/jobs/read-events.ts";
import { reconcileShopSpec } from "../../app/jobs/reconcile-shop.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { changeWeather, fair } from "../platform/weather.ts";
import type { Outcome } from "./scenario.ts";
import { comeToRest, type ChaosShop } from "./shop.ts";
import type { Stage } from "./stage.ts";
import { notKept } from "./taken.ts";
import { differences, readAll, wrongDays } from "./truth.ts";

const hour = 3_600_000;
/** Of a problem's words. */
const mostLetters = 1_000;

/** Both are counted as of `aheadMs` from now: an instant up to which promises were counted never goes back. */
export async function compareWithCalm(
  stage: Stage,
  withinMs: number,
  say: (words: string) => void,
  aheadMs = hour,
): Promise<Outcome> {
  const { shop, standIn, trade } = stage;
  const until = Date.now() + withinMs;
  const left = () => Math.max(5_000, until - Date.now());
  await comeToRest(shop, left());
  const kept = await notKept(shop, stage.taken);
  changeWeather(standIn.weather, fair());
  await forgetPlace(shop);
  await addJobs(shop.db, [reconcileShopSpec(shop.shop.id), readEventsSpec(shop.shop.id)]);
  await comeToRest(shop, left());
  say("reconciled; a clean database reads the same store");

  // The one door there is belongs to the other database.
  changeWeather(standIn.weather, { bulk: { finishWebhook: false } });
  const calm = await stage.another("calm");
  try {
    await readAll(calm, standIn.url, left());
    const compared = await differences(shop, calm, new Date(Date.now() + aheadMs));
    return {
      figures: { taken: kept.told, orders: trade.store.orders.size, ...(await repairs(shop)) },
      problems: [
        ...stage.fell(),
        ...kept.problems,
        ...(await setAside(shop)),
        ...compared,
        ...(await wrongDays(shop, trade.store)),
        ...deadlocks(stage.postgres.folder),
      ],
    };
  } finally {
    await calm.close();
  }
}

/** What waited for each other in a circle: one of the two is tried again, but a second was lost. */
function deadlocks(folder: string): string[] {
  const told = readFileSync(join(folder, "server.log"), "utf8");
  return [...told.matchAll(/ERROR: {2}deadlock detected\n.*DETAIL: (.*(?:\n\t.*)*)/g)].map(
    ([, detail = ""]) => `deadlock: ${detail.replaceAll(/\s+/g, " ").slice(0, mostLetters)}`,
  );
}

/** Timelines are read from where they were read last; in a store whose clock ran fast that is too late. */
async function forgetPlace({ db, shop }: ChaosShop): Promise<void> {
  await rowsOf(db, shop.id, "delete from reading where what = 'order-events' returning 1");
}

/** What the comparison with Shopify put right, by kind. */
async function repairs({ db, shop }: ChaosShop): Promise<Record<string, number>> {
  const rows = await rowsOf<{ kind: string; n: number }>(
    db,
    shop.id,
    "select kind, sum(repaired)::int as n from reconcile group by kind order by kind",
  );
  return Object.fromEntries(rows.map(({ kind, n }) => [`${kind}Repaired`, n]));
}

/** Sentences of deliveries that were parked or refused, of what could not be read again or compared. */
async function setAside({ db, shop }: ChaosShop): Promise<string[]> {
  const rows = await rowsOf<{ topic: string; reason: string }>(
    db,
    shop.id,
    `select topic, reason from inbox where state <> 'new'
     union all select kind || ' ' || id, reason from refetch
     union all select kind, problem from reconcile where problem is not null`,
  );
  return rows.map(({ topic, reason }) => `${topic} was set aside: ${reason}`);
}
