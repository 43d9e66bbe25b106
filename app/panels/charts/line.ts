// Geometry of line charts. x runs 0–100 and is stretched to whatever width there is; y is in pixels.
// Lines keep their width under the stretching (non-scaling-stroke), text stands outside the drawing.
import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";

export type Value = number | null;

/** Centre of the n-th of `count` points, 0–100. */
export function place(at: number, count: number): number {
  return count <= 1 ? 50 : (at / (count - 1)) * 100;
}

export type Axis = {
  /** Pixels from the top. */
  y(value: number): number;
  ticks: number[];
};

/** An axis over all values, from 0 where they add up, else with some air. Null without a value. */
export function axisOf(
  values: readonly Value[],
  { height, fromZero, isHours }: { height: number; fromZero: boolean; isHours: boolean },
): Axis | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  let low = Math.min(...known, fromZero ? 0 : Infinity);
  let high = Math.max(...known, fromZero ? 0 : -Infinity);
  if (low === high) {
    const air = Math.abs(high) / 2 || 1;
    high += air;
    if (!fromZero) low -= air;
  }
  if (!isHours) {
    const scale = scaleLinear().domain([low, high]).nice(wantedTicks).range([height, 0]);
    return { y: (value) => round(scale(value)), ticks: scale.ticks(wantedTicks) };
  }
  const step = hourSteps.find((hours) => (high - low) / hours <= wantedTicks) ?? high - low;
  const first = Math.floor(low / step) * step;
  const count = Math.ceil((high - first) / step);
  const scale = scaleLinear()
    .domain([first, first + count * step])
    .range([height, 0]);
  const ticks = Array.from({ length: count + 1 }, (_, at) => first + at * step);
  return { y: (value) => round(scale(value)), ticks };
}

const wantedTicks = 4;
const hourSteps = [0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 72, 120, 240, 480];

/** Own smallest to own largest value, so that every sparkline fills its height. */
export function ownAxis(values: readonly Value[], height: number): Axis | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const low = Math.min(...known);
  const high = Math.max(...known);
  const air = 2;
  const scale = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([height - air, air]);
  return { y: (value) => round(scale(value)), ticks: [] };
}

const round = (value: number) => Math.round(value * 100) / 100;

/** SVG path through the points there are; where one is missing the line has a gap. */
export function linePath(values: readonly Value[], axis: Axis): string {
  const count = values.length;
  const path = line<Value>()
    .defined((value) => value !== null)
    .x((_, at) => round(place(at, count)))
    .y((value) => axis.y(value ?? 0));
  return path([...values]) ?? "";
}

/** A line of length 0 per point that has no neighbour: round caps make it a dot. */
export function lonePath(values: readonly Value[], axis: Axis): string {
  return values
    .map((value, at) => {
      const isLone = value !== null && (values[at - 1] ?? null) === null;
      if (!isLone || (values[at + 1] ?? null) !== null) return "";
      return dotPath(value, at, { count: values.length, axis });
    })
    .join("");
}

export function dotPath(
  value: number,
  at: number,
  { count, axis }: { count: number; axis: Axis },
): string {
  return `M${round(place(at, count))},${axis.y(value)}h0`;
}

/** The area between two bounds. */
export function bandPath(
  bounds: readonly (readonly [number, number] | null)[],
  axis: Axis,
): string {
  const count = bounds.length;
  const path = area<readonly [number, number] | null>()
    .defined((bound) => bound !== null)
    .x((_, at) => round(place(at, count)))
    .y0((bound) => axis.y(bound?.[0] ?? 0))
    .y1((bound) => axis.y(bound?.[1] ?? 0));
  return path([...bounds]) ?? "";
}

/** Tops of labels moved apart so that none covers another, each as near its own place as it can. */
export function apart(tops: readonly number[], { gap, height }: { gap: number; height: number }) {
  const order = tops.map((top, at) => ({ top, at })).sort((a, b) => a.top - b.top);
  const placed = [...tops];
  let below = -Infinity;
  for (const { top, at } of order) {
    placed[at] = Math.max(top, below + gap);
    below = placed[at];
  }
  let above = height;
  for (const { at } of order.reverse()) {
    placed[at] = Math.min(placed[at] ?? 0, above);
    above = placed[at] - gap;
  }
  return placed;
}
