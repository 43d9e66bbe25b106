// Shopify promises no order of lines: a child may stand a gigabyte after its parent. So a result is
// first laid out on disk by its roots' ids (runs.server.ts) and then read root by root, ascending. What is
// lost with the disk is downloaded again; how far the merge went stands in the database. Only things
// without contact details are laid out so.
import { createRouter, headOf, type Router } from "./lines.ts";
import { partsOf, type Runs } from "./runs.server.ts";

/** What of a source was laid out. */
export type Laid = {
  /** Lines that were read, those already merged included. */
  lines: number;
  /** The last line ended in the middle. */
  isTorn: boolean;
};

/** Takes sources one after the other, each in pieces. */
export type Laying = {
  begin(source: Pick<Source, "hasRoots">): Promise<void>;
  add(piece: Buffer): Promise<void>;
  end(): Promise<Laid>;
  /** Forgets what came of the source that was begun last. */
  drop(): Promise<void>;
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

/**
 * Lays the sources out, as they come.
 * @returns what of all of them was laid out, and the lines that Shopify told of these
 * @throws what a source throws that is not spare
 */
export async function stage(
  sources: readonly Source[],
  laying: Laying,
): Promise<Laid & { expected: number }> {
  const staged = { lines: 0, expected: 0, isTorn: false };
  for (const source of sources) {
    const read = await layOut(source, laying).catch(async (error: unknown) => {
      if (!source.isSpare) throw error;
      await laying.drop();
      return null;
    });
    if (!read) continue;
    staged.lines += read.lines;
    staged.expected += source.lines;
    if (read.isTorn) staged.isTorn = true;
  }
  return staged;
}

async function layOut({ pieces, hasRoots }: Source, laying: Laying): Promise<Laid> {
  await laying.begin({ hasRoots });
  for await (const piece of pieces) await laying.add(piece);
  return laying.end();
}

/** The ends of a line that belongs to a root and is no parent: of such there are millions. */
const leafStart = Buffer.from('{"id":"gid://shopify/LineItem/');
const leafEnd = Buffer.from('"}');
/** Without its first quote: the search stops at whatever its first byte is, and quotes are everywhere. */
const parentKey = Buffer.from('__parentId"');
const quote = 0x22;

const newline = 0x0a;

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Lays lines out by root in runs. */
export class Layout implements Laying {
  readonly #runs: Runs;
  readonly #rootType: string;
  readonly #parent: Buffer;
  readonly #rootStart: Buffer;
  #router: Router;
  #hasRoots = true;
  #runsBefore = 0;
  #lines = 0;
  /** The line that is read, and the one before it: the last of all is looked at before it is taken. */
  #begin = 0;
  #last = { start: 0, end: 0 };

  constructor(runs: Runs, rootType: string) {
    this.#runs = runs;
    this.#rootType = rootType;
    this.#parent = Buffer.from(`"__parentId":"gid://shopify/${rootType}/`);
    this.#rootStart = Buffer.from(`{"id":"gid://shopify/${rootType}/`);
    this.#router = createRouter(rootType);
  }

  async begin({ hasRoots }: Pick<Source, "hasRoots">): Promise<void> {
    this.#router = createRouter(this.#rootType);
    this.#hasRoots = hasRoots;
    this.#runsBefore = this.#runs.count;
    this.#lines = 0;
    this.#begin = 0;
    this.#last = { start: 0, end: 0 };
  }

  async drop(): Promise<void> {
    this.#runs.forget(this.#runsBefore);
  }

  async add(piece: Buffer): Promise<void> {
    const { start, end } = this.#last;
    const kept = end > 0 ? Math.min(this.#begin, start) : this.#begin;
    const moved = await this.#runs.append(piece, kept);
    this.#begin -= moved;
    if (end > 0) this.#last = { start: start - moved, end: end - moved };
    const base = this.#runs.used - piece.length;
    for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) {
      this.#endAt(base + at);
      this.#begin = base + at + 1;
    }
  }

  async end(): Promise<Laid> {
    const runs = this.#runs;
    this.#endAt(runs.used);
    const { start, end } = this.#last;
    const isTorn = end > 0 && !isWhole(runs.block.toString("utf8", start, end));
    if (end > 0 && !isTorn) this.#take(start, end);
    for (const { line, root } of this.#router.rest()) {
      if (root === null) continue;
      const bytes = Buffer.from(line, "latin1");
      await runs.append(bytes, runs.used);
      const [from, to] = [runs.used - bytes.length, runs.used];
      runs.add({ ...partsOf(root), start: from, end: to, isRoot: false });
    }
    await runs.flush(runs.used);
    await runs.written();
    return { lines: this.#lines, isTorn };
  }

  #endAt(end: number): void {
    if (end <= this.#begin) return;
    if (this.#last.end > 0) this.#take(this.#last.start, this.#last.end);
    this.#last = { start: this.#begin, end };
  }

  #take(start: number, end: number): void {
    this.#lines += 1;
    if (this.#isLeaf(start, end) || (this.#hasRoots && this.#isWholeRoot(start, end))) return;
    const line = this.#runs.block.toString("latin1", start, end);
    const head = headOf(line);
    const root = this.#router.route(line, head);
    // Waits in the router for its parent.
    if (root === null) return;
    const isRoot = head.parent === null;
    if (this.#hasRoots || !isRoot) this.#runs.add({ ...partsOf(root), start, end, isRoot });
  }

  /** Takes the line of a root, by its bytes alone. */
  #isWholeRoot(start: number, end: number): boolean {
    const { block } = this.#runs;
    if (!isAt(block, this.#rootStart, start)) return false;
    const from = start + this.#rootStart.length;
    let to = from;
    for (let code = block[to] ?? 0; code >= 48 && code <= 57; code = block[to] ?? 0) to += 1;
    if (to === from || block[to] !== quote) return false;
    if (block.subarray(to, end).includes(parentKey)) return false;
    this.#runs.add({ ...partsOf(block.toString("latin1", from, to)), start, end, isRoot: true });
    return true;
  }

  /** Takes the line when it is one of the millions, by its bytes alone. */
  #isLeaf(start: number, end: number): boolean {
    const { block } = this.#runs;
    if (!isAt(block, leafStart, start) || !isAt(block, leafEnd, end - leafEnd.length)) return false;
    let at = end - leafEnd.length;
    let [high, low, scale] = [0, 0, 1];
    for (let code = block[at - 1] ?? 0; code >= 48 && code <= 57; code = block[at - 1] ?? 0) {
      if (scale < 1e9) low += (code - 48) * scale;
      else high += ((code - 48) * scale) / 1e9;
      scale *= 10;
      at -= 1;
    }
    if (scale === 1 || scale > 1e20 || !isAt(block, this.#parent, at - this.#parent.length))
      return false;
    this.#runs.add({ high, low, start, end, isRoot: false });
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
