import { dotPath, linePath, lonePath, ownAxis, type Value } from "./line.ts";

const height = 28;

export type SparklineProps = {
  values: readonly Value[];
  target?: number | null;
  /** The sentence that stands for the picture. */
  label: string;
};

/** A line without axes, from its own smallest to its own largest value, the target included. */
export function Sparkline({ values, target = null, label }: SparklineProps) {
  const axis = ownAxis([...values, target], height);
  const last = values.findLastIndex((value) => value !== null);
  const end = values[last];
  // One point is no course; the room stays, so that tiles do not jump once there are two.
  if (!axis || end === undefined || end === null || values.filter((v) => v !== null).length < 2) {
    return <span className="ff-spark" aria-hidden />;
  }
  return (
    <svg
      className="ff-spark"
      role="img"
      aria-label={label}
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
    >
      {target !== null && <path className="ff-line-target" d={`M0,${axis.y(target)}H100`} />}
      <path className="ff-line" d={linePath(values, axis) + lonePath(values, axis)} />
      <path className="ff-dot" d={dotPath(end, last, { count: values.length, axis })} />
    </svg>
  );
}
