// A result's lines, in whatever order and pieces they come, are read again thing by thing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Group } from "../../../app/ingest/backfill/lines.ts";
import { Runs } from "../../../app/ingest/backfill/runs.server.ts";
import { Layout, stage, type Source } from "../../../app/ingest/backfill/stage.server.ts";

const folder = mkdtempSync(join(tmpdir(), "fourfold-stage-"));
afterAll(() => rmSync(folder, { recursive: true }));

const order = (id: string) => `{"id":"gid://shopify/Order/${id}","name":"#${id} – ü"}`;
const item = (id: string, n: number, title = "") =>
  `{"id":"gid://shopify/LineItem/${n}","title":"${title}","__parentId":"gid://shopify/Order/${id}"}`;
const agreement = (id: string) =>
  `{"id":"gid://shopify/RefundAgreement/9${id}","__parentId":"gid://shopify/Order/${id}"}`;
const sale = (id: string) =>
  `{"id":"gid://shopify/ProductSale/8${id}","__parentId":"gid://shopify/RefundAgreement/9${id}"}`;

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const source = (lines: string[], size = 1000, end = "\n"): Source => ({
  pieces: inPieces(lines.join("\n") + end, size),
  lines: lines.length,
  hasRoots: true,
});

async function staged(sources: Source[], after = "", blockBytes = 1 << 16) {
  const runs = new Runs(join(folder, "runs"), after, blockBytes);
  const rest = await stage(sources, new Layout(runs, "Order"));
  const groups = [...runs.groups()];
  // The same from the middle on, for a batch that is read twice.
  const middle = Math.floor(groups.length / 2);
  const again = [...runs.groups(middle === 0 ? "" : groups[middle - 1]!.id)];
  expect(again).toEqual(groups.slice(middle));
  await runs.close();
  return { ...rest, groups };
}

/** Ids as Shopify has them, and as long as 64 bits can be. */
const someIds = ["7", "80", "999999999", "1000000000", "5400000000017", "18446744073709551615"];

test("lines in any order come back by what they belong to, ascending, children as they came", async () => {
  const arrivals = fc.record({
    ids: fc.uniqueArray(fc.constantFrom(...someIds), { minLength: 1 }),
    items: fc.array(fc.nat({ max: 5 }), { maxLength: 30 }),
    shuffle: fc.infiniteStream(fc.nat()),
    size: fc.integer({ min: 1, max: 200 }),
    block: fc.integer({ min: 1, max: 3000 }),
    after: fc.constantFrom("", ...someIds),
    end: fc.constantFrom("", "\n"),
  });
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ ids, items, shuffle, size, block, after, end }) => {
      const lines = [
        ...ids.map(order),
        ...items.map((at, n) => item(ids[at % ids.length]!, n)),
        ...ids.slice(0, 2).flatMap((id) => [sale(id), agreement(id)]),
      ];
      const keys = new Map(lines.map((line) => [line, shuffle.next().value as number]));
      const mixed = lines.toSorted((a, b) => keys.get(a)! - keys.get(b)!);
      const { groups, ...rest } = await staged([source(mixed, size, end)], after, block);
      expect(rest).toEqual({ lines: lines.length, expected: lines.length, isTorn: false });

      const wanted = ids
        .filter((id) => after === "" || BigInt(id) > BigInt(after))
        .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
        .map((id): Group => {
          const own = mixed.filter((line) =>
            line.includes(`"__parentId":"gid://shopify/Order/${id}"`),
          );
          const sold = mixed.filter((line) => line === sale(id));
          return { id, root: order(id), children: [...own, ...sold] };
        });
      // A sale may come before or after its order's lines: nobody counts on it.
      const isSale = (line: string) => line.includes("ProductSale");
      const parted = groups.map(({ children, ...group }) => ({
        ...group,
        children: [
          ...children.filter((line) => !isSale(line)),
          ...children.filter((line) => isSale(line)),
        ],
      }));
      expect(parted).toEqual(wanted);
    }),
    { numRuns: 150 },
  );
});

test("a line that is larger than all memory set aside for lines is read whole", async () => {
  const long = item("7", 1, "x".repeat(300_000));
  const { groups } = await staged([source([item("80", 2), long, order("7"), order("80")])]);
  expect(groups).toEqual([
    { id: "7", root: order("7"), children: [long] },
    { id: "80", root: order("80"), children: [item("80", 2)] },
  ]);
});

test("a file that ends in the middle of a line is torn, its whole lines are there", async () => {
  const { groups, ...rest } = await staged([
    source([order("7"), item("7", 1).slice(0, 30)], 9, ""),
  ]);
  expect(rest).toEqual({ lines: 1, expected: 2, isTorn: true });
  expect(groups).toEqual([{ id: "7", root: order("7"), children: [] }]);
});

async function* broken(lines: string[]): AsyncGenerator<Buffer> {
  yield Buffer.from(lines.join("\n"));
  throw new Error("gone");
}

test("a spare source that breaks off leaves nothing, any other ends the reading", async () => {
  const sales = [order("7"), agreement("7"), sale("7")];
  const spare = { pieces: broken(sales), lines: 3, hasRoots: false, isSpare: true };
  for (const block of [1, 1 << 16]) {
    const given = [source([order("7")]), { ...spare, pieces: broken(sales) }];
    const { groups, ...rest } = await staged(given, "", block);
    expect(groups).toEqual([{ id: "7", root: order("7"), children: [] }]);
    expect(rest).toEqual({ lines: 1, expected: 1, isTorn: false });
  }
  await expect(staged([{ ...spare, isSpare: false }])).rejects.toThrow("gone");
});

test("sales name orders without being any", async () => {
  const sales = {
    ...source([order("7"), agreement("7"), sale("7"), order("80")]),
    hasRoots: false,
  };
  const { groups } = await staged([source([order("7")]), sales]);
  expect(groups).toEqual([{ id: "7", root: order("7"), children: [agreement("7"), sale("7")] }]);
});
