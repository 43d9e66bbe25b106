// What changed groups mean for the counts: only items of these groups are touched, so one new order
// costs what it holds, not what the shop holds.
import type { Row } from "./groups.ts";

/** A group before and after; empty where it did not exist or exists no more. */
export type Change = { before: readonly number[]; after: readonly number[] };

export type Touched = {
  /** Groups more or less. */
  groups: number;
  /** By item: groups more or less that hold it, and the same for each item beside it. */
  items: Map<number, { groups: number; together: Map<number, number> }>;
};

export function touchedBy(changes: Iterable<Change>): Touched {
  const touched: Touched = { groups: 0, items: new Map() };
  const at = (item: number) => {
    let found = touched.items.get(item);
    if (!found) touched.items.set(item, (found = { groups: 0, together: new Map() }));
    return found;
  };
  const pair = (a: number, b: number, by: number) => {
    const { together } = at(a);
    together.set(b, (together.get(b) ?? 0) + by);
  };
  /** Items that come or go, beside those that stay. */
  const move = (moving: readonly number[], staying: readonly number[], by: number) => {
    for (const item of moving) {
      at(item).groups += by;
      for (const other of moving) if (other !== item) pair(item, other, by);
      for (const other of staying) {
        pair(item, other, by);
        pair(other, item, by);
      }
    }
  };
  for (const { before, after } of changes) {
    touched.groups += Number(after.length > 0) - Number(before.length > 0);
    const had = new Set(before);
    const has = new Set(after);
    const stay = before.filter((item) => has.has(item));
    move(
      before.filter((item) => !has.has(item)),
      stay,
      -1,
    );
    move(
      after.filter((item) => !had.has(item)),
      stay,
      1,
    );
  }
  for (const [item, { groups, together }] of touched.items) {
    for (const [other, by] of together) if (by === 0) together.delete(other);
    if (groups === 0 && together.size === 0) touched.items.delete(item);
  }
  return touched;
}

/** A row after a change; others that share no group any more are left out. */
export function changedRow(
  row: Row,
  change: { groups: number; together: Map<number, number> },
): Row {
  const counts = new Map<number, number>();
  row.others.forEach((other, at) => counts.set(other, row.counts[at]!));
  for (const [other, by] of change.together) counts.set(other, (counts.get(other) ?? 0) + by);
  const left = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  return {
    item: row.item,
    groups: row.groups + change.groups,
    others: Int32Array.from(left, ([other]) => other),
    counts: Int32Array.from(left, ([, count]) => count),
  };
}
