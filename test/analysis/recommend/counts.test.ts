import fc from "fast-check";
import { expect, test } from "vitest";
import { changedRow, touchedBy, type Change } from "../../../app/analysis/recommend/changes.ts";
import { groupBuilder, rowsOf, type Row } from "../../../app/analysis/recommend/groups.ts";
import { nearest } from "../../../app/analysis/recommend/neighbours.ts";

function rowsFrom(groups: readonly (readonly number[])[]): Row[] {
  const builder = groupBuilder();
  for (const group of groups) builder.add(group);
  return [...rowsOf(builder.build())];
}
const plain = ({ item, groups, others, counts }: Row) => ({
  item,
  groups,
  together: [...others].map((other, at) => [other, counts[at]]),
});
const isHeld = ({ groups }: { groups: number }) => groups > 0;

test("rows count the groups of each item and of each pair", () => {
  // Orders: {0, 1}, {0, 1, 2}, {2}.
  expect(rowsFrom([[0, 1], [2, 0, 1], [2]]).map(plain)).toEqual([
    {
      item: 0,
      groups: 2,
      together: [
        [1, 2],
        [2, 1],
      ],
    },
    {
      item: 1,
      groups: 2,
      together: [
        [0, 2],
        [2, 1],
      ],
    },
    {
      item: 2,
      groups: 2,
      together: [
        [0, 1],
        [1, 1],
      ],
    },
  ]);
  expect(rowsFrom([])).toEqual([]);
});

test("a change touches the items that came or went and those beside them, no other", () => {
  const { groups, items } = touchedBy([{ before: [], after: [3, 7] }]);
  expect(groups).toBe(1);
  expect([...items]).toEqual([
    [3, { groups: 1, together: new Map([[7, 1]]) }],
    [7, { groups: 1, together: new Map([[3, 1]]) }],
  ]);
  expect(touchedBy([{ before: [1, 2], after: [2, 1] }]).items.size).toBe(0);
  // 5 comes to 1 and 2: each of them is beside one more, their pair stays as it was.
  const [, beside] = [...touchedBy([{ before: [1, 2], after: [1, 2, 5] }]).items][0]!;
  expect(beside.together.size + beside.groups).toBeGreaterThan(0);
});

test("any history of changes leaves the counts that a fresh count gives", () => {
  const group = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), group), { maxLength: 25 }),
      (told) => {
        const held = new Map<number, number[]>();
        const rows = new Map<number, Row>();
        let count = 0;
        for (const [id, after] of told) {
          const change: Change = { before: held.get(id) ?? [], after };
          held.set(id, after);
          const touched = touchedBy([change]);
          count += touched.groups;
          const empty = { groups: 0, others: new Int32Array(), counts: new Int32Array() };
          for (const [item, by] of touched.items)
            rows.set(item, changedRow(rows.get(item) ?? { item, ...empty }, by));
        }
        const groups = [...held.values()].filter((items) => items.length > 0);
        expect(count).toBe(groups.length);
        const kept = [...rows.values()].filter(isHeld).sort((a, b) => a.item - b.item);
        expect(kept.map(plain)).toEqual(rowsFrom(groups).filter(isHeld).map(plain));
      },
    ),
  );
});

test("neighbours need three common groups and more than chance, and the strongest are kept", () => {
  // 40 groups hold 0 and 1, 40 hold 2 and 3, 2 hold 0 and 4: of 82, 4 comes with 0 only twice.
  const groups = [
    ...Array.from({ length: 40 }, () => [0, 1]),
    ...Array.from({ length: 40 }, () => [2, 3]),
    ...Array.from({ length: 2 }, () => [0, 4]),
    ...Array.from({ length: 3 }, () => [1, 2]),
  ];
  const rows = rowsFrom(groups);
  const near = (item: number, kept?: number) =>
    nearest(rows[item]!, (other) => rows[other]!.groups, groups.length, kept).map(
      ({ item: other, both }) => [other, both],
    );
  expect(near(0)).toEqual([[1, 40]]);
  // 1 and 2 stand together three times, far less often than chance would have them.
  expect(near(1)).toEqual([[0, 40]]);
  expect(near(1, 0)).toEqual([]);
});
