// Shopify promises no order of lines: a child may stand a gigabyte after its parent. So a result is
// first laid out on disk by its roots' ids (runs.server.ts) and then read root by root, ascending. What is
// lost with the disk is downloaded again; how far the merge went stands in the database. Only things
// without contact details are laid out so.
import { join } from "node:path";
import { createRouter, headOf } from "./lines.ts";
import { partsOf, Runs } from "./runs.server.ts";

export type Staged = {
  runs: Runs;
  /** Lines of the sources that were read, those already merged included. */
  lines: number;
  /** Lines that Shopify told of these sources. */
  expected: number;
  /** The last line of a source ended in the middle. */
  isTorn: boolean;
};

export type Source = {
  pieces: AsyncIterable<Buffer>;
  /** Lines as Shopify tells. */
  lines: number;
  /** False: its lines without a parent only name what they belong to. */
  hasRoots: boolean;
  /** True: nothing is laid out of it when it cannot be read to its end. Default false. */
  isSpare?: boolean;
};

const newline = 0x0a;

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lays the sources out by root in a file of the folder, as they come. The caller closes the runs.
 * @param after id up to which all is merged already; "" for none
 * @throws what a source throws that is not spare
 */
export async function stage(
  sources: readonly Source[],
  folder: string,
  { rootType, after, blockBytes }: { rootType: string; after: string; blockBytes?: number },
): Promise<Staged> {
  const runs = new Runs(join(folder, "runs"), after, blockBytes);
  const staged: Staged = { runs, lines: 0, expected: 0, isTorn: false };
  try {
    for (const source of sources) {
      const { count } = runs;
      const read = await layOut(source, runs, rootType).catch((error: unknown) => {
        if (!source.isSpare) throw error;
        runs.forget(count);
        return null;
      });
      if (!read) continue;
      staged.lines += read.lines;
      staged.expected += source.lines;
      if (read.isTorn) staged.isTorn = true;
    }
    await runs.written();
  } catch (error) {
    await runs.close();
    throw error;
  }
  return staged;
}

/** The ends of a line that belongs to a root and is no parent: of such there are millions. */
const leafStart = Buffer.from('{"id":"gid://shopify/LineItem/');
const leafEnd = Buffer.from('"}');
const parentKey = Buffer.from('"__parentId"');
const quote = 0x22;

async function layOut(
  { pieces, hasRoots }: Source,
  runs: Runs,
  rootType: string,
): Promise<{ lines: number; isTorn: boolean }> {
  const router = createRouter(rootType);
  const parent = Buffer.from(`"__parentId":"gid://shopify/${rootType}/`);
  const rootStart = Buffer.from(`{"id":"gid://shopify/${rootType}/`);
  let lines = 0;
  // The line that is read, and the one before it: the last of all is looked at before it is taken.
  let begin = 0;
  let last = { start: 0, end: 0 };
  for await (const piece of pieces) {
    const moved = await runs.append(piece, Math.min(begin, last.end > 0 ? last.start : begin));
    begin -= moved;
    if (last.end > 0) last = { start: last.start - moved, end: last.end - moved };
    const base = runs.used - piece.length;
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) {
      endAt(base + at);
      begin = base + at + 1;
    }
  }
  endAt(runs.used);
  const isTorn = last.end > 0 && !isWhole(runs.block.toString("utf8", last.start, last.end));
  if (last.end > 0 && !isTorn) take(last.start, last.end);
  for (const { line, root } of router.rest()) {
    if (root === null) continue;
    const bytes = Buffer.from(line, "latin1");
    await runs.append(bytes, runs.used);
    const [start, end] = [runs.used - bytes.length, runs.used];
    runs.add({ ...partsOf(root), start, end, isRoot: false });
  }
  await runs.flush(runs.used);
  return { lines, isTorn };

  function endAt(end: number): void {
    if (end <= begin) return;
    if (last.end > 0) take(last.start, last.end);
    last = { start: begin, end };
  }

  function take(start: number, end: number): void {
    lines += 1;
    if (isLeaf(start, end) || (hasRoots && isWholeRoot(start, end))) return;
    const line = runs.block.toString("latin1", start, end);
    const head = headOf(line);
    const root = router.route(line, head);
    // Waits in the router for its parent.
    if (root === null) return;
    const isRoot = head.parent === null;
    if (hasRoots || !isRoot) runs.add({ ...partsOf(root), start, end, isRoot });
  }

  /** Takes the line of a root, by its bytes alone. */
  function isWholeRoot(start: number, end: number): boolean {
    const { block } = runs;
    if (!isAt(block, rootStart, start)) return false;
    const from = start + rootStart.length;
    let to = from;
    for (let code = block[to] ?? 0; code >= 48 && code <= 57; code = block[to] ?? 0) to += 1;
    if (to === from || block[to] !== quote) return false;
    if (block.subarray(to, end).includes(parentKey)) return false;
    runs.add({ ...partsOf(block.toString("latin1", from, to)), start, end, isRoot: true });
    return true;
  }

  /** Takes the line when it is one of the millions, by its bytes alone. */
  function isLeaf(start: number, end: number): boolean {
    const { block } = runs;
    if (!isAt(block, leafStart, start) || !isAt(block, leafEnd, end - leafEnd.length)) return false;
    let at = end - leafEnd.length;
    let [high, low, scale] = [0, 0, 1];
    for (let code = block[at - 1] ?? 0; code >= 48 && code <= 57; code = block[at - 1] ?? 0) {
      if (scale < 1e9) low += (code - 48) * scale;
      else high += ((code - 48) * scale) / 1e9;
      scale *= 10;
      at -= 1;
    }
    if (scale === 1 || scale > 1e20 || !isAt(block, parent, at - parent.length)) return false;
    runs.add({ high, low, start, end, isRoot: false });
    return true;
  }
}

function isAt(block: Buffer, bytes: Buffer, at: number): boolean {
  if (at < 0) return false;
  for (let index = 0; index < bytes.length; index += 1) {
    if (block[at + index] !== bytes[index]) return false;
  }
  return true;
}
