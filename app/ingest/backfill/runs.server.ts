// Lines sorted on disk by the thing they belong to: an external merge sort (Knuth, TAOCP 3, 5.4). Lines
// fill a block of memory, each full block is sorted and written as a run, and the runs are read
// together. Lines of one thing stay in the order in which they came. On disk rather than in the
// database: Postgres refuses COPY under row-level security, and a staging table would be written, read
// and vacuumed once more.
import { closeSync, openSync, readSync, write } from "node:fs";
import { promisify } from "node:util";
import type { Group } from "./lines.ts";

const writeAt = promisify(write);

/** Large enough that a million orders are two hundred runs. */
const usualBlockBytes = 12 << 20;
/** Read at once of each run that is being read. */
const pageBytes = 1 << 16;
/** Before its lines a page has of each: its id's two parts, and its length with what it is. */
const entryBytes = 16;
/** An id is compared by two numbers, of which the second holds its last nine digits. */
const lowDigits = 9;

export type Id = { high: number; low: number };
type Entry = Id & { start: number; end: number; isRoot: boolean };
/** By its first id: until then it is not needed. So is a page. */
type Run = Id & { pages: Page[] };
type Page = Id & { at: number; size: number; lines: number };

const none = Buffer.alloc(0);
const compare = (a: Id, b: Id) => a.high - b.high || a.low - b.low;

/** Exact for the 64 bits that Shopify's ids may have. */
export function partsOf(id: string): Id {
  return { high: Number(id.slice(0, -lowDigits)), low: Number(id.slice(-lowDigits)) };
}

const idOf = (high: number, low: number) =>
  high === 0 ? String(low) : `${high}${String(low).padStart(lowDigits, "0")}`;

export class Runs {
  readonly #fd: number;
  readonly #after: Id | null;
  #written = 0;
  #runs: Run[] = [];
  #entries: Entry[] = [];
  readonly #blockBytes: number;
  /** The block, and behind it the run being written: within one piece of memory bytes move faster. */
  #memory: Buffer = none;
  /** Goes on while the next block is filled: of the time to lay out, half would be waiting for it. */
  #writing: Promise<void> = Promise.resolve();
  /** Bytes of lines, and of what may become one; lines are given by their place in it. */
  block: Buffer = none;
  used = 0;

  /**
   * @param after id up to which lines are left out; "" for none
   * @param blockBytes sorted at once; default 12 MB
   */
  constructor(path: string, after: string, blockBytes = usualBlockBytes) {
    this.#blockBytes = blockBytes;
    this.#fd = openSync(path, "w+", 0o600);
    this.#after = after === "" ? null : partsOf(after);
  }

  get count(): number {
    return this.#runs.length;
  }

