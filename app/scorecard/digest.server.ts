// The weekly digest, made from the scorecard and the causes that the panels show: the same numbers.
import { inShop, type Db } from "../db.server.ts";
import { addDays } from "../ledger/day.ts";
import type { Shop } from "../ledger/shop.server.ts";
import { listOpen } from "../ledger/training/assignments.server.ts";
import { listStaff } from "../ledger/training/staff.server.ts";
import { previousPeriod, type Period } from "../ledger/period.ts";
import { kpiById } from "../kpis/index.ts";
import { causes } from "./causes.server.ts";
import { pastWeeks } from "./digest-weeks.server.ts";
import { movesOf } from "./digest-moves.ts";
import type { Digest, DigestCause, DigestMilestone } from "./digest.ts";
import type { DigestMove, Stale } from "./digest.ts";
import { milestonesIn } from "./milestones.server.ts";
import { scorecard } from "./scorecard.server.ts";
import { readWeaknesses } from "./trends.server.ts";
import type { ScorecardKpi } from "./types.ts";

/** A delivery waits seconds; one that waits so long tells that the worker is away or overrun. */
const behindMs = 3_600_000;
/** The nightly comparison with Shopify may fail for a night or two. */
const unheardMs = 3 * 86_400_000;

type Found = {
  isReading: boolean;
  waitingSince: Date | null;
  dirtyDays: number;
  comparedAt: Date | null;
};

/** Why the numbers of a week cannot be told at an instant; null: they can. */
export function staleness(
  db: Db,
  shop: Pick<Shop, "id">,
  { week, now }: { week: Period; now: Date },
): Promise<Stale | null> {
  return inShop(db, shop.id, async (client) => {
    const { rows } = await client.query<Found>(
      `select exists (select from backfill where shop_id = $1 and state not in ('done', 'failed'))
           as "isReading",
         (select min(received_at) from inbox where shop_id = $1 and state = 'new') as "waitingSince",
         (select count(*)::int from dirty_day where shop_id = $1 and day >= $2 and day < $3)
           as "dirtyDays",
         (select max(finished_at) from reconcile where shop_id = $1) as "comparedAt"`,
      [shop.id, week.from, week.to],
    );
    const { isReading, waitingSince, dirtyDays, comparedAt } = rows[0]!;
    if (isReading) return { why: "reading", since: null };
    if (waitingSince && now.getTime() - waitingSince.getTime() > behindMs) {
      return { why: "behind", since: waitingSince.toISOString() };
    }
    if (dirtyDays > 0) return { why: "behind", since: null };
    if (comparedAt && now.getTime() - comparedAt.getTime() > unheardMs) {
      return { why: "unheard", since: comparedAt.toISOString() };
    }
    return null;
  });
}

/** What moved it most, the way it went; null where nobody can say. */
async function causeOf(
  db: Db,
  shop: Shop,
  { kpi, week, now }: { kpi: ScorecardKpi; week: Period; now: Date },
): Promise<DigestCause | null> {
  const { gap, effects, keys } = await causes(db, shop, { id: kpi.id, period: week, asOf: now });
  const sameWay = <P extends { amount: string | number }>(parts: readonly P[]) =>
    parts
      .filter(({ amount }) => Math.sign(Number(amount)) === Math.sign(Number(gap)))
      .sort((a, b) => Math.abs(Number(b.amount)) - Math.abs(Number(a.amount)))[0];
  const effect = gap === null ? undefined : sameWay(effects);
  return effect
    ? { effect: effect.effect, amount: effect.amount, where: sameWay(keys)?.label ?? null }
    : null;
}

/** A week's digest as of now; one without numbers where `stale` says why. */
export async function makeDigest(
  db: Db,
  shop: Shop,
  { week, now, stale }: { week: Period; now: Date; stale: Stale | null },
): Promise<Digest> {
  const common = {
    week,
    currency: shop.currency,
    timeZone: shop.timeZone,
    madeAt: now.toISOString(),
    stale,
    training: await readTraining(db, shop, week),
    milestones: await readPassed(db, shop, { week, now }),
  };
  if (stale) return { ...common, headline: [], up: [], down: [] };
  const against = previousPeriod(week);
  const card = await scorecard(db, shop, { period: week, against, asOf: now });
  const before = await scorecard(db, shop, { period: against, asOf: now });
  const moved = movesOf(card.kpis, {
    ...{ before: before.kpis, weeks: await pastWeeks(db, shop, { week, now }) },
  });
  const explained = async (kpis: readonly ScorecardKpi[]) => {
    const found: DigestMove[] = [];
    for (const kpi of kpis) found.push({ kpi, cause: await causeOf(db, shop, { kpi, week, now }) });
    return found;
  };
  return {
    ...common,
    headline: card.headline.flatMap((id) => card.kpis.find((kpi) => kpi.id === id) ?? []),
    up: await explained(moved.up),
    down: await explained(moved.down),
    weak: await inShop(db, shop.id, async (client) =>
      (await readWeaknesses(client, shop, { now })).slice(0, mostWeak),
    ),
  };
}

const mostWeak = 3;

async function readPassed(
  db: Db,
  shop: Shop,
  { week, now }: { week: Period; now: Date },
): Promise<DigestMilestone[]> {
  const passed = await inShop(db, shop.id, (client) =>
    milestonesIn(client, shop, { period: week, now }),
  );
  return passed.flatMap((milestone) => {
    const kpi = kpiById(milestone.kpi);
    if (!kpi) return [];
    const { name, unit, direction } = kpi;
    return [{ ...milestone, of: { name, unit, direction } }];
  });
}

/** Of people who are still there. `week` is the one that is over: its end is the new week's Monday. */
async function readTraining(db: Db, shop: Shop, week: Period): Promise<Digest["training"]> {
  return inShop(db, shop.id, async (client) => {
    const known = new Set((await listStaff(client, shop)).map(({ id }) => id));
    const open = (await listOpen(client, shop)).filter(({ person }) => known.has(person));
    const until = addDays(week.to, 7);
    const due = open.map(({ dueDay }) => dueDay ?? until);
    return {
      late: due.filter((day) => day < week.to).length,
      due: due.filter((day) => day >= week.to && day < until).length,
    };
  });
}
