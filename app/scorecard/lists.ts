// What every list shares: its order, and the place in it where the next page goes on.
import { periodDays, type Period } from "../ledger/period.ts";

/** Rows of one page. */
export const pageSize = 25;

export type Direction = "descending" | "ascending";

/** The last row of the page before: its sorted value and, among equals, its id. */
export type Place = { value: bigint; id: string };

export type ListWish<Sort extends string> = {
  period: Period;
  sort: Sort;
  direction: Direction;
  after: Place | null;
};

/** As it stands in an address: digits, a dot, the id. */
export function writePlace({ value, id }: Place): string {
  return `${value}.${id}`;
}

/** Null for none and for what nobody wrote: the list then begins at its start. */
export function readPlace(text: string | null): Place | null {
  const [, value, id] = /^(-?\d{1,18})\.(.{1,255})$/s.exec(text ?? "") ?? [];
  return value !== undefined && id !== undefined ? { value: BigInt(value), id } : null;
}

/** The list's order from an address; what it does not know is the usual: the first sort, downwards. */
export function readOrder<Sort extends string>(
  search: URLSearchParams,
  sorts: readonly [Sort, ...Sort[]],
): { sort: Sort; direction: Direction; after: Place | null } {
  const asked = search.get("sort");
  return {
    sort: sorts.find((sort) => sort === asked) ?? sorts[0],
    direction: search.get("dir") === "up" ? "ascending" : "descending",
    after: readPlace(search.get("after")),
  };
}

/** Below every real value: rows without one come last downwards. */
export const nothing = "-9007199254740991";

/**
 * SQL that orders rows of (value, id) and begins after a place given as `${value}` and `${id}`, two
 * placeholders that are null at the start. Ids are compared byte by byte: faster, and the same on
 * every machine.
 */
export function keyset(direction: Direction, [value, id]: readonly [string, string]) {
  const [than, order] = direction === "descending" ? ["<", "desc"] : [">", "asc"];
  return {
    where: `(${value}::numeric is null or (value, id collate "C") ${than} (${value}, ${id}::text))`,
    order: `value ${order}, id collate "C" ${order}`,
  };
}

/** Sums over a year's orders are kept in memory, not in files: this much for each, given back at once. */
export const roomForSums = "select set_config('work_mem', '64MB', true)";

/** For what takes milliseconds: beside work that the planner takes for large, helpers take ten to begin. */
export const roomAlone = `${roomForSums}, set_config('max_parallel_workers_per_gather', '0', true)`;

/** Up to so many days a period's lines are looked up order by order; measured at 1 M orders a year. */
const shortDays = 45;

/**
 * For the rest of the transaction: the lines of a short period are found by their orders in half the
 * time of reading all lines, which the planner would do; of a long one it is right.
 */
export function roomForLines(period: Period): string {
  const reads = periodDays(period) <= shortDays ? "off" : "on";
  return `${roomForSums}, set_config('enable_seqscan', '${reads}', true)`;
}
