// One exported table: its rows, those of another table that belong to them, and what facts they are.
import { z } from "zod";
import type { Fact } from "../../ledger/facts.ts";

export type Parts = {
  table: string;
  /** The key of the row that a part belongs to. */
  of(part: Record<string, unknown>): unknown;
  /**
   * Parts come in the order of the rows they belong to, so both files are read side by side. Default;
   * else all parts are held in memory.
   */
  isHeld?: boolean;
};

export type ExportedTable = {
  table: string;
  parts?: Parts;
  /** The key of a row. Default its `id`. */
  keyOf?(row: Record<string, unknown>): unknown;
  /** Throws a ZodError. */
  factsOf(row: unknown, parts: readonly unknown[]): Fact[];
  /** Facts of parts whose row is gone. Default: they are told as problems. */
  orphansOf?(key: string, parts: readonly unknown[]): Fact[];
};

export function table<Row extends z.ZodType, Part extends z.ZodType = z.ZodNever>(given: {
  table: string;
  row: Row;
  part?: Part;
  parts?: Parts;
  keyOf?(row: Record<string, unknown>): unknown;
  facts(row: z.output<Row>, parts: z.output<Part>[]): Fact[];
  orphans?(key: string, parts: z.output<Part>[]): Fact[];
}): ExportedTable {
  const { row, part, facts, orphans, table: name, parts, keyOf } = given;
  const read = (some: readonly unknown[]) =>
    part ? some.map((each) => part.parse(each)) : ([] as z.output<Part>[]);
  return {
    table: name,
    ...(parts ? { parts } : {}),
    ...(keyOf ? { keyOf } : {}),
    factsOf: (one, some) => facts(row.parse(one), read(some)),
    ...(orphans
      ? { orphansOf: (key: string, some: readonly unknown[]) => orphans(key, read(some)) }
      : {}),
  };
}
