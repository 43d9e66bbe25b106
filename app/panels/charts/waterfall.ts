// Geometry of a waterfall that runs down: x is 0–100 and stretched to whatever width there is, y pixels.
import { scaleLinear } from "d3-scale";

/** Pixels of one row. */
export const rowHeight = 32;
const barHeight = 16;

export type Step = { amount: number };
export type Placed = { from: number; to: number };

/**
 * Where each bar begins and ends between the least and the greatest value passed on the way; the scale
 * begins there and not at 0, because bars show steps and the ends are only marked.
 */
export function placeSteps(
  start: number,
  steps: readonly Step[],
): { start: number; bars: Placed[] } {
  const passed = [start];
  for (const { amount } of steps) passed.push(passed.at(-1)! + amount);
  const low = Math.min(...passed);
  const high = Math.max(...passed);
  const scale = scaleLinear().domain(low === high ? [low - 1, high + 1] : [low, high]);
  const x = (value: number) => Math.round(scale.range([1, 99])(value) * 100) / 100;
  return {
    start: x(start),
    bars: steps.map((_, at) => ({ from: x(passed[at]!), to: x(passed[at + 1]!) })),
  };
}

const top = (row: number) => row * rowHeight + (rowHeight - barHeight) / 2;

/** A bar in a row; a step of nothing is a line. */
export function barPath({ from, to }: Placed, row: number): string {
  return `M${Math.min(from, to)},${top(row)}H${Math.max(from, to)}v${barHeight}H${Math.min(from, to)}Z`;
}

/** The mark of an end. */
export function markPath(x: number, row: number): string {
  return `M${x},${top(row)}v${barHeight}`;
}

/** From the end of a bar down to the row below. */
export function joinPath(x: number, row: number): string {
  return `M${x},${top(row) + barHeight}V${top(row + 1)}`;
}
