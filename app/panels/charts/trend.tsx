import { useRef, useState } from "react";
import { apart, axisOf, bandPath, dotPath, linePath, lonePath, place, type Axis } from "./line.ts";
import { TrendTable } from "./trend-table.tsx";
import { t } from "../translate.ts";

export type TrendChartPoint = {
  /** The day, week or month in words. */
  when: string;
  value: number | null;
  before: number | null;
  interval: readonly [number, number] | null;
  /** The same as people read it. */
  shown: { value: string | null; before: string | null; interval: string | null };
  /** Why the point is not whole; null when it is. */
  partial: string | null;
};

export type TrendMark = { at: number; words: string };

export type TrendChartProps = {
  points: readonly TrendChartPoint[];
  /** Per point. */
  target: { value: number; shown: string } | null;
  /** True where values add up: their axis starts at 0. */
  fromZero: boolean;
  /** Hours are read in halves and wholes of days. */
  isHours: boolean;
  /** What the line's end is called. Default that it is now. */
  end?: string;
  /** What happened, in words, and at which point. Default nothing. */
  marks?: readonly TrendMark[];
  /** The sentence that stands for the picture. */
  label: string;
  /** A round number on the axis in words. */
  tick(value: number): string;
};

const height = 220;

/** What is said of a point, to the eye and to the ear. */
export function pointWords({ when, shown, partial }: TrendChartPoint): string {
  const value = shown.value ?? t("chart.none");
  const point = t("chart.point", { when: partial ? `${when} (${partial})` : when, value });
  const before =
    shown.before === null ? "" : `, ${t("chart.pointBefore", { value: shown.before })}`;
  return point + before + (shown.interval === null ? "" : `, ${shown.interval}`);
}

/** A number over time: its course, the period compared with, its target, what is not certain yet. */
export function TrendChart(props: TrendChartProps) {
  const { points, target, fromZero, isHours, label, marks = [] } = props;
  const axis = axisOf(
    [
      ...points.flatMap(({ value, before, interval }) => [value, before, ...(interval ?? [])]),
      target?.value ?? null,
    ],
    { height, fromZero, isHours },
  );
  const last = points.findLastIndex(({ value }) => value !== null);
  const [current, setCurrent] = useState<number | null>(null);
  if (!axis || last < 0) return null;
  const at = Math.min(current ?? last, points.length - 1);
  return (
    <figure className="ff-trend">
      <p className="ff-trend-readout" aria-hidden>
        {pointWords(points[at]!)}
      </p>
      <div className="ff-trend-plot" style={{ height }}>
        <div role="img" aria-label={label} className="ff-trend-picture">
          <Hatches points={points} />
          <MarkLines marks={marks} count={points.length} />
          <Drawing {...props} axis={axis} at={at} />
          {axis.ticks.map((tick) => (
            <span key={tick} className="ff-trend-tick" style={{ top: axis.y(tick) }}>
              {props.tick(tick)}
            </span>
          ))}
        </div>
        <Points points={points} at={at} onChoose={setCurrent} />
        <EndLabels points={points} target={target} end={props.end} axis={axis} />
      </div>
      <DayLabels points={points} />
      <MarkWords marks={marks} />
      <TrendTable points={points} caption={label} />
    </figure>
  );
}

function Drawing({ points, target, axis, at }: TrendChartProps & { axis: Axis; at: number }) {
  const values = points.map(({ value }) => value);
  const before = points.map((point) => point.before);
  const here = values[at] ?? null;
  return (
    <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden>
      {axis.ticks.map((tick) => (
        <path key={tick} className="ff-grid" d={`M0,${axis.y(tick)}H100`} />
      ))}
      <path
        className="ff-band"
        d={bandPath(
          points.map(({ interval }) => interval),
          axis,
        )}
      />
      {target && <path className="ff-line-target" d={`M0,${axis.y(target.value)}H100`} />}
      <path className="ff-line-before" d={linePath(before, axis) + lonePath(before, axis)} />
      <path className="ff-line" d={linePath(values, axis)} />
      <path className="ff-dot" d={lonePath(values, axis)} />
      {here !== null && (
        <path className="ff-dot" d={dotPath(here, at, { count: points.length, axis })} />
      )}
    </svg>
  );
}

