// Cells of groups × product types, the most telling first.
import type { JudgedCell } from "../analysis/groups/lift.ts";

export type GroupRow = Omit<JudgedCell, "interval"> & {
  /** What the group is called. */
  label: string;
  interval: [number, number] | null;
};
export type GroupLabel = (kind: string, group: string) => string;

const fifths = ["Highest", "Second", "Third", "Fourth", "Lowest"];

/** Groups by what people spent and how often they ordered. */
export function tierLabel(kind: string, group: string): string {
  if (kind === "spend") return `${fifths[Number(group) - 1] ?? group} fifth by spend`;
  if (kind === "orders") return group === "1" ? "1 order" : `${group} orders`;
  return group;
}

const rank = { more: 0, less: 0, alike: 1, few: 2 } as const;
/** How far from 1 the nearer end of the interval is, as a factor. */
const farness = ({ interval }: JudgedCell): number =>
  interval === null ? 0 : Math.max(Math.log(interval[0]), -Math.log(interval[1]), 0);

/** What stands out first, by how surely it is far from 1; then the rest by customers. */
export function groupsTold(
  cells: readonly JudgedCell[],
  labelOf: GroupLabel,
  rowsOfKind: number,
): GroupRow[] {
  const taken = new Map<string, number>();
  return cells
    .toSorted(
      (a, b) =>
        rank[a.told] - rank[b.told] ||
        farness(b) - farness(a) ||
        b.n - a.n ||
        b.allBought - a.allBought,
    )
    .filter(({ kind }) => {
      const before = taken.get(kind) ?? 0;
      taken.set(kind, before + 1);
      return before < rowsOfKind;
    })
    .map(({ interval, ...cell }) => ({
      ...cell,
      label: labelOf(cell.kind, cell.group),
      interval: interval && [interval[0], interval[1]],
    }));
}
