import { addDays, addMonths, daysBetween, firstOfMonth, isDay, type Day } from "./day.ts";

/** Half-open: `from` is in, `to` is not. */
export type Period = { from: Day; to: Day };

export function periodDays({ from, to }: Period): number {
  return daysBetween(from, to);
}

export function isWholeMonths({ from, to }: Period): boolean {
  return from === firstOfMonth(from) && to === firstOfMonth(to) && from < to;
}

/**
 * The period directly before: as many whole months where the period is whole months, else as many
 * days (definitions.md).
 */
export function previousPeriod(period: Period): Period {
  const { from, to } = period;
  if (!isWholeMonths(period)) return { from: addDays(from, -periodDays(period)), to: from };
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(5, 7)) -
    Number(from.slice(5, 7));
  return { from: addMonths(from, -months), to: from };
}

/** A period from two texts, or what was got and expected instead. */
export function readPeriod(from: string, to: string): Period | { got: string; expected: string } {
  for (const day of [from, to]) {
    if (!isDay(day)) return { got: `"${day}"`, expected: "a day such as 2026-01-31" };
  }
  if (from >= to) {
    return { got: `${from} to ${to}`, expected: "a later end: the last day is not included" };
  }
  return { from, to };
}

/** Each day of a period on its own. */
export function eachDay({ from, to }: Period): Period[] {
  const days: Period[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) {
    days.push({ from: day, to: addDays(day, 1) });
  }
  return days;
}
