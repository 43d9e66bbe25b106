// A data source is one kind of file: its columns, what a row may hold, and the facts it becomes.
//
// row     one line of the file, cells by field name
// group   the rows of one thing (an order, a product), in the file's order; most kinds have one row
// head    the group's first row, which carries what is told once
// scope   what a source may know besides the row: the shop, and how people and copies are named

import type { z } from "zod";
import type { Fact, ShopContext, Version } from "../../ledger/facts.ts";

export type Column = {
  /** Header names that are accepted; the first is the one printed. */
  names: string[];
  required?: true;
  words: string;
};
export type Columns = Record<string, Column>;

export type Row = { line: number; cells: Record<string, string> };
export type Problem = { line: number; reason: string };

export type Scope = {
  shop: ShopContext;
  /** Start of the shop's day of the import: when undated facts begin to hold. */
  today: Date;
  /** Stable id of a person known by e-mail or phone alone; tells nothing about them. */
  person(contact: string): string;
  /** How many earlier rows of this file had the same key: 0, 1, … The key's owner is `placeBy`. */
  place(owner: string, key: string): number;
  /** A file's copy of a fact: older than any copy from the API, newer than an earlier file's. */
  version(content: object): Version;
};

export type Taken = { facts: Fact[] } | { problems: Problem[] };

export type Source = {
  kind: string;
  /** One sentence for --help. */
  words: string;
  columns: Columns;
  /** Field whose value rows of one thing share; null where each row stands alone. */
  groupBy: string | null;
  /** Field of the owner that `place` counts for; null if unused. */
  placeBy: string | null;
  take(group: Row[], scope: Scope): Taken;
};

/** Says that a row cannot become a fact, though each cell reads well. */
export class RowProblem extends Error {
  readonly line: number;
  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

export type Numbered<R> = { line: number; row: R };

type Definition<H, R> = {
  kind: string;
  words: string;
  columns: Columns;
  groupBy?: string;
  placeBy?: string;
  /** Checked on the first row only. */
  head: z.ZodType<H>;
  /** Checked on every row. */
  row: z.ZodType<R>;
  /** @throws RowProblem */
  toFacts(head: H, rows: Numbered<R>[], scope: Scope): Fact[];
};

/** Closes a definition over its types: `take` reads the cells and says every one that is wrong. */
export function defineSource<H, R>(definition: Definition<H, R>): Source {
  const { kind, words, columns, groupBy = null, placeBy = null, head, row, toFacts } = definition;
  const reason = (error: z.ZodError) =>
    error.issues
      .map(({ path, message }) => `${columns[String(path[0])]?.names[0] ?? "row"}: ${message}`)
      .join(". ");

  function take(group: Row[], scope: Scope): Taken {
    const problems: Problem[] = [];
    const rows: Numbered<R>[] = [];
    const [first] = group;
    if (!first) return { facts: [] };
    const parsedHead = head.safeParse(first.cells);
    for (const [index, { line, cells }] of group.entries()) {
      const parsed = row.safeParse(cells);
      const reasons = [];
      if (index === 0 && parsedHead.error) reasons.push(reason(parsedHead.error));
      if (parsed.success) rows.push({ line, row: parsed.data });
      else reasons.push(reason(parsed.error));
      if (reasons.length > 0) problems.push({ line, reason: reasons.join(". ") });
    }
    if (!parsedHead.success || problems.length > 0) return { problems };
    try {
      return { facts: toFacts(parsedHead.data, rows, scope) };
    } catch (problem) {
      if (!(problem instanceof RowProblem)) throw problem;
      return { problems: [{ line: problem.line, reason: problem.message }] };
    }
  }
  return { kind, words, columns, groupBy, placeBy, take };
}
