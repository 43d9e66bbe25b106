// From sales and levels to the weeks that replay.ts plays again.
import { addDays, daysBetween, type Day } from "../../ledger/day.ts";
import type { Sold } from "./gather.ts";
import type { Past } from "./replay.ts";

/** An empty past with what was sold in it. */
export function pastOf(
  sold: Iterable<Sold>,
  { count, weeks }: { count: number; weeks: number },
): Past {
  const past: Past = {
    weeks,
    sold: new Float32Array(count * weeks),
    held: new Float32Array(count * weeks),
    days: new Uint8Array(count * weeks),
    opening: new Float32Array(count),
  };
  for (const { at, back, units } of sold) {
    back.forEach((week, place) => {
      if (week < weeks) past.sold[at * weeks + weeks - 1 - week]! += units[place]!;
    });
  }
  return past;
}

/** The level of `at` from a day to before another, both within the past. */
export type HeldSpan = { at: number; from: Day; to: Day; available: number };

/** @param cut the day after the past's last */
export function addHeld(past: Past, { at, from, to, available }: HeldSpan, cut: Day): void {
  const { weeks } = past;
  const units = Math.max(0, available);
  const start = addDays(cut, -7 * weeks);
  const last = daysBetween(start, to);
  let day = daysBetween(start, from);
  if (day === 0) past.opening[at] = units;
  while (day < last) {
    const week = Math.floor(day / 7);
    const days = Math.min(last, 7 * (week + 1)) - day;
    const place = at * weeks + week;
    past.held[place]! += (units * days) / 7;
    past.days[place]! += days;
    day += days;
  }
}
