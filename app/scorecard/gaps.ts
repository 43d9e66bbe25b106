// How far KPIs fall short of their targets, in their own unit and, where that can be said, in money.
//
// short    how far the value is on the wrong side of its target, or of a band's nearer edge; of a total in a
//          running period how far its expected end is
// worth    what that is in the shop's money over the period: itself of a total of money; of a quotient with
//          money above its line times what is below it, as it is (a mean of orders times the orders); orders,
//          and quotients of orders, at the mean value of an order. Nothing else has a price.
import { isReason, toNumber, type Exact, type Outcome, type Quantity } from "../kpis/formula.ts";
import type { Kpi } from "../kpis/kpi.ts";
import { difference } from "./show.ts";
import { isBand, type Band } from "./status.ts";
import type { Scorecard, ScorecardKpi, Shown } from "./types.ts";

/** Above 0, in the KPI's unit; null where the target is reached. */
export function shortOf(
  value: Quantity,
  { aim, direction }: { aim: Exact | Band; direction: "up" | "down" },
): Quantity | null {
  const missing = isBand(aim)
    ? [difference(aim.low, value), difference(value, aim.high)]
    : [direction === "up" ? difference(aim, value) : difference(value, aim)];
  return missing.find((each) => toNumber(each) > 0) ?? null;
}

/** @param orderValue the mean value of an order in minor units, where it is known. @returns minor units */
export function worthOf(
  short: Quantity,
  {
    kpi: { worth },
    now: { value },
    orderValue,
  }: { kpi: Pick<Kpi, "worth">; now: Outcome; orderValue: number | null },
): number | null {
  if (!worth || isReason(value)) return null;
  if (worth === "itself") return Math.round(toNumber(short));
  // What a quotient is over; a number of orders is over nothing.
  const base = typeof value === "number" ? 1 : Number(value.bottom);
  if (worth === "base") return Math.round(toNumber(short) * base);
  return orderValue === null ? null : Math.round(toNumber(short) * base * orderValue);
}

export type Gap = {
  kpi: Pick<ScorecardKpi, "id" | "name" | "unit" | "direction" | "status" | "value" | "target">;
  short: Shown;
  /** It is the expected end of a running total that falls short. */
  isEnd: boolean;
  /** Money; null where nobody can say. */
  worth: Shown | null;
};

/** The KPIs that fall short, the dearest first; then those without a price, by how far of the target. */
export function gapsOf({ kpis }: Pick<Scorecard, "kpis">): Gap[] {
  return kpis
    .flatMap(({ id, name, unit, direction, status, value, target, beside }): Gap[] => {
      const { short, shortWorth = null } = beside;
      if (short === undefined || short === null) return [];
      const kpi = { id, name, unit, direction, status, value, target };
      return [{ kpi, short, isEnd: beside["end"] !== undefined, worth: shortWorth }];
    })
    .sort(
      (a, b) =>
        Number(a.worth === null) - Number(b.worth === null) ||
        Number(b.worth ?? 0) - Number(a.worth ?? 0) ||
        partOf(b) - partOf(a),
    );
}

/** Of the target, of which 0 has no part. */
const partOf = ({ short, kpi: { target } }: Gap) =>
  Math.abs(Number(short)) / (Math.abs(Number(target)) || 1);
