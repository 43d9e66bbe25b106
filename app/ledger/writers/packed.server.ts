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
/** Longest element that is no text, with its length. */
const mostBytes = 12;
/** Postgres counts microseconds from 2000-01-01. */
const epochMillis = Date.UTC(2000, 0, 1);
const wordSize = 2 ** 32;

class Packer {
  private out: Buffer;
  private at = headBytes;
  private hasNulls = false;

  constructor(cells: number) {
    this.out = Buffer.allocUnsafe(headBytes + cells * 20);
  }

  add(type: string, cell: Cell): void {
    this.makeRoom(typeof cell === "string" ? 4 + cell.length * 3 : mostBytes);
    if (cell === null) {
      this.hasNulls = true;
      this.word(-1);
    } else if (typeof cell === "string") this.text(cell);
    else if (cell instanceof Date) {
      const micros = (cell.getTime() - epochMillis) * 1000;
      const high = Math.floor(micros / wordSize);
      this.word(8)
        .word(high)
        .word(micros - high * wordSize);
    } else if (type === "int") this.word(4).word(Number(cell));
    else if (type === "boolean") {
      this.word(1);
      this.out[this.at++] = cell ? 1 : 0;
    } else {
      this.word(8);
      this.at = this.out.writeBigInt64BE(BigInt(cell), this.at);
    }
  }

  end(type: string, cells: number): Buffer {
    const length = this.at;
    this.at = 0;
    this.word(cells > 0 ? 1 : 0)
      .word(this.hasNulls ? 1 : 0)
      .word(typeIds[type] ?? 0);
    if (cells === 0) return this.out.subarray(0, this.at);
    this.word(cells).word(1);
    return this.out.subarray(0, length);
  }

  private makeRoom(bytes: number): void {
    if (this.at + bytes <= this.out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.out.length * 2, this.at + bytes));
    this.out.copy(larger, 0, 0, this.at);
    this.out = larger;
  }

  private word(value: number): this {
    const { out, at } = this;
    out[at] = value >>> 24;
    out[at + 1] = value >>> 16;
    out[at + 2] = value >>> 8;
    out[at + 3] = value;
    this.at = at + 4;
    return this;
  }

  /** Short and mostly ASCII: copied here, cheaper than a call into the runtime. */
  private text(value: string): void {
    const start = this.at + 4;
    let end = start;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) {
        end = start + this.out.write(value, start, "utf8");
        break;
      }
      this.out[end++] = code;
    }
    this.word(end - start);
    this.at = end;
  }
}

/** The parameters of `unnest`, in its order, as `cellsOf` gives them. */
export function packedCells<T>(columns: Columns<T>, rows: readonly T[]): Buffer[] {
  return Object.values(columns).map(([type, cellOf]) => {
    const packer = new Packer(rows.length);
    for (let index = 0; index < rows.length; index += 1) {
      packer.add(type, cellOf(rows[index] as T));
    }
    return packer.end(type, rows.length);
  });
}
