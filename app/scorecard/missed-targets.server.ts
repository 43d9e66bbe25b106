// Targets that a month which is just over missed: those of all of the shop, and those of its regions and
// channels. One look a month each, so looking often proves nothing.
import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, addMonths, firstOfMonth } from "../ledger/day.ts";
import { previousPeriod, type Period } from "../ledger/period.ts";
import { targetsIn, type TargetPart } from "../ledger/shop.server.ts";
import type { Alert } from "../ledger/tasks.server.ts";
import { toNumber, type When } from "../kpis/formula.ts";
import { kpiById } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import type { Closed } from "./close-days.server.ts";
import { kpiRow, lookOf } from "./kpi-row.ts";
import { groupingOf, marketReader } from "./market-reader.server.ts";
import { zeroOfPart } from "./parts.server.ts";
import { readWishes } from "./read.server.ts";
import { outcomesOf, scorecard, whenOf, type HeadedShop } from "./scorecard.server.ts";
import { exactOf } from "./show.ts";
import { resolvedTargets } from "./targets.server.ts";
import { holdingTarget } from "./targets.ts";
import type { ScorecardKpi, Shown } from "./types.ts";

type Judged = { row: ScorecardKpi; part: TargetPart | null };
type Aim = { kpi: Kpi; part: TargetPart };

/** KPIs with targets of parts that hold over the period, each once. */
async function aimsIn(client: Client, shop: HeadedShop, { from, to }: Period): Promise<Aim[]> {
  const found = new Map<string, Aim>();
  for (const target of await targetsIn(client, shop)) {
    const { part } = target;
    const kpi = kpiById(target.kpi);
    if (!part || !kpi?.causes.includes(part.by) || kpi.byMarketing) continue;
    if (target.from > from || target.to < to) continue;
    found.set(`${kpi.id} ${part.by} ${part.key}`, { kpi, part });
  }
  return [...found.values()];
}

/** Parts that are read in the same way, held against their own targets. */
async function judgedTogether(
  client: Client,
  shop: HeadedShop,
  { aims, when }: { aims: readonly Aim[]; when: When },
): Promise<Judged[]> {
  const { asOf, today, period } = when;
  const { by } = aims[0]!.part;
  const kpis = [...new Set(aims.map(({ kpi }) => kpi))];
  const against = previousPeriod(period);
  const wholes = await outcomesOf(client, shop, { kpis, when, against });
  const targets = await resolvedTargets(client, shop, { kpis, when, by });
  const grouping = groupingOf(aims[0]!.part);
  const readings = await readWishes(client, shop, {
    reader: marketReader(client, shop, { asOf, grouping }),
    wishes: kpis.flatMap(({ formula }) => formula.wishes(when)),
    ...{ today, keys: aims.map(({ part }) => part.key) },
  });
  return aims.map(({ kpi, part }): Judged => {
    const whole = wholes.find((each) => each.kpi === kpi)!.now;
    const reading = readings.get(part.key)!;
    const own = kpi.formula.evaluate(reading, when, { like: whole, isPart: true });
    const now = zeroOfPart(kpi, own, whole);
    const target = holdingTarget(targets, kpi.id, period, part);
    const { currency } = shop;
    return {
      row: kpiRow(kpi, { currency, now, before: now, target, isRunning: false, asOf }),
      part,
    };
  });
}

function judgedParts(
  db: Db,
  shop: HeadedShop,
  { period, asOf }: { period: Period; asOf: Date },
): Promise<Judged[]> {
  return inShop(db, shop.id, async (client) => {
    const when = await whenOf(client, shop, { period, asOf });
    const groups = Map.groupBy(await aimsIn(client, shop, period), ({ part }) => groupingOf(part));
    const judged: Judged[] = [];
    for (const aims of groups.values()) {
      judged.push(...(await judgedTogether(client, shop, { aims, when })));
    }
    return judged;
  });
}

/** What the month before `closed.today` missed, where that month is just over. */
export async function missedTargets(
  db: Db,
  shop: HeadedShop,
  { closed, now }: { closed: Closed; now: Date },
): Promise<Alert[]> {
  const to = firstOfMonth(closed.today);
  if (closed.before === null || closed.before >= to) return [];
  const period = { from: addMonths(to, -1), to };
  const card = await scorecard(db, shop, { period, asOf: now });
  const whole = card.kpis.map((row): Judged => ({ row, part: null }));
  const parts = await judgedParts(db, shop, { period, asOf: now });
  return [...whole, ...parts].flatMap(({ row: { id, status, value, target }, part }): Alert[] => {
    const kpi = kpiById(id);
    if (!kpi || status !== "off" || value === null || target === null) return [];
    const look = lookOf(kpi, shop.currency);
    const plain = (shown: Shown) =>
      typeof shown === "number" ? shown : toNumber(exactOf(shown, look));
    const [came, expected] = [plain(value), plain(target)];
    const side = came < expected ? "down" : "up";
    const day = addDays(to, -1);
    const about = { kpi: id, day, kind: "target", part } as const;
    return [{ ...about, side, days: 0, came, expected, low: null, high: null }];
  });
}