  /** A line of the block, by its bytes. */
  add(entry: Entry): void {
    if (this.#after && compare(entry, this.#after) <= 0) return;
    this.#entries.push(entry);
  }

  /**
   * Makes a run of the block's lines. What lies behind `from`, the begin of a line, is kept.
   * @throws what writing the run before threw
   */
  async flush(from: number): Promise<void> {
    await this.#writing;
    const entries = this.#entries.sort(compare);
    let size = 0;
    for (const { start, end } of entries) size += entryBytes + end - start;
    const base = this.block.length;
    if (this.#memory.length < base + size) this.#grow(base, size);
    const pages: Page[] = [];
    let made = 0;
    for (let at = 0; at < entries.length;) {
      const page = this.#makePage(at, base + made);
      pages.push({ ...page, at: this.#written + made });
      made += page.size;
      at += page.lines;
    }
    const [first] = entries;
    if (first) this.#runs.push({ pages, high: first.high, low: first.low });
    this.#entries = [];
    this.#writing = this.#write(base, made);
    this.#writing.catch(() => {});
    this.block.copyWithin(0, from, this.used);
    this.used -= from;
  }

  /** Until all runs are written. Their memory is given back at once, not when somebody collects it. */
  async written(): Promise<void> {
    await this.#writing;
    const { buffer } = this.#memory;
    this.#memory = this.block = none;
    if (buffer !== none.buffer) (buffer as ArrayBuffer).transfer(0);
  }

  async #write(base: number, size: number): Promise<void> {
    const at = this.#written;
    this.#written += size;
    for (let done = 0; done < size;) {
      const rest = size - done;
      done += (await writeAt(this.#fd, this.#memory, base + done, rest, at + done)).bytesWritten;
    }
  }

  /**
   * Appends bytes. What lies before `from` may be written for it; answers by how much that moved what
   * lies behind.
   */
  async append(bytes: Buffer, from: number): Promise<number> {
    if (this.#memory === none) this.#grow(this.#blockBytes, this.#blockBytes);
    const isFull = this.used + bytes.length > this.block.length;
    if (isFull) await this.flush(from);
    const needed = this.used + bytes.length;
    if (needed > this.block.length) {
      await this.#writing;
      this.#grow(2 * needed, 2 * needed);
    }
    this.used += bytes.copy(this.block, this.used);
    return isFull ? from : 0;
  }

  /** Forgets all runs after the first `count`. */
  forget(count: number): void {
    this.#entries = [];
    this.used = 0;
    this.#runs.length = count;
  }

  #grow(block: number, run: number): void {
    const larger = Buffer.allocUnsafeSlow(block + run);
    this.block.copy(larger, 0, 0, this.used);
    this.#memory = larger;
    this.block = larger.subarray(0, block);
  }

  /** Copies the entries from `from` on that fit into a page to `base`. */
  #makePage(from: number, base: number): Omit<Page, "at"> {
    const entries = this.#entries;
    let to = from;
    let size = 0;
    for (; to < entries.length; to += 1) {
      const { start, end } = entries[to] as Entry;
      const more = entryBytes + end - start;
      if (to > from && size + more > pageBytes) break;
      size += more;
    }
    const memory = this.#memory;
    let index = base;
    let at = base + entryBytes * (to - from);
    for (let each = from; each < to; each += 1) {
      const { high, low, start, end, isRoot } = entries[each] as Entry;
      memory.writeDoubleLE(high, index);
      memory.writeUInt32LE(low, index + 8);
      memory.writeUInt32LE((end - start) * 2 + (isRoot ? 1 : 0), index + 12);
      index += entryBytes;
      memory.copyWithin(at, start, end);
      at += end - start;
    }
    const { high, low } = entries[from] as Entry;
    return { size, lines: to - from, high, low };
  }

  /**
   * Lines by what they belong to, ascending by id. Nothing can be added any more.
   * @param after id up to which they are left out; default none
   */
  *groups(after = ""): Generator<Group> {
    const bound = after === "" ? null : partsOf(after);
    const waiting = this.#runs.toSorted(compare).values();
    let next = waiting.next().value;
    let open: RunReader[] = [];
    for (;;) {
      let least: Id | undefined = open[0];
      for (const reader of open) if (least && compare(reader, least) < 0) least = reader;
      while (next && (!least || compare(next, least) <= 0)) {
        const reader = new RunReader(this.#fd, next.pages, bound);
        next = waiting.next().value;
        if (reader.isOver) continue;
        // In the order of the runs, so that lines of one thing come as they came.
        open.push(reader);
        open.sort((a, b) => a.place - b.place);
        least ??= reader;
        if (compare(reader, least) < 0) least = reader;
      }
      if (!least) return;
      const { high, low } = least;
      const group: Group = { id: idOf(high, low), root: null, children: [] };
      for (const reader of open) reader.take(high, low, group);
      yield group;
      if (open.some(({ isOver }) => isOver)) open = open.filter(({ isOver }) => !isOver);
    }
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    closeSync(this.#fd);
  }
}

/** Stands at the first line of a run that has not been taken. */
class RunReader {
  readonly #fd: number;
  readonly #pages: Page[];
  readonly place: number;
  #page = Buffer.allocUnsafe(pageBytes);
  #next = 0;
  #line = 0;
  #lines = 0;
  #at = 0;
  #length = 0;
  #isRoot = false;
  isOver = false;
  high = 0;
  low = 0;

  constructor(fd: number, pages: Page[], after: Id | null) {
    this.#fd = fd;
    this.#pages = pages;
    this.place = pages[0]?.at ?? 0;
    if (after)
      this.#next = Math.max(
        0,
        pages.findLastIndex((page) => compare(page, after) <= 0),
      );
    this.#step();
    while (after && !this.isOver && compare(this, after) <= 0) this.#skip();
  }

  /** Gives the group the lines of the id at which the run stands, if it does. */
  take(high: number, low: number, group: Group): void {
    while (!this.isOver && this.low === low && this.high === high) {
      const text = this.#page.toString("utf8", this.#at, this.#at + this.#length);
      if (this.#isRoot) group.root = text;
      else group.children.push(text);
      this.#skip();
    }
  }

  #skip(): void {
    this.#at += this.#length;
    this.#step();
  }

  #step(): void {
    if (this.#line === this.#lines && !this.#turn()) return;
    const index = this.#line * entryBytes;
    this.high = this.#page.readDoubleLE(index);
    this.low = this.#page.readUInt32LE(index + 8);
    const word = this.#page.readUInt32LE(index + 12);
    this.#isRoot = word % 2 === 1;
    this.#length = (word - (word % 2)) / 2;
    this.#line += 1;
  }

  #turn(): boolean {
    const page = this.#pages[this.#next];
    this.isOver = page === undefined;
    if (!page) return false;
    if (this.#page.length < page.size) this.#page = Buffer.allocUnsafe(page.size);
    readSync(this.#fd, this.#page, 0, page.size, page.at);
    this.#next += 1;
    this.#line = 0;
    this.#lines = page.lines;
    this.#at = page.lines * entryBytes;
    return true;
  }
}
