// Money is a bigint of minor units beside a currency code. Nothing here uses floats.
// Exponents: ISO 4217; every currency that is not listed has two decimals.

const exponents: ReadonlyMap<string, number> = new Map([
  ...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX"].map(
    (code) => [code, 0] as const,
  ),
  ...["UYI", "VND", "VUV", "XAF", "XOF", "XPF"].map((code) => [code, 0] as const),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code) => [code, 3] as const),
]);

/** Decimals of a currency: JPY 0, KWD 3, most 2. */
export function exponent(currency: string): number {
  return exponents.get(currency) ?? 2;
}

const decimal = /^([+-]?)(\d+)(?:\.(\d*))?$|^([+-]?)\.(\d+)$/;

/** Of the characters of a number, its ornament included: longer ones are no number, and take long to read. */
export const longestNumber = 64;

/** Digits before the point. Nothing costs a trillion, and what costs more would not fit into a bigint. */
const mostDigits = 12;

/** True for a plain decimal such as `12`, `-0.335`, `.5`; no thousands separators, no exponent. */
export function isDecimal(text: string): boolean {
  const match = text.length > longestNumber ? null : decimal.exec(text);
  return match !== null && (match[2] ?? "").replace(/^0+/, "").length <= mostDigits;
}

/**
 * A decimal string as an exact fraction `[numerator, 10^digits]`.
 * @throws RangeError when the text is no plain decimal.
 */
function fraction(text: string): [bigint, bigint] {
  const match = decimal.exec(text.trim());
  if (!match) throw new RangeError(`got "${text}", expected a decimal such as 12.50`);
  const sign = (match[1] ?? match[4]) === "-" ? -1n : 1n;
  const digits = match[3] ?? match[5] ?? "";
  return [sign * BigInt((match[2] ?? "0") + digits), 10n ** BigInt(digits.length)];
}

/** More digits may not fit into an exact number. */
const longestPlain = 12;

/** Short amounts without sign and with no finer part than a minor unit, the commonest; else null. */
function plainMinor(amount: string, digits: number): number | null {
  if (amount.length > longestPlain) return null;
  let value = 0;
  let decimals = -1;
  for (let at = 0; at < amount.length; at += 1) {
    const code = amount.charCodeAt(at);
    if (code === 46 && decimals < 0 && at > 0) decimals = 0;
    else if (code < 48 || code > 57) return null;
    else {
      value = value * 10 + code - 48;
      if (decimals >= 0) decimals += 1;
    }
  }
  const missing = digits - Math.max(0, decimals);
  return amount === "" || missing < 0 ? null : value * 10 ** missing;
}

/**
 * `amount × quantity` in minor units of the currency, rounded once, half to even.
 * @param amount decimal string in major units, any number of decimals, e.g. "0.335"
 * @throws RangeError when `amount` is no plain decimal.
 */
export function toMinor(amount: string, currency: string, quantity: number | bigint = 1): bigint {
  const plain = plainMinor(amount, exponent(currency));
  if (plain !== null && typeof quantity === "number") {
    const times = plain * quantity;
    if (Number.isSafeInteger(times)) return BigInt(times);
  }
  const [numerator, denominator] = fraction(amount);
  const scale = 10n ** BigInt(exponent(currency));
  return divideHalfEven(numerator * scale * BigInt(quantity), denominator);
}

/** Minor units as a decimal string with exactly the currency's decimals: 1250n EUR → "12.50". */
export function formatMinor(minor: bigint, currency: string): string {
  return formatScaled(minor, exponent(currency));
}

/** An integer scaled by 10^digits as a decimal string: (5045879n, 4) → "504.5879". */
export function formatScaled(scaled: bigint, digits: number): string {
  const sign = scaled < 0n ? "-" : "";
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, "0");
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * n ÷ d, rounded to the nearest integer, ties to the even one.
 * @throws RangeError when d is 0.
 */
export function divideHalfEven(n: bigint, d: bigint): bigint {
  if (d === 0n) throw new RangeError("division by zero");
  const negative = n < 0n !== d < 0n;
  const numerator = n < 0n ? -n : n;
  const denominator = d < 0n ? -d : d;
  let quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}

/**
 * Splits `total` over the weights so that the parts sum to it exactly (largest remainder; ties go to
 * the earlier part). Weights are ≥ 0; when all are 0 the first part takes everything.
 */
export function spread(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0n));
  const sign = total < 0n ? -1n : 1n;
  const size = total * sign;
  const parts = weights.map((weight) => (size * weight) / sum);
  let rest = size - parts.reduce((a, b) => a + b, 0n);
  const order = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % sum }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of order) {
    if (rest === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    rest -= 1n;
  }
  return parts.map((part) => part * sign);
}
