import { inShop, type Client, type Db } from "../db.server.ts";
import { addDays, dayIn, type Day } from "../ledger/day.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { listMilestones, reachMilestone } from "../ledger/milestones.server.ts";
import type { Milestone } from "../ledger/milestones.server.ts";
import { exponent } from "../ledger/money.ts";
import type { Period } from "../ledger/period.ts";
import { kpiById } from "../kpis/index.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { countsByDay } from "./by-day.server.ts";
import type { Recorded } from "./day-record.ts";
import { lookOf } from "./kpi-row.ts";
import { addsUp, daysUpTo, firstPassed, milestoneDays, passes, sumOf } from "./milestones.ts";
import type { ShownMilestone } from "./milestones.ts";
import { show } from "./show.ts";

/** So long ago a day may be restated and still complete a milestone. */
const lookBackDays = 400;

/** What is recorded of a KPI's days as it stands, restatements included. Reads by the records' key. */
async function readRecorded(
  client: Client,
  shop: ShopContext,
  { kpi, from, to }: { kpi: string } & Period,
): Promise<Map<Day, Recorded>> {
  const { rows } = await client.query<{ day: Day; value: Recorded }>(
    `select distinct on (day) day, values -> $4 as value from day_record
     where shop_id = $1 and day >= $2 and day < $3 and values ? $4 order by day, revision desc`,
    [shop.id, from, to, kpi],
  );
  return new Map(rows.map(({ day, value }) => [day, value]));
}

const isTotal = ({ formula }: Kpi) => formula.kind === "total";
const decimalsOf = (kpi: Kpi, shop: ShopContext) =>
  kpi.unit === "money" ? exponent(shop.currency) : 0;

/**
 * Completes the milestones whose number the recorded days passed, each with the first such day, for good.
 * Running it again completes nothing twice.
 * @param closedTo the first day that is not recorded
 * @returns those that were completed
 */
export async function completeMilestones(
  db: Db,
  shop: ShopContext,
  { closedTo }: { closedTo: Day },
): Promise<Milestone[]> {
  return inShop(db, shop.id, async (client) => {
    const done: Milestone[] = [];
    const open = (await listMilestones(client, shop)).filter(({ reachedDay }) => !reachedDay);
    const oldest = addDays(closedTo, -lookBackDays);
    for (const milestone of open) {
      const kpi = kpiById(milestone.kpi);
      if (!kpi) continue;
      const from = milestone.fromDay > oldest ? milestone.fromDay : oldest;
      if (from >= closedTo) continue;
      const span = milestone.days;
      const records = await readRecorded(client, shop, {
        ...{ kpi: kpi.id, from: addDays(from, 1 - span), to: closedTo },
      });
      const ends = [...records.keys()].filter((day) => day >= from).sort();
      const given = { threshold: milestone.value, exponent: decimalsOf(kpi, shop) };
      const passed = firstPassed(records, { ends, span, isTotal: isTotal(kpi) }, (sum) =>
        passes(sum, { ...given, direction: kpi.direction }),
      );
      if (!passed) continue;
      const { top, bottom, n } = passed.sum;
      const reached = [String(top), String(bottom), String(n)] as const;
      const row = { ...milestone, reachedDay: passed.day, reached };
      if (await reachMilestone(client, shop, row)) done.push(row);
    }
    return done;
  });
}

/** As panels show them: passed ones with the number of that day, open ones with that of the last days. */
export async function readMilestones(
  client: Client,
  shop: ShopContext,
  { kpi: id = null, now }: { kpi?: string | null; now: Date },
): Promise<ShownMilestone[]> {
  const today = dayIn(now, shop.timeZone);
  const found: ShownMilestone[] = [];
  for (const milestone of await listMilestones(client, shop, { kpi: id })) {
    const kpi = kpiById(milestone.kpi);
    if (!kpi) continue;
    const { reached, ...row } = milestone;
    const sum = reached
      ? { top: BigInt(reached[0]), bottom: BigInt(reached[1]), n: BigInt(reached[2]) }
      : await lastSum(client, shop, { kpi, span: milestone.days, today });
    found.push({
      ...row,
      is: sum && show({ top: sum.top, bottom: sum.bottom }, lookOf(kpi, shop.currency)),
      n: sum && Number(sum.n),
    });
  }
  return found;
}

async function lastSum(
  client: Client,
  shop: ShopContext,
  { kpi, span, today }: { kpi: Kpi; span: number; today: Day },
) {
  const from = addDays(today, -span - 1);
  const records = await readRecorded(client, shop, { kpi: kpi.id, from, to: today });
  const last = [...records.keys()].sort().at(-1);
  if (!last) return null;
  return sumOf(
    daysUpTo(last, span).map((day) => records.get(day)),
    isTotal(kpi),
  );
}

/** Those that were passed on days of a period, the latest first. */
export async function milestonesIn(
  client: Client,
  shop: ShopContext,
  { period, now }: { period: Period; now: Date },
): Promise<ShownMilestone[]> {
  const all = await readMilestones(client, shop, { now });
  return all.filter(
    ({ reachedDay }) => reachedDay && reachedDay >= period.from && reachedDay < period.to,
  );
}

/** What a milestone of the KPI may be of: one day where days do not add up; none where none is recorded. */
export function spansOf(kpi: Kpi, at: { asOf: Date; today: Day }): number[] {
  if (!countsByDay(kpi, at)) return [];
  return milestoneDays.filter((span) => span === 1 || addsUp(kpi));
}
