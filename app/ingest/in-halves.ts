// Many things are written at once because that is cheap; but then one that cannot be written fails all.

/**
 * A value that no column takes (class 22 of Postgres: data exceptions) or that cannot be packed for one. It
 * fails again wherever it is written, and nobody else's value does for it.
 */
export function isUnfit(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return error instanceof RangeError || (typeof code === "string" && code.startsWith("22"));
}

type Failing<T> = {
  /** False: trouble of everybody's, which is thrown. */
  isOnes: (error: unknown) => boolean;
  alone: (one: T, error: Error) => Promise<void> | void;
};

/** Applies all at once; where that fails for one's sake, by halves, until the one that fails stands alone. */
export async function inHalves<T>(
  all: readonly T[],
  apply: (some: readonly T[]) => Promise<void>,
  failing: Failing<T>,
): Promise<void> {
  if (all.length === 0) return;
  try {
    await apply(all);
  } catch (error) {
    if (!failing.isOnes(error)) throw error;
    if (all.length === 1) return failing.alone(all[0] as T, error as Error);
    const half = all.length >> 1;
    await inHalves(all.slice(0, half), apply, failing);
    await inHalves(all.slice(half), apply, failing);
  }
}
