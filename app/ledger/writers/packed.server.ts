// Thousands of rows in the binary form of COPY: neither side writes or reads numbers as text, which
// costs more than all else that is done to them. The form (Postgres' manual, COPY, "Binary Format"):
// a head, then each row as the number of its cells and each cell as its length (-1 for null) and its
// bytes, all big-endian, then -1.
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Client } from "../../db.server.ts";
import type { Columns } from "./rows.server.ts";

type Cell = ReturnType<Columns<never>[string][1]>;
type Cells<R> = readonly { column: string; isLong: boolean; cellOf: (row: R) => Cell }[];

/** Signature, flags, length of the rest of the head. */
const head = Buffer.from("5047434f50590aff0d0a000000000000000000", "hex");
const blockBytes = 1 << 18;
/** Longest cell that is no text, with its length. */
const mostBytes = 12;
/** Longest text that is copied here, cheaper than a call into the runtime; mostly it is ASCII. */
const shortText = 20;
/** Postgres counts microseconds from 2000-01-01. */
const epochMillis = Date.UTC(2000, 0, 1);
const wordSize = 2 ** 32;

const cellsOf = <R>(columns: Columns<R>): Cells<R> =>
  Object.entries(columns).map(([column, [type, cellOf]]) => {
    return { column, isLong: type === "bigint", cellOf };
  });
/** What would be written in its place is another value. */
const unfit = (column: string, cell: Cell, expected: string) =>
  new RangeError(`got ${String(cell)} for ${column}, expected ${expected}`);
const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);

/** Rows that are packed as they come, so that nothing of them need be kept. */
export class PackedRows<O, T> {
  readonly #ofOwner: Cells<O>;
  readonly #ofRow: Cells<T>;
  count = 0;
  #blocks: Buffer[] = [];
  #out = Buffer.allocUnsafeSlow(blockBytes);
  #view = viewOf(this.#out);
  #at = head.copy(this.#out);

  /** @param owner columns that a row has of what it belongs to; they come first */
  constructor(owner: Columns<O>, columns: Columns<T>) {
    this.#ofOwner = cellsOf(owner);
    this.#ofRow = cellsOf(columns);
  }

  /** @throws RangeError for a number that its column cannot hold; what is packed is of no use then */
  add(owner: O, row: T): void {
    this.count += 1;
    const columns = this.#ofOwner.length + this.#ofRow.length;
    this.#makeRoom(2);
    this.#view.setInt16(this.#at, columns);
    this.#at += 2;
    this.#cells(this.#ofOwner, owner);
    this.#cells(this.#ofRow, row);
  }

  /** The rows in pieces that follow each other. */
  end(): Buffer[] {
    this.#makeRoom(2);
    this.#view.setInt16(this.#at, -1);
    return [...this.#blocks, this.#out.subarray(0, this.#at + 2)];
  }

  #cells<R>(cells: Cells<R>, row: R): void {
    for (let index = 0; index < cells.length; index += 1) {
      const { column, isLong, cellOf } = cells[index] as Cells<R>[number];
      const cell = cellOf(row);
      if (typeof cell === "string") this.#text(cell);
      else if (cell === null) this.#fixed(-1);
      else if (typeof cell === "object") this.#long((cell.getTime() - epochMillis) * 1000, column);
      else if (isLong) this.#long(cell, column);
      else if (typeof cell === "boolean") {
        const at = this.#fixed(1);
        this.#out[at] = cell ? 1 : 0;
      } else {
        const value = Number(cell);
        if (value !== (value | 0)) throw unfit(column, cell, "32 bits");
        const at = this.#fixed(4);
        this.#view.setInt32(at, value);
      }
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#out.length) return;
    this.#blocks.push(this.#out.subarray(0, this.#at));
    this.#out = Buffer.allocUnsafeSlow(Math.max(blockBytes, bytes));
    this.#view = viewOf(this.#out);
    this.#at = 0;
  }

  /** Writes a cell's length; answers where its bytes begin, maybe in another block than before. */
  #fixed(length: number): number {
    this.#makeRoom(mostBytes);
    const begin = this.#at + 4;
    this.#view.setInt32(this.#at, length);
    this.#at = length < 0 ? begin : begin + length;
    return begin;
  }

  #long(cell: number | bigint, column: string): void {
    const at = this.#fixed(8);
    const value = Number(cell);
    if (!Number.isSafeInteger(value)) {
      if (Number.isNaN(value)) throw unfit(column, cell, "an instant");
      if (typeof cell === "bigint") {
        if (BigInt.asIntN(64, cell) !== cell) throw unfit(column, cell, "64 bits");
        this.#view.setBigInt64(at, cell);
        return;
      }
    }
    const high = Math.floor(value / wordSize);
    this.#view.setInt32(at, high);
    this.#view.setUint32(at + 4, value - high * wordSize);
  }

  #text(value: string): void {
    this.#makeRoom(4 + value.length * 3);
    const start = this.#at + 4;
    const isCopied = value.length <= shortText && this.#copy(value, start);
    const length = isCopied ? value.length : this.#out.write(value, start, "utf8");
    this.#view.setInt32(this.#at, length);
    this.#at = start + length;
  }

  /** False where it is not ASCII. */
  #copy(value: string, start: number): boolean {
    const out = this.#out;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      out[start + index] = code;
    }
    return true;
  }
}

/**
 * Writes packed rows into a table that is the session's own: row-level security refuses COPY. A connection
 * whose statements go out together (`pipeline` of pg) takes no COPY: it waits its turn alone. The caller has
 * waited for every statement begun before, and begins none until this ends.
 */
export async function copyRows(
  client: Client,
  table: string,
  packed: readonly Buffer[],
): Promise<void> {
  const connection = client as Client & { pipeline: boolean };
  const { pipeline: isPipelined } = connection;
  connection.pipeline = false;
  try {
    await pipeline(packed, client.query(copyFrom(`copy ${table} from stdin (format binary)`)));
  } finally {
    connection.pipeline = isPipelined;
  }
}

/** Gives rows' memory back at once: until somebody collects it, what comes meanwhile takes as much again. */
export function dropRows(packed: readonly Buffer[]): void {
  for (const { buffer } of packed) (buffer as ArrayBuffer).transfer(0);
}