/** Stripes behind points that are not whole, such as today's. */
function Hatches({ points }: Pick<TrendChartProps, "points">) {
  const half = 50 / Math.max(1, points.length - 1);
  return points.map(({ partial, when }, at) => {
    if (!partial) return null;
    const left = Math.max(0, place(at, points.length) - half);
    const right = Math.min(100, place(at, points.length) + half);
    return (
      <span
        key={when}
        className="ff-hatch"
        style={{ left: `${left}%`, width: `${right - left}%` }}
      />
    );
  });
}

/** A thin line where something happened, with the number of its words below. */
function MarkLines({ marks, count }: { marks: readonly TrendMark[]; count: number }) {
  const places = [...new Set(marks.map(({ at }) => at))];
  return places.map((at) => (
    <span key={at} className="ff-mark" style={{ left: `${place(at, count)}%` }}>
      {marks.flatMap((mark, n) => (mark.at === at ? [n + 1] : [])).join(" ")}
    </span>
  ));
}

function MarkWords({ marks }: { marks: readonly TrendMark[] }) {
  if (marks.length === 0) return null;
  return (
    <ol className="ff-marks" aria-label={t("chart.marks")}>
      {marks.map(({ words }) => (
        <li key={words}>{words}</li>
      ))}
    </ol>
  );
}

type PointsProps = Pick<TrendChartProps, "points"> & { at: number; onChoose(at: number): void };

/** One stop for the Tab key; arrow keys go from point to point. */
function Points({ points, at, onChoose }: PointsProps) {
  const group = useRef<HTMLDivElement>(null);
  const half = 50 / Math.max(1, points.length - 1);
  function move(event: React.KeyboardEvent) {
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0 };
    const wanted = event.key === "End" ? points.length - 1 : steps[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    const button = group.current?.children[Math.max(0, Math.min(points.length - 1, wanted))];
    if (button instanceof HTMLElement) button.focus();
  }
  return (
    <div
      ref={group}
      role="group"
      aria-label={t("chart.points")}
      className="ff-trend-points"
      onKeyDown={move}
    >
      {points.map((point, index) => (
        <button
          key={point.when}
          type="button"
          tabIndex={index === at ? 0 : -1}
          aria-label={pointWords(point)}
          style={{ left: `${place(index, points.length) - half}%`, width: `${2 * half}%` }}
          onFocus={() => onChoose(index)}
          onPointerEnter={() => onChoose(index)}
          onClick={() => onChoose(index)}
        />
      ))}
    </div>
  );
}

/** The lines' names at their right ends, moved apart. */
function EndLabels({
  points,
  target,
  end,
  axis,
}: Pick<TrendChartProps, "points" | "target" | "end"> & { axis: Axis }) {
  const endOf = (pick: (point: TrendChartPoint) => number | null) =>
    points.map(pick).findLast((value) => value !== null) ?? null;
  const labels = [
    { words: end ?? t("chart.now"), kind: "now", value: endOf(({ value }) => value) },
    { words: t("chart.before"), kind: "before", value: endOf(({ before }) => before) },
    {
      words: target ? t("chart.target", { value: target.shown }) : "",
      kind: "target",
      value: target?.value ?? null,
    },
  ].flatMap(({ value, ...rest }) => (value === null ? [] : [{ ...rest, top: axis.y(value) }]));
  const tops = apart(
    labels.map(({ top }) => top),
    { gap: 18, height },
  );
  return labels.map(({ words, kind }, at) => (
    <span key={kind} aria-hidden className={`ff-end ff-end-${kind}`} style={{ top: tops[at] }}>
      {words}
    </span>
  ));
}

/** At most five, evenly spaced; a phone shows the outer ones and the middle. */
function DayLabels({ points }: Pick<TrendChartProps, "points">) {
  const last = points.length - 1;
  const shown = Math.min(5, points.length);
  const chosen = Array.from({ length: shown }, (_, step) =>
    Math.round((step * last) / Math.max(1, shown - 1)),
  );
  return (
    <div className="ff-trend-days" aria-hidden>
      {chosen.map((at, step) => (
        <span
          key={at}
          className={step % 2 === 1 && shown === 5 ? "ff-wide-only" : undefined}
          style={{ left: `${place(at, points.length)}%` }}
        >
          {points[at]?.when}
        </span>
      ))}
    </div>
  );
}
