// Which copy of a fact wins, whatever order they arrive in.
import type { Version } from "../facts.ts";

/** True when `a` replaces `b`: later update, then later trigger, then larger hash. */
export function isNewer(a: Version, b: Version): boolean {
  const updated = a.updatedAt.getTime() - b.updatedAt.getTime();
  if (updated !== 0) return updated > 0;
  const triggered = a.triggeredAt.getTime() - b.triggeredAt.getTime();
  if (triggered !== 0) return triggered > 0;
  return a.hash > b.hash;
}

/** The newest copy of each key: one statement cannot write one row twice. */
export function newest<T extends { version: Version }>(
  facts: readonly T[],
  key: (fact: T) => string,
): T[] {
  const best = new Map<string, T>();
  for (const fact of facts) {
    const known = best.get(key(fact));
    if (!known || isNewer(fact.version, known.version)) best.set(key(fact), fact);
  }
  return [...best.values()];
}
