// The inverse of a symmetric positive definite matrix, in place, by sweeps of blocks (Goodnight 1979,
// "A tutorial on the SWEEP operator"; blocked Gauss-Jordan). Only the lower triangle is kept, which
// halves the work: n³ / 2 multiplications, four by four in registers.

/** Rows and columns swept at once; the size of a matrix is rounded up to it. */
export const block = 32;

/** The least multiple of the block that holds `n` rows. */
export const paddedSize = (n: number) => Math.ceil(n / block) * block;

/**
 * Replaces the lower triangle of `a` by that of −a⁻¹.
 * @param a row by row, `size` × `size`; rows that only pad it hold 1 on the diagonal, 0 beside it
 * @param size a multiple of the block
 * @throws RangeError when `a` is not positive definite
 */
export function sweepInverse(a: Float64Array, size: number): void {
  const column = new Float64Array(size * block);
  const scaled = new Float64Array(size * block);
  const pivot = new Float64Array(block * block);
  for (let from = 0; from < size; from += block) {
    for (let row = 0; row < size; row += 1) {
      for (let k = 0; k < block; k += 1) {
        const other = from + k;
        column[row * block + k] = row >= other ? a[row * size + other]! : a[other * size + row]!;
      }
    }
    pivot.set(column.subarray(from * block, (from + block) * block));
    invertBlock(pivot);
    multiply(column, pivot, scaled, size);
    subtractProduct(a, scaled, column, size);
    putBack(a, { scaled, pivot, from, size });
  }
}

/** A block by plain Gauss-Jordan. */
function invertBlock(d: Float64Array): void {
  for (let k = 0; k < block; k += 1) {
    const head = d[k * block + k]!;
    if (!(head > 0)) throw new RangeError(`got a pivot of ${head}, expected one above 0`);
    d[k * block + k] = 1;
    for (let j = 0; j < block; j += 1) d[k * block + j]! /= head;
    for (let i = 0; i < block; i += 1) {
      const factor = d[i * block + k]!;
      if (i === k || factor === 0) continue;
      d[i * block + k] = 0;
      for (let j = 0; j < block; j += 1) d[i * block + j]! -= factor * d[k * block + j]!;
    }
  }
}

/** into = column · pivot */
function multiply(column: Float64Array, pivot: Float64Array, into: Float64Array, size: number) {
  into.fill(0);
  for (let row = 0; row < size; row += 1) {
    const at = row * block;
    for (let k = 0; k < block; k += 1) {
      const factor = column[at + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < block; j += 1) into[at + j]! += factor * pivot[k * block + j]!;
    }
  }
}

/** Lower triangle of a −= u · wᵀ, in tiles of four by four. */
function subtractProduct(a: Float64Array, u: Float64Array, w: Float64Array, size: number): void {
  for (let i = 0; i < size; i += 4) {
    for (let j = 0; j <= i; j += 4) subtractTile(a, u, w, size, i, j);
  }
}

function subtractTile(
  a: Float64Array,
  u: Float64Array,
  w: Float64Array,
  size: number,
  i: number,
  j: number,
): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  let p = i * block;
  let q = j * block;
  for (let k = 0; k < block; k += 1, p += 1, q += 1) {
    const u0 = u[p]!;
    const u1 = u[p + block]!;
    const u2 = u[p + 2 * block]!;
    const u3 = u[p + 3 * block]!;
    const w0 = w[q]!;
    const w1 = w[q + block]!;
    const w2 = w[q + 2 * block]!;
    const w3 = w[q + 3 * block]!;
    s00 += u0 * w0;
    s01 += u0 * w1;
    s02 += u0 * w2;
    s03 += u0 * w3;
    s10 += u1 * w0;
    s11 += u1 * w1;
    s12 += u1 * w2;
    s13 += u1 * w3;
    s20 += u2 * w0;
    s21 += u2 * w1;
    s22 += u2 * w2;
    s23 += u2 * w3;
    s30 += u3 * w0;
    s31 += u3 * w1;
    s32 += u3 * w2;
    s33 += u3 * w3;
  }
  let to = i * size + j;
  a[to]! -= s00;
  a[to + 1]! -= s01;
  a[to + 2]! -= s02;
  a[to + 3]! -= s03;
  to += size;
  a[to]! -= s10;
  a[to + 1]! -= s11;
  a[to + 2]! -= s12;
  a[to + 3]! -= s13;
  to += size;
  a[to]! -= s20;
  a[to + 1]! -= s21;
  a[to + 2]! -= s22;
  a[to + 3]! -= s23;
  to += size;
  a[to]! -= s30;
  a[to + 1]! -= s31;
  a[to + 2]! -= s32;
  a[to + 3]! -= s33;
}

type Swept = { scaled: Float64Array; pivot: Float64Array; from: number; size: number };

/** The swept block's own rows and columns, which the product above has made worthless. */
function putBack(a: Float64Array, { scaled, pivot, from, size }: Swept): void {
  for (let row = 0; row < size; row += 1) {
    const inBlock = row >= from && row < from + block;
    for (let k = 0; k < block; k += 1) {
      const other = from + k;
      if (inBlock) {
        if (row >= other) a[row * size + other] = -pivot[(row - from) * block + k]!;
      } else if (row > other) a[row * size + other] = scaled[row * block + k]!;
      else a[other * size + row] = scaled[row * block + k]!;
    }
  }
}
