// Columns of thousands of rows in Postgres' binary form of arrays: neither side writes or reads
// numbers as text, which costs more than all else that is done to them. The form is that of
// array_send: dimensions · has nulls · type of elements · length · lower bound, then each element as
// its length (-1 for null) and its bytes, all big-endian.
import type { Columns } from "./rows.server.ts";

type Cell = ReturnType<Columns<never>[string][1]>;

/** Object ids of element types, from pg_type.dat: they never change. */
const typeIds: Record<string, number> = {
  boolean: 16,
  bigint: 20,
  int: 23,
  text: 25,
  timestamptz: 1184,
};

const headBytes = 20;
const firstBytes = 1 << 14;
/** Longest element that is no text, with its length. */
const mostBytes = 12;
/** Postgres counts microseconds from 2000-01-01. */
const epochMillis = Date.UTC(2000, 0, 1);
const wordSize = 2 ** 32;

class PackedColumn {
  readonly #type: string;
  #out = Buffer.allocUnsafe(firstBytes);
  #at = headBytes;
  #hasNulls = false;

  constructor(type: string) {
    this.#type = type;
  }

  add(cell: Cell): void {
    this.#makeRoom(typeof cell === "string" ? 4 + cell.length * 3 : mostBytes);
    if (cell === null) {
      this.#hasNulls = true;
      this.#word(-1);
    } else if (typeof cell === "string") this.#text(cell);
    else if (cell instanceof Date) {
      const micros = (cell.getTime() - epochMillis) * 1000;
      const high = Math.floor(micros / wordSize);
      this.#word(8);
      this.#word(high);
      this.#word(micros - high * wordSize);
    } else if (this.#type === "int") {
      this.#word(4);
      this.#word(Number(cell));
    } else if (this.#type === "boolean") {
      this.#word(1);
      this.#out[this.#at++] = cell ? 1 : 0;
    } else {
      this.#word(8);
      this.#at = this.#out.writeBigInt64BE(BigInt(cell), this.#at);
    }
  }

  end(cells: number): Buffer {
    const length = this.#at;
    this.#at = 0;
    this.#word(cells > 0 ? 1 : 0);
    this.#word(this.#hasNulls ? 1 : 0);
    this.#word(typeIds[this.#type] ?? 0);
    if (cells === 0) return this.#out.subarray(0, this.#at);
    this.#word(cells);
    this.#word(1);
    return this.#out.subarray(0, length);
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#out.length * 2, this.#at + bytes));
    this.#out.copy(larger, 0, 0, this.#at);
    this.#out = larger;
  }

  #word(value: number): void {
    const out = this.#out;
    const at = this.#at;
    out[at] = value >>> 24;
    out[at + 1] = value >>> 16;
    out[at + 2] = value >>> 8;
    out[at + 3] = value;
    this.#at = at + 4;
  }

  /** Short and mostly ASCII: copied here, cheaper than a call into the runtime. */
  #text(value: string): void {
    const out = this.#out;
    const start = this.#at + 4;
    let end = start;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) {
        end = start + out.write(value, start, "utf8");
        break;
      }
      out[end++] = code;
    }
    this.#word(end - start);
    this.#at = end;
  }
}

/** Rows that become arrays as they come, so that nothing of them need be kept. */
export class PackedRows<T> {
  readonly #columns: { cellOf: (row: T) => Cell; column: PackedColumn }[];
  #rows = 0;

  constructor(columns: Columns<T>) {
    this.#columns = Object.values(columns).map(([type, cellOf]) => {
      return { cellOf, column: new PackedColumn(type) };
    });
  }

  add(rows: readonly T[]): void {
    this.#rows += rows.length;
    for (const { cellOf, column } of this.#columns) {
      for (let index = 0; index < rows.length; index += 1) column.add(cellOf(rows[index] as T));
    }
  }

  /** The parameters of `unnest`, in its order, as `cellsOf` gives them. */
  end(): Buffer[] {
    return this.#columns.map(({ column }) => column.end(this.#rows));
  }
}
