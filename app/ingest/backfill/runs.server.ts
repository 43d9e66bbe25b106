// Lines sorted on disk by the thing they belong to: an external merge sort (Knuth, TAOCP 3, 5.4). Lines
// fill a block of memory, each full block is sorted and written as a run, and the runs are read
// together. Lines of one thing stay in the order in which they came. On disk rather than in the
// database: Postgres refuses COPY under row-level security, and a staging table would be written, read
// and vacuumed once more.
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { Group } from "./lines.ts";

/** Large enough that a million orders are a hundred runs. */
const usualBlockBytes = 32 << 20;
/** Read at once of each run that is being read. */
const pageBytes = 1 << 17;
/** Before its lines a page has of each: its id's two parts, and its length with what it is. */
const entryBytes = 16;
/** An id is compared by two numbers, of which the second holds its last nine digits. */
const lowDigits = 9;

export type Id = { high: number; low: number };
type Entry = Id & { start: number; end: number; isRoot: boolean };
/** By its first id: until then it is not needed. */
type Run = Id & { pages: Page[] };
type Page = { at: number; size: number; lines: number };

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
  #page = Buffer.allocUnsafe(pageBytes);
  /** Bytes of lines, and of what may become one; lines are given by their place in it. */
  block: Buffer;
  used = 0;

  /**
   * @param after id up to which lines are left out; "" for none
   * @param blockBytes sorted at once; default 32 MB
   */
  constructor(path: string, after: string, blockBytes = usualBlockBytes) {
    this.block = Buffer.allocUnsafe(blockBytes);
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

  /** Writes the block's lines as a run. What lies behind `from`, the begin of a line, is kept. */
  flush(from: number): void {
    this.#entries.sort(compare);
    const pages: Page[] = [];
    for (let at = 0; at < this.#entries.length;) at = this.#writePage(at, pages);
    const [first] = this.#entries;
    if (first) this.#runs.push({ pages, high: first.high, low: first.low });
    this.#entries = [];
    this.block.copy(this.block, 0, from, this.used);
    this.used -= from;
  }

  /**
   * Appends bytes. What lies before `from` may be written for it; answers by how much that moved what
   * lies behind.
   */
  append(bytes: Buffer, from: number): number {
    const isFull = this.used + bytes.length > this.block.length;
    if (isFull) this.flush(from);
    if (this.used + bytes.length > this.block.length) {
      const larger = Buffer.allocUnsafe(2 * (this.used + bytes.length));
      this.block.copy(larger, 0, 0, this.used);
      this.block = larger;
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

  #writePage(from: number, pages: Page[]): number {
    const entries = this.#entries;
    let to = from;
    let size = 0;
    for (; to < entries.length; to += 1) {
      const { start, end } = entries[to] as Entry;
      const more = entryBytes + end - start;
      if (to > from && size + more > pageBytes) break;
      size += more;
    }
    if (this.#page.length < size) this.#page = Buffer.allocUnsafe(size);
    const page = this.#page;
    let index = 0;
    let at = entryBytes * (to - from);
    for (let each = from; each < to; each += 1) {
      const { high, low, start, end, isRoot } = entries[each] as Entry;
      page.writeDoubleLE(high, index);
      page.writeUInt32LE(low, index + 8);
      page.writeUInt32LE((end - start) * 2 + (isRoot ? 1 : 0), index + 12);
      index += entryBytes;
      at += this.block.copy(page, at, start, end);
    }
    for (let done = 0; done < size;) done += writeSync(this.#fd, page, done, size - done);
    pages.push({ at: this.#written, size, lines: to - from });
    this.#written += size;
    return to;
  }

  /** All lines by what they belong to, ascending by id. */
  *groups(): Generator<Group> {
    const waiting = this.#runs.toSorted(compare).values();
    let next = waiting.next().value;
    let open: RunReader[] = [];
    for (;;) {
      let least: Id | undefined = open[0];
      for (const reader of open) if (least && compare(reader, least) < 0) least = reader;
      while (next && (!least || compare(next, least) <= 0)) {
        const reader = new RunReader(this.#fd, next.pages);
        // In the order of the runs, so that lines of one thing come as they came.
        open.push(reader);
        open.sort((a, b) => a.place - b.place);
        least ??= reader;
        if (compare(reader, least) < 0) least = reader;
        next = waiting.next().value;
      }
      if (!least) return;
      const { high, low } = least;
      const group: Group = { id: idOf(high, low), root: null, children: [] };
      for (const reader of open) reader.take(high, low, group);
      yield group;
      if (open.some(({ isOver }) => isOver)) open = open.filter(({ isOver }) => !isOver);
    }
  }

  close(): void {
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

  constructor(fd: number, pages: Page[]) {
    this.#fd = fd;
    this.#pages = pages;
    this.place = pages[0]?.at ?? 0;
    this.#step();
  }

  /** Gives the group the lines of the id at which the run stands, if it does. */
  take(high: number, low: number, group: Group): void {
    while (!this.isOver && this.low === low && this.high === high) {
      const text = this.#page.toString("utf8", this.#at, this.#at + this.#length);
      if (this.#isRoot) group.root = text;
      else group.children.push(text);
      this.#at += this.#length;
      this.#step();
    }
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
