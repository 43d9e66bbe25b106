import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Day } from "../ledger/day.ts";
import { previousPeriod, type Period } from "../ledger/period.ts";
import type { Target } from "../ledger/shop.server.ts";
import { isReason, toNumber, exact, type Outcome, type When } from "../kpis/formula.ts";
import { kpiById } from "../kpis/index.ts";
import { splitsOf, type Kpi } from "../kpis/kpi.ts";
import type { Split } from "../kpis/query.ts";
import type { Compared } from "./chosen-period.ts";
import { isOfCustomers } from "./causes.ts";
import { endsOf, endsOfParts } from "./ends.server.ts";
import { isLong, type MayBeStale } from "./kept-places.server.ts";
import { keptReader } from "./kept-splits.server.ts";
import { kpiRow, lookOf, showInterval } from "./kpi-row.ts";
import { labelsOf } from "./labels.server.ts";
import { marketingParts } from "./marketing-parts.server.ts";
import { asTheyAre } from "./market-reader.server.ts";
import { isIn, otherMarket } from "./markets.ts";
import { marketRows, outcomesIn } from "./markets.server.ts";
import { measureReader, readWishes, type Reader } from "./read.server.ts";
import { whenOf, type Outcomes } from "./scorecard.server.ts";
import { show } from "./show.ts";
import type { End } from "./status.ts";
import { resolvedTargets } from "./targets.server.ts";
import { holdingTarget } from "./targets.ts";
import type { KpiPart, KpiParts } from "./types.ts";

export type PartsQuestion = {
  id: string;
  period: Period;
  /** The period the KPI's own row is compared with. Default: the one directly before. */
  against?: Period;
  /** What changes of totals are told of. Default both periods as they are. */
  compared?: Compared | undefined;
  by: Split | null;
  asOf: Date;
  /** Of the definition. Default: the one that holds in the period. */
  version?: number | undefined;
  /** Of one market alone, whose parts are its regions. Default all of the shop. */
  market?: string | null;
  /** The day after the period's last one when it is over. Default the period's own. */
  wholeTo?: Day | undefined;
  /** Default all is of now. */
  mayBeStale?: MayBeStale | undefined;
};

/** What a split of measures, or of lines, is read by. */
export function readerOf(client: Client, shop: ShopContext, by: Split, asOf: Date): Reader {
  return keptReader(client, shop, { by, asOf });
}

type PartsGiven = {
  kpi: Kpi;
  by: Split;
  when: When;
  whole: Outcome;
  targets: readonly Target[];
  market: string | null;
  wholeTo: Day;
  mayBeStale: MayBeStale | undefined;
};

/** A split whose parts may have targets of their own. */
const aimed = (by: Split | null) => (by === "region" || by === "channel" ? by : null);

/** The targets that parts of the split have, by key. Markets that are sums of places are no parts of it. */
function aimsOf({ kpi, by, when, targets, market }: PartsGiven): Map<string, Target> {
  const scope = aimed(by);
  const keys = new Set(
    targets.flatMap(({ part }) => (scope !== null && part?.by === scope ? [part.key] : [])),
  );
  return new Map(
    [...keys].flatMap((key): [string, Target][] => {
      const isOut = scope === "region" && (key === otherMarket || !isIn(market, key));
      const part = { by: scope!, key };
      const target = isOut ? null : holdingTarget(targets, kpi.id, when.period, part);
      return target ? [[key, target]] : [];
    }),
  );
}

/** Where the whole has something, a total of a part on which nothing stands is 0. */
export function zeroOfPart(kpi: Kpi, part: Outcome, whole: Outcome): Outcome {
  const isZero = kpi.formula.kind === "total" && part.value === "no-data" && !isReason(whole.value);
  return isZero ? { ...part, value: exact(0n) } : part;
}

type Aimed = { target: Target | undefined; end: End | undefined };

/** A part's own target, if it has one, and whether it is reached. */
function aimOfPart(
  { currency }: ShopContext,
  { kpi, when }: PartsGiven,
  { outcome, target, end }: { outcome: Outcome } & Aimed,
): Pick<KpiPart, "target" | "status"> {
  if (!target) return {};
  const row = kpiRow(kpi, {
    ...{ currency, now: outcome, before: outcome, target, end, asOf: when.asOf },
    isRunning: when.today < when.period.to,
  });
  return { target: row.target, status: row.status };
}

/** What totals of parts with targets will be when their days are over, by key. */
function endsIn(
  client: Client,
  shop: ShopContext,
  given: PartsGiven,
  { aims, outcomes }: { aims: Map<string, Target>; outcomes: ReadonlyMap<string, Outcome> },
): Promise<Map<string, End>> {
  const { kpi, when, wholeTo } = given;
  const parts = [...aims].flatMap(([key, target]) => {
    const now = outcomes.get(key)!;
    return isReason(now.value) ? [] : [{ key, now, to: target.to < wholeTo ? target.to : wholeTo }];
  });
  const scope = aimed(given.by);
  if (!scope) return Promise.resolve(new Map());
  return endsOfParts(client, shop, { kpi, parts, grouping: asTheyAre[scope], when });
}

