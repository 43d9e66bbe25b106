// series   units a period sold, or would have sold, oldest first; NaN: the period tells nothing,
//          because the item was out of stock for most of it
// level    units a period that are expected from now on
// lead     the periods that an order of today must last: until the next delivery, or a review later

/** Units a period, oldest first; NaN where a period tells nothing. */
export type Series = ArrayLike<number>;

/** Of the periods that tell something, from `from` up to before `to`. */
export function momentsOf(
  series: Series,
  from: number,
  to: number,
): { n: number; mean: number; variance: number } {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let at = Math.max(0, from); at < to; at += 1) {
    const value = series[at]!;
    if (Number.isNaN(value)) continue;
    n += 1;
    const step = value - mean;
    mean += step / n;
    squares += step * (value - mean);
  }
  return { n, mean, variance: n > 1 ? squares / (n - 1) : 0 };
}
