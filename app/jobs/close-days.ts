import type { Db } from "../db.server.ts";
import { isFlowDue, tellFlow, type Naming } from "../ingest/flow.server.ts";
import { kpiById } from "../kpis/index.ts";
import { exponent } from "../ledger/money.ts";
import { readShop, type Shop } from "../ledger/shop.server.ts";
import { noted, type Counts } from "../ledger/work-runs.server.ts";
import { log } from "../log.server.ts";
import { recompute } from "../measures/recompute.server.ts";
import { raiseAlerts } from "../scorecard/alerts.server.ts";
import { closeDays, isClosingDue } from "../scorecard/close-days.server.ts";
import { keepDemandChanges } from "../scorecard/demand-changes.server.ts";
import { completeMilestones } from "../scorecard/milestones.server.ts";
import { partName } from "../scorecard/part-names.ts";
import type { Job, JobDeps } from "./job.ts";
import { shopPayload, shopSpec } from "./job.ts";
import { allShops } from "./shops.server.ts";

const closeDaysSpec = (shopId: bigint) => shopSpec("close-days", shopId, "closing");

const namingOf =
  ({ currency }: Shop): Naming =>
  ({ kpi: id, part, campaign }) => {
    const kpi = kpiById(id);
    const name = kpi?.name ?? id;
    return {
      name: part ? `${name}, ${campaign?.name ?? partName(part)}` : name,
      scale: campaign || kpi?.unit === "money" ? 10 ** exponent(currency) : 1,
    };
  };

async function flow(shop: Shop, { db, now, graphqlFor }: JobDeps): Promise<void> {
  if (shop.state !== "installed" || !(await isFlowDue(db, shop))) return;
  const graphql = await graphqlFor(shop.domain);
  if (!graphql) return;
  const told = await tellFlow(db, shop, { graphql, now, naming: namingOf(shop) });
  if (told.sent + told.refused > 0) log.info({ shopId: shop.id, ...told }, "Flow was told");
}

async function close(shop: Shop, { db, at }: { db: Db; at: Date }): Promise<Counts | null> {
  let counts: Counts | null = null;
  await recompute(db, shop, { asOf: at });
  await closeDays(db, shop, {
    now: at,
    async then(closed) {
      const passed = await completeMilestones(db, shop, { closedTo: closed.today });
      const told = await raiseAlerts(db, shop, { closed, now: at });
      const { recorded, restated, today } = closed;
      const { variant, region } = await keepDemandChanges(db, shop, { cut: today });
      counts = {
        ...{ recorded, restated, alerts: told.length, milestones: passed.length },
        ...{ variants: variant, regions: region },
      };
      log.info({ shopId: shop.id, ...counts }, "days closed");
    },
  });
  return counts;
}

/**
 * Each quarter of an hour, for that is how far zones lie apart: of every shop whose midnight has passed, the
 * day that is over is recorded, older days that changed are restated, and what is no ordinary up and down
 * is told, campaigns that lose money as well, and what sells faster or slower than it did is found. In a
 * line of its own: open panels do not wait for it.
 */
export const closeDaysJob: Job = {
  name: "close-days",
  cron: "*/15 * * * *",
  async run(payload, deps) {
    const { db, now, addJobs } = deps;
    const named = shopPayload.safeParse(payload);
    if (!named.success) return addJobs((await allShops(db)).map(closeDaysSpec));
    const shop = await readShop(db, named.data.shopId);
    if (!shop) return;
    if (await isClosingDue(db, shop, now())) {
      await noted(db, shop, { work: "close-day", now, run: () => close(shop, { db, at: now() }) });
    }
    await flow(shop, deps);
  },
};
