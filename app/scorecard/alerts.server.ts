// Looks at the days that were just closed, once each, and tells what is no ordinary up and down: a change
// of a KPI, a campaign that loses money, and at the end of a month a target that was missed.
import { inShop, type Client, type Db } from "../db.server.ts";
import { setImmediate as nextTurn } from "node:timers/promises";
import { watch, type Look, type Side, type Watched } from "../analysis/forecast/change.ts";
import { addDays, type Day } from "../ledger/day.ts";
import { eachDay } from "../ledger/period.ts";
import { keepWatched, raiseAlert, type Alert, type WatchedKpi } from "../ledger/tasks.server.ts";
import { targetsIn } from "../ledger/shop.server.ts";
import { tellVersion } from "../ledger/tell-version.server.ts";
import { isReason, toNumber, type Outcome, type When } from "../kpis/formula.ts";
import { kpiById } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { countsByDay, outcomesOfEach } from "./by-day.server.ts";
import type { Closed } from "./close-days.server.ts";
import { chosenHeadline, watchedAnyway } from "./headline.ts";
import { missedTargets } from "./missed-targets.server.ts";
import { whenOf, type HeadedShop } from "./scorecard.server.ts";
import { weakCampaigns } from "./weak-campaigns.server.ts";

/** The past that a watch learns from and is measured on. */
const watchedDays = 400;
/**
 * Days after which a day's number is the one that it stays: before, only what was quick is in it. They are
 * looked at so much later, or a day would always look better, or worse, than the days before it.
 */
const ripensIn: Readonly<Record<string, number>> = {
  "on-time-shipping": 7,
  "on-time-delivery": 14,
};
/** A worker that was away so long tells what happened in the last week of it. */
const lateDays = 7;

/** The headline, its stand-ins, and what has a target: each looks on its own, so fewer tell less by chance. */
async function watchedKpis(client: Client, shop: HeadedShop, when: When): Promise<Kpi[]> {
  const targets = await targetsIn(client, shop);
  const ids = new Set([
    ...chosenHeadline(shop).ids,
    ...watchedAnyway,
    ...targets.map(({ kpi }) => kpi),
  ]);
  return [...ids].flatMap((id) => kpiById(id) ?? []).filter((kpi) => countsByDay(kpi, when));
}

/** Null where a day's value is no amount and no quotient of amounts. */
function watchedOf(kpi: Kpi, outcomes: readonly Outcome[], from: Day): Watched | null {
  if (kpi.formula.kind === "total") {
    const values = outcomes.map(({ value }) => (isReason(value) ? 0 : toNumber(value)));
    return { kind: "total", from, values };
  }
  const parts = outcomes.map(({ value }) => {
    if (isReason(value)) return { top: 0, bottom: 0 };
    return typeof value === "number"
      ? null
      : { top: Number(value.top), bottom: Number(value.bottom) };
  });
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return null;
  return {
    kind: "ratio",
    tops: known.map(({ top }) => top),
    bottoms: known.map(({ bottom }) => bottom),
  };
}

const worseSide = ({ direction }: Kpi): Side => (direction === "up" ? "down" : "up");

function alertOf(kpi: Kpi, from: Day, look: Look): Alert {
  const { at, days, side, came, expected, low, high } = look;
  return {
    kpi: kpi.id,
    day: addDays(from, at),
    kind: "change",
    ...{ side, days, came, expected, low, high },
  };
}

async function raiseChanges(
  client: Client,
  shop: HeadedShop,
  { closed, now }: { closed: Closed; now: Date },
): Promise<Alert[]> {
  const { today, before } = closed;
  const when = await whenOf(client, shop, { period: { from: today, to: today }, asOf: now });
  const { historyFrom } = when;
  if (historyFrom === null || historyFrom >= today) return [];
  const oldest = addDays(today, -watchedDays);
  const from = historyFrom > oldest ? historyFrom : oldest;
  const some = await watchedKpis(client, shop, when);
  const periods = eachDay({ from, to: today });
  const outcomes = await outcomesOfEach(client, shop, { kpis: some, periods, when });
  // Of a history that was just read only yesterday is news.
  const late = addDays(today, -lateDays);
  const since = before === null ? addDays(today, -1) : before > late ? before : late;
  const kept: WatchedKpi[] = [];
  const told: Alert[] = [];
  for (const kpi of some) {
    // A year of one KPI takes milliseconds: requests wait for one, not for all.
    await nextTurn();
    const ripens = ripensIn[kpi.id] ?? 0;
    const ripe = outcomes.get(kpi.id)!.slice(0, periods.length - ripens);
    const watched = watchedOf(kpi, ripe, from);
    if (!watched) continue;
    const { looks, smallest } = watch(watched, worseSide(kpi));
    const news = looks.filter(({ isNews }) => isNews);
    kept.push({ kpi: kpi.id, smallest, days: looks.length, raised: news.length });
    for (const look of news.filter(({ at }) => addDays(from, at + ripens) >= since)) {
      const alert = alertOf(kpi, from, look);
      const isForFlow = alert.side === worseSide(kpi);
      if (await raiseAlert(client, shop, alert, { now, isForFlow })) told.push(alert);
    }
  }
  await keepWatched(client, shop, { watched: kept, toDay: addDays(today, -1) });
  return told;
}

/** Tells what the days that were just closed brought. @returns the alerts that are new */
export async function raiseAlerts(
  db: Db,
  shop: HeadedShop,
  { closed, now }: { closed: Closed; now: Date },
): Promise<Alert[]> {
  const missed = await missedTargets(db, shop, { closed, now });
  return inShop(db, shop.id, async (client) => {
    const shops = await client.query("select from shop where id = $1 for key share", [shop.id]);
    if (shops.rowCount === 0) return [];
    const told = await raiseChanges(client, shop, { closed, now });
    const weak = await weakCampaigns(client, shop, { today: closed.today, now });
    for (const alert of [...missed, ...weak]) {
      if (await raiseAlert(client, shop, alert, { now, isForFlow: true })) told.push(alert);
    }
    if (told.length > 0) await tellVersion(client, shop.id);
    return told;
  });
}
