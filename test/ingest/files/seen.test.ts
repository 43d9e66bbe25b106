import fc from "fast-check";
import { expect, test } from "vitest";
import { hash32, seen } from "../../../app/ingest/files/seen.ts";

test("it tells exactly the hashes that were added before, as a Set does", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { maxLength: 5000 }),
      (hashes) => {
        const table = seen();
        const set = new Set<number>();
        for (const hash of hashes) {
          expect(table.add(hash)).toBe(set.has(hash));
          set.add(hash);
          expect(table.has(hash)).toBe(true);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test("FNV-1a of 'a' is the published 0xe40c292c", () => {
  expect(hash32("a")).toBe(0xe40c292c);
});
