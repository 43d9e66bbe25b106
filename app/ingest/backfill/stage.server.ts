// Shopify promises no order of lines: a child may stand a gigabyte after its parent. So a result is
// first laid out on disk by its roots' ids, in buckets that fit into memory, and then read bucket by
// bucket, ascending. On disk rather than in the database: Postgres refuses COPY under row-level
// security, and a staging table would be written, read and vacuumed once more. What is lost with the disk is downloaded again; how far the merge went stands in
// the database. Only things without contact details are laid out so.
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { compareIds, createRouter, headOf } from "./lines.ts";
import type { Group } from "./lines.ts";

export type Staged = {
  /** Paths, ascending by id. */
  buckets: string[];
  /** Lines of the source, those already merged included. */
  lines: number;
  /** Lines whose root is at or below `after`, or is nowhere. */
  skipped: number;
  /** The last line ended in the middle. */
  isTorn: boolean;
};

export type Source = {
  path: string;
  /** False: its lines without a parent only name what they belong to. */
  hasRoots: boolean;
};

const bucketBytes = 6 << 20;
const mostBuckets = 400;
const samples = 512;
const sampleBytes = 1 << 14;
const flushChars = 1 << 17;
const pieceBytes = 1 << 20;

/** Ids that cut the file's roots into buckets of about equal size, from samples all over the file. */
function findCuts({ path }: Source, rootType: string): number[] {
  const { size } = statSync(path);
  const buckets = Math.min(mostBuckets, Math.ceil(size / bucketBytes));
  if (buckets <= 1) return [];
  const fd = openSync(path, "r");
  const buffer = Buffer.alloc(sampleBytes);
  const ids: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const read = readSync(fd, buffer, 0, sampleBytes, Math.floor((size * sample) / samples));
    const [, ...whole] = buffer.toString("latin1", 0, read).split("\n").slice(0, -1);
    for (const line of whole) {
      const { self, parent } = headOf(line);
      const root = parent ?? self;
      if (root?.type === rootType) ids.push(Number(root.id));
    }
  }
  closeSync(fd);
  ids.sort((a, b) => a - b);
  const cut = (index: number) => ids[Math.floor((ids.length * index) / buckets)] ?? Infinity;
  return [...new Set(Array.from({ length: buckets - 1 }, (_, index) => cut(index + 1)))];
}

/** The number of cuts at or below the id; ids beyond 2^53 are rounded alike on both sides. */
function bucketOf(cuts: number[], id: string): number {
  const value = Number(id);
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lines of a file, many at once; the last may lack its end. Read into one buffer again and again:
 * buffers that are thrown away pile up outside the heap, where nothing hurries to collect them.
 */
async function* linesIn(path: string): AsyncGenerator<string[]> {
  const file = await open(path, "r");
  const buffer = Buffer.allocUnsafe(pieceBytes);
  let rest = "";
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceBytes);
      if (bytesRead === 0) break;
      const lines = (rest + buffer.toString("latin1", 0, bytesRead)).split("\n");
      rest = lines.pop() ?? "";
      yield lines;
    }
  } finally {
    await file.close();
  }
  if (rest !== "") yield [rest];
}

/**
 * Lays the sources out by root. The first one decides where the buckets are cut.
 * @param after id up to which all is merged already; "" for none
 */
export async function stage(
  sources: Source[],
  folder: string,
  { rootType, after }: { rootType: string; after: string },
): Promise<Staged> {
  const staged: Staged = { buckets: [], lines: 0, skipped: 0, isTorn: false };
  const [first] = sources;
  if (!first) return staged;
  const cuts = findCuts(first, rootType);
  const out = Array.from({ length: cuts.length + 1 }, (_, index) => {
    const path = join(folder, `${String(index).padStart(4, "0")}.jsonl`);
    staged.buckets.push(path);
    return { fd: openSync(path, "w", 0o600), text: "" };
  });
  const put = (root: string | null, line: string) => {
    if (root === null || (after !== "" && compareIds(root, after) <= 0)) {
      staged.skipped += 1;
      return;
    }
    const bucket = out[bucketOf(cuts, root)];
    if (!bucket) return;
    // The root goes before the line, so that nobody has to look for it again.
    bucket.text += `${root} ${line}\n`;
    if (bucket.text.length > flushChars) flush(bucket);
  };
  const flush = (bucket: { fd: number; text: string }) => {
    if (bucket.text !== "") writeSync(bucket.fd, bucket.text, null, "latin1");
    bucket.text = "";
  };
  try {
    for (const source of sources) {
      const router = createRouter(rootType);
      let last = "";
      for await (const lines of linesIn(source.path)) {
        for (const line of lines) {
          if (line === "") continue;
          if (last !== "") take(last, source, router);
          last = line;
        }
      }
      if (last !== "" && !isWhole(last)) staged.isTorn = true;
      else if (last !== "") take(last, source, router);
      for (const { line, root } of router.rest()) put(root, line);
    }
  } finally {
    for (const bucket of out) {
      flush(bucket);
      closeSync(bucket.fd);
    }
  }
  return staged;

  function take(line: string, { hasRoots }: Source, router: ReturnType<typeof createRouter>): void {
    staged.lines += 1;
    const root = router.route(line);
    // Waits in the router for its parent.
    if (root === null) return;
    if (!hasRoots && headOf(line).parent === null) staged.skipped += 1;
    else put(root, line);
  }
}

/** A bucket's things, ascending by id. */
export function groupsOf(bucket: string): Group[] {
  const groups = new Map<string, Group>();
  for (const text of bucket.split("\n")) {
    if (text === "") continue;
    const space = text.indexOf(" ");
    const id = text.slice(0, space);
    const line = text.slice(space + 1);
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { id, root: null, children: [] }));
    if (line.includes('"__parentId"')) group.children.push(line);
    else group.root = line;
  }
  return [...groups.values()].sort((a, b) => compareIds(a.id, b.id));
}
