// A trial of recommended products in the demo shop: nobody ever saw its lists, so exposures are made up,
// and those who "saw" lists did so a little more often just before they bought. Called demo data where it
// is shown.
import { armOf, placeOf } from "../analysis/experiments/assign.ts";
import { inShop, type Db } from "../db.server.ts";
import { logExposure, startExperiment } from "../ledger/experiments.server.ts";
import { findShop } from "../ledger/shop.server.ts";
import { countExperiments } from "../scorecard/experiment-results.server.ts";
import { keepPatterns } from "../scorecard/patterns.server.ts";
import { heldOut, recommendations, shown } from "../scorecard/experiment.server.ts";

const day = 86_400_000;
const begunDaysAgo = 90;
const mostPeople = 2000;
/** Part of people who came just before an order of theirs, in each arm. */
const cameToBuy = { [heldOut]: 0.5, [shown]: 0.6 } as Record<string, number>;

/** Of all salts one that holds none of the first customers out: they are who is tried first by hand. */
export const demoSalt = "demo 7";
export const demoArms = [
  { name: heldOut, weight: 0.2 },
  { name: shown, weight: 0.8 },
];

/** What the shop's customers buy and when, as its first night would count it. */
export async function furnishPatterns(db: Db, domain: string, now: Date): Promise<void> {
  const shop = await findShop(db, domain);
  if (shop) await keepPatterns(db, shop, { now });
}

/** Nothing when there is no such shop. */
export async function furnishTrial(db: Db, domain: string, now: Date): Promise<void> {
  const shop = await findShop(db, domain);
  if (!shop) return;
  const startedAt = new Date(now.getTime() - begunDaysAgo * day);
  await inShop(db, shop.id, async (client) => {
    const experiment = await startExperiment(client, shop, {
      ...{ of: recommendations, name: "Demo data: exposures are made up", startedAt },
      ...{ arms: demoArms, salt: demoSalt, windowDays: 14, leastEffect: 200n },
    });
    const { rows } = await client.query<{ person: string; last: Date | null }>(
      `select c.id as person, (select max(o.processed_at) from orders o
         where o.shop_id = $1 and o.customer_id = c.id and o.counted
           and o.processed_at > $2::timestamptz + interval '2 days') as last
       from customer c where c.shop_id = $1 order by c.id limit ${mostPeople}`,
      [shop.id, startedAt],
    );
    for (const { person, last } of rows) {
      const arm = armOf(demoArms, demoSalt, person);
      // Places under other salts: as good as drawn, and the same in every demo.
      const isBuying = last !== null && placeOf("demo buys", person) < (cameToBuy[arm] ?? 0);
      const spread = placeOf("demo when", person);
      const at = isBuying
        ? new Date(last.getTime() - (1 + spread) * (day / 2))
        : new Date(startedAt.getTime() + spread * begunDaysAgo * day);
      await logExposure(client, shop, { experiment, person, arm, at });
    }
  });
  await countExperiments(db, shop, now);
}
