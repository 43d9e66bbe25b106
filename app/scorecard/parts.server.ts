import { inShop, type Client, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import type { Day } from "../ledger/day.ts";
import { previousPeriod, type Period } from "../ledger/period.ts";
import type { Target } from "../ledger/shop.server.ts";
import { isReason, toNumber, exact, type Outcome, type When } from "../kpis/formula.ts";
import { kpiById } from "../kpis/index.ts";
import { splitsOf, type Kpi } from "../kpis/kpi.ts";
import type { Split } from "../kpis/query.ts";
import { endsOf } from "./ends.server.ts";
import { keptReader } from "./kept-splits.server.ts";
import { kpiRow, lookOf, showInterval } from "./kpi-row.ts";
import { labelsOf } from "./labels.server.ts";
import { marketingParts } from "./marketing-parts.server.ts";
import { isIn } from "./markets.ts";
import { marketRows, outcomesIn } from "./markets.server.ts";
import { readWishes, type Reader } from "./read.server.ts";
import { whenOf } from "./scorecard.server.ts";
import { show } from "./show.ts";
import { resolvedTargets } from "./targets.server.ts";
import { holdingTarget } from "./targets.ts";
import type { KpiPart, KpiParts } from "./types.ts";

export type PartsQuestion = {
  id: string;
  period: Period;
  /** The period the KPI's own row is compared with. Default: the one directly before. */
  against?: Period;
  by: Split | null;
  asOf: Date;
  /** Of the definition. Default: the one that holds in the period. */
  version?: number | undefined;
  /** Of one market alone, whose parts are its regions. Default all of the shop. */
  market?: string | null;
  /** The day after the period's last one when it is over. Default the period's own. */
  wholeTo?: Day | undefined;
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
};

/** A split whose parts may have targets of their own. */
const aimed = (by: Split | null) => (by === "region" || by === "channel" ? by : null);

/** A part's own target, if it has one, and whether it is reached. */
function aimOfPart(
  shop: ShopContext,
  { kpi, by, when, targets }: PartsGiven,
  { key, outcome }: { key: string; outcome: Outcome },
): Pick<KpiPart, "target" | "status"> {
  const scope = aimed(by);
  const target = scope && holdingTarget(targets, kpi.id, when.period, { by: scope, key });
  if (!target) return {};
  const row = kpiRow(kpi, {
    ...{ currency: shop.currency, now: outcome, before: outcome, target, asOf: when.asOf },
    isRunning: when.today < when.period.to,
  });
  return { target: row.target, status: row.status };
}

/** Outcomes by key, those that weigh most first; keys on which nothing stands are left out. */
async function partsOf(
  client: Client,
  shop: ShopContext,
  { kpi, by, when, whole, targets, market }: PartsGiven,
): Promise<KpiPart[]> {
  if (kpi.byMarketing) return marketingParts(client, shop, { kpi, when, whole });
  const { asOf, today } = when;
  const wishes = kpi.formula.wishes(when);
  const readings = await readWishes(client, shop, {
    reader: readerOf(client, shop, by, asOf),
    wishes,
    today,
  });
  const outcomes = [...readings]
    .filter(([key]) => by !== "region" || isIn(market, key))
    .map(([key, reading]) => ({
      key,
      outcome: kpi.formula.evaluate(reading, when, { like: whole, isPart: true }),
    }))
    .filter(({ outcome }) => outcome.n !== 0n || outcome.weight !== 0n)
    .sort((a, b) =>
      a.outcome.weight === b.outcome.weight
        ? a.key.localeCompare(b.key)
        : a.outcome.weight > b.outcome.weight
          ? -1
          : 1,
    );
  const keys = outcomes.map(({ key }) => key);
  const label = await labelsOf(client, shop, by, keys);
  const look = lookOf(kpi, shop.currency);
  return outcomes.map(({ key, outcome }) => ({
    key,
    label: label(key),
    value: isReason(outcome.value) ? null : show(outcome.value, look),
    n: Number(outcome.n),
    interval: showInterval(outcome, look),
    share: whole.weight > 0n ? toNumber(exact(outcome.weight, whole.weight)) : null,
    ...aimOfPart(shop, { kpi, by, when, whole, targets, market }, { key, outcome }),
  }));
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
    const { asOf, version, wholeTo } = asked;
    const when = await whenOf(client, shop, { period, asOf, version });
    const outcomes = await outcomesIn(client, shop, { kpis: [kpi], when, against, market });
    const scope = market === null ? aimed(by) : "region";
    const targets = await resolvedTargets(client, shop, {
      ...{ kpis: [kpi], by: scope },
      when: { ...when, period: { from: period.from, to: wholeTo ?? period.to } },
    });
    const ends = await endsOf(client, shop, { outcomes, when, targets, wholeTo, market });
    const [row] = marketRows(shop, { outcomes, when, targets, market, ends });
    const whole = outcomes[0]?.now;
    if (!row || !whole) throw new Error(`${id} gave no row`);
    return {
      kpi: row,
      parts: by ? await partsOf(client, shop, { kpi, by, when, whole, targets, market }) : [],
    };
  });
}
