/**
 * Numbers as whole ones that sum to a given total: each is rounded, and what is then too much or missing
 * is taken where rounding added or took most (ties: the earlier one). A sum further from the total than
 * rounding explains is taken up by the largest number.
 * @param numbers finite, in the unit that is to be whole
 * @returns as many whole numbers; none for none, whatever the total
 */
export function roundToTotal(numbers: readonly number[], total: bigint): bigint[] {
  if (numbers.length === 0) return [];
  const whole = numbers.map((number) => BigInt(Math.round(number)));
  const missing = total - whole.reduce((sum, number) => sum + number, 0n);
  const sign = missing < 0n ? -1 : 1;
  const count = Number(missing) * sign;
  const order = numbers.map((number, at) => ({ at, taken: (number - Math.round(number)) * sign }));
  if (count > numbers.length / 2) {
    const sizes = numbers.map(Math.abs);
    const largest = sizes.indexOf(Math.max(...sizes));
    whole[largest] = whole[largest]! + missing;
    return whole;
  }
  order.sort((a, b) => b.taken - a.taken || a.at - b.at);
  for (const { at } of order.slice(0, count)) whole[at] = whole[at]! + BigInt(sign);
  return whole;
}