/** Outcomes by key, those that weigh most first; keys on which nothing stands and is aimed at are left out. */
async function partsOf(client: Client, shop: ShopContext, given: PartsGiven): Promise<KpiPart[]> {
  const { kpi, by, when, whole, market, mayBeStale } = given;
  if (kpi.byMarketing) return marketingParts(client, shop, { kpi, when, whole });
  const { asOf, today } = when;
  const wishes = kpi.formula.wishes(when);
  const aims = aimsOf(given);
  const readings = await readWishes(client, shop, {
    reader: readerOf(client, shop, by, asOf),
    ...{ wishes, today, mayBeStale, keys: [...aims.keys()] },
  });
  const outcomes = [...readings]
    .filter(([key]) => by !== "region" || isIn(market, key))
    .map(([key, reading]) => {
      const outcome = kpi.formula.evaluate(reading, when, { like: whole, isPart: true });
      return { key, outcome: aims.has(key) ? zeroOfPart(kpi, outcome, whole) : outcome };
    })
    .filter(({ key, outcome: { n, weight } }) => aims.has(key) || n !== 0n || weight !== 0n)
    .sort((a, b) =>
      a.outcome.weight === b.outcome.weight
        ? a.key.localeCompare(b.key)
        : a.outcome.weight > b.outcome.weight
          ? -1
          : 1,
    );
  const keys = outcomes.map(({ key }) => key);
  const ends = await endsIn(client, shop, given, {
    ...{ aims, outcomes: new Map(outcomes.map(({ key, outcome }) => [key, outcome])) },
  });
  const label = await labelsOf(client, shop, by, keys);
  const look = lookOf(kpi, shop.currency);
  return outcomes.map(({ key, outcome }) => ({
    key,
    label: label(key),
    value: isReason(outcome.value) ? null : show(outcome.value, look),
    n: Number(outcome.n),
    interval: showInterval(outcome, look),
    share: whole.weight > 0n ? toNumber(exact(outcome.weight, whole.weight)) : null,
    ...aimOfPart(shop, given, { outcome, target: aims.get(key), end: ends.get(key) }),
  }));
}

/** From the same answers as its parts, so that these add up to it. */
async function outcomesOfCustomers(
  client: Client,
  shop: ShopContext,
  {
    kpi,
    when,
    against,
    mayBeStale,
  }: Pick<PartsGiven, "kpi" | "when" | "mayBeStale"> & { against: Period },
): Promise<Outcomes> {
  const { formula } = kpi;
  const then = { ...when, period: against };
  const readings = await readWishes(client, shop, {
    reader: measureReader(client, shop, { dimension: "all", asOf: when.asOf }),
    wishes: [...formula.wishes(when), ...formula.wishes(then)],
    ...{ today: when.today, mayBeStale },
  });
  const whole = readings.get("all")!;
  const now = formula.evaluate(whole, when);
  const before = formula.evaluate(whole, then, { like: now });
  return { kpi, now, before, staleSince: null };
}

/**
 * One KPI's row and its parts by a split; no parts without one. A part's share is of the total, or of
 * the denominator. By product an order counts for each of its products.
 * @throws RangeError when there is no such KPI or it cannot be split so.
 */
export async function kpiParts(
  db: Db,
  shop: ShopContext,
  { id, period, against = previousPeriod(period), by, market = null, ...asked }: PartsQuestion,
): Promise<KpiParts> {
  const kpi = kpiById(id);
  if (!kpi) throw new RangeError(`got KPI "${id}", expected an id of the catalogue`);
  const known = splitsOf(kpi);
  if (by && !known.includes(by)) {
    throw new RangeError(
      `got a split by ${by}, expected one of ${known.join(", ") || "none"} for ${id}`,
    );
  }
  return inShop(db, shop.id, async (client) => {
    const { asOf, version, wholeTo, mayBeStale, compared } = asked;
    const when = await whenOf(client, shop, { period, asOf, version });
    const wanted = { kpis: [kpi], when, against, compared, market, mayBeStale };
    const outcomes =
      market === null && isLong(period) && isOfCustomers(kpi, when)
        ? [await outcomesOfCustomers(client, shop, { kpi, when, against, mayBeStale })]
        : await outcomesIn(client, shop, wanted);
    const scope = market === null ? aimed(by) : "region";
    const targets = await resolvedTargets(client, shop, {
      ...{ kpis: [kpi], by: scope },
      when: { ...when, period: { from: period.from, to: wholeTo ?? period.to } },
    });
    const ends = await endsOf(client, shop, { outcomes, when, targets, wholeTo, market });
    const [row] = marketRows(shop, { outcomes, when, targets, market, ends });
    const whole = outcomes[0]?.now;
    if (!row || !whole) throw new Error(`${id} gave no row`);
    const last = wholeTo ?? period.to;
    const given = { kpi, when, whole, targets, market, wholeTo: last, mayBeStale };
    return { kpi: row, parts: by ? await partsOf(client, shop, { ...given, by }) : [] };
  });
}
