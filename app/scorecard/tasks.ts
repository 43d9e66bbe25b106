// Tasks and the alerts behind them, as panels show them.
import { addDays, firstOfMonth, type Day } from "../ledger/day.ts";
import type { AlertCampaign, AlertKind, AlertPart, TaskCause } from "../ledger/tasks.server.ts";
import { kpiById } from "../kpis/index.ts";
import { lookOf } from "./kpi-row.ts";
import { partName } from "./part-names.ts";
import { show, type Look } from "./show.ts";
import type { Shown, Unit } from "./types.ts";

export type ShownAlert = {
  kind: AlertKind;
  side: "down" | "up";
  /** The region or channel whose own target it is about, or the campaign; null: all of the shop. */
  part: (AlertPart & { label: string }) | null;
  /** First and last day it looks at. */
  first: Day;
  last: Day;
  /** In the KPI's unit; of a campaign money that it brought and, as expected, that it cost. */
  came: Shown;
  /** Forecast, or what the target asked. */
  expected: Shown;
  /** Ordinary is between; null of a target. What a campaign brings is between, 19 times in 20. */
  ordinary: readonly [low: Shown, high: Shown] | null;
  /** What is drafted for a campaign: money a day to another one; null: to pause it. */
  move: { to: string; aDay: Shown } | null;
  /** The way the KPI would not like. */
  isWorse: boolean;
  /** What Shopify Flow was told, and why it refused. */
  flow: { state: "none" | "due" | "sent" | "refused"; words: string | null };
};

export type ShownTask = {
  id: string;
  kpi: { id: string; name: string; unit: Unit };
  /** What is to be done; empty of an alert, which says it itself. */
  words: string;
  owner: string;
  note: string;
  /** What of the KPI's change it is about; null: all of it. */
  cause: TaskCause | null;
  /** UTC instants. */
  createdAt: string;
  doneAt: string | null;
  alert: ShownAlert | null;
};

type Stored = {
  id: string;
  kpi: string;
  words: string;
  owner: string;
  note: string;
  cause?: TaskCause | null;
  createdAt: Date | string;
  doneAt?: Date | string | null;
  alert: {
    day: Day;
    kind: AlertKind;
    side: "down" | "up";
    days: number;
    came: number;
    expected: number;
    low: number | null;
    high: number | null;
    flow: ShownAlert["flow"]["state"];
    flowWords: string | null;
    part?: AlertPart | null;
    campaign?: AlertCampaign | null;
  } | null;
};

/** Days of an alert: those it looks at together, or the month of its last day. */
function daysOf({ kind, day, days }: NonNullable<Stored["alert"]>): { first: Day; last: Day } {
  return { first: kind === "target" ? firstOfMonth(day) : addDays(day, 1 - days), last: day };
}

/** Null for a KPI that is no longer in the catalogue. */
export function shownTask(task: Stored, currency: string): ShownTask | null {
  const kpi = kpiById(task.kpi);
  if (!kpi) return null;
  const { alert } = task;
  const look: Look =
    alert?.kind === "campaign" ? { unit: "money", currency, isTotal: true } : lookOf(kpi, currency);
  const worse = kpi.direction === "up" ? "down" : "up";
  const instant = (at: Date | string) => new Date(at).toISOString();
  return {
    id: task.id,
    kpi: { id: kpi.id, name: kpi.name, unit: kpi.unit },
    words: task.words,
    owner: task.owner,
    note: task.note,
    cause: task.cause ?? null,
    createdAt: instant(task.createdAt),
    doneAt: task.doneAt ? instant(task.doneAt) : null,
    alert: alert && {
      kind: alert.kind,
      side: alert.side,
      part: alert.part
        ? { ...alert.part, label: alert.campaign?.name ?? partName(alert.part) }
        : null,
      ...daysOf(alert),
      came: show(alert.came, look),
      expected: show(alert.expected, look),
      ordinary:
        alert.low === null || alert.high === null
          ? null
          : [show(alert.low, look), show(alert.high, look)],
      move: alert.campaign?.move
        ? { to: alert.campaign.move.to, aDay: show(alert.campaign.move.aDay, look) }
        : null,
      isWorse: alert.kind === "target" || alert.side === worse,
      flow: { state: alert.flow, words: alert.flowWords },
    },
  };
}
