// Each factor's share in how a value changed, whatever order the factors are thought to have changed
// in: the mean of its effect over all orders (Shapley 1953, A value for n-person games; for products of
// factors Sun 1998, Energy Economics 20, A complete decomposition model). It copes with zeros and signs,
// of which the logarithmic mean (Ang 2004, LMDI) knows nothing, and its effects sum to the whole change.

/**
 * @param before factors of the earlier value
 * @param after the same factors of the later one
 * @param value what some factors make
 * @returns one effect a factor, in the value's unit; they sum to value(after) − value(before). Time and
 *   memory grow with 2^factors: at most ten.
 * @throws RangeError when the lists differ in length or have more than ten factors.
 */
export function shapley(
  before: readonly number[],
  after: readonly number[],
  value: (factors: readonly number[]) => number,
): number[] {
  const count = before.length;
  if (after.length !== count || count > 10) {
    throw new RangeError(`got ${count} and ${after.length} factors, expected as many, at most 10`);
  }
  const weights = weightsOf(count);
  const states = 1 << count;
  // values[s]: those factors changed whose bit is set in s.
  const values = Array.from({ length: states }, (_, state) =>
    value(before.map((old, at) => (state & (1 << at) ? after[at]! : old))),
  );
  return before.map((_, at) => {
    const bit = 1 << at;
    let effect = 0;
    for (let state = 0; state < states; state += 1) {
      if (state & bit) continue;
      effect += weights[bitsIn(state)]! * (values[state | bit]! - values[state]!);
    }
    return effect;
  });
}

/** Of all orders of `count` factors, the part in which a given set of `size` comes first, then one. */
function weightsOf(count: number): number[] {
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Array.from(
    { length: count },
    (_, size) => (factorial(size) * factorial(count - size - 1)) / factorial(count),
  );
}

function bitsIn(state: number): number {
  let bits = 0;
  for (let rest = state; rest > 0; rest &= rest - 1) bits += 1;
  return bits;
}
