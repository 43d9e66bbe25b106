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

/** Cells as they stand in the file, by column number. */
export type Row = { line: number; cells: string[] };
/** Where a source's fields stand in a file: column numbers from 0; a field may be absent. */
export type Places = Record<string, number>;
export type Problem = { line: number; reason: string };

export type Scope = {
  shop: ShopContext;
  /** Start of the shop's day of the import: when undated facts begin to hold. */
  today: Date;
  /** Stable id of a person known by e-mail or phone alone; tells nothing about them. */
  person(contact: string): string;
  /** The id of the shop's location of that id or name; null where there is none, or several. */
  location(called: string): string | null;
  /** How many earlier rows of this file had the same key: 0, 1, … The key's owner is `placeBy`. */
  place(owner: string, key: string): number;
  /** A file's copy of a fact: older than any copy from the API, newer than an earlier file's. */
  version(content: object): Version;
  /**
   * The same for a fact that its rows alone make: their text is hashed as it stands, with the zone
   * and currency it is read in, which for an order of hundreds of lines is several times faster.
   */
  versionOfText(text: string): Version;
};

/** `apart`: rows that are left out alone, without the others of their group. */
export type Taken = { facts: Fact[]; apart?: Problem[] } | { problems: Problem[] };

export type Source = {
  kind: string;
  /** One sentence for --help. */
  words: string;
  columns: Columns;
  /** Field whose value rows of one thing share; null where each row stands alone. */
  groupBy: string | null;
  /** Field of the owner that `place` counts for; null if unused. */
  placeBy: string | null;
  take(group: Row[], places: Places, scope: Scope): Taken;
  /** The header with names as `columns` has them. Default: as it stands. */
  plainHeader?(header: string[]): string[];
  /** The source for one file, where its whole text decides how it is read. Default: this one. */
  forFile?(header: readonly string[], rows: readonly Row[], places: Places): Source;
  /** Why a line that is too short or too long is none of the table; null: it is a broken row. */
  closingLine?(cells: readonly string[]): string | null;
  /** Told with the report of the file it was made for. Default none. */
  notes?: readonly Problem[];
  /** The currency its header names. Default none. */
  currency?: string | null;
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

type Definition<H extends z.ZodRawShape, R extends z.ZodRawShape> = {
  kind: string;
  words: string;
  columns: Columns;
  groupBy?: string;
  placeBy?: string;
  /** Checked on the first row only. */
  head: z.ZodObject<H>;
  /** Checked on every row. */
  row: z.ZodObject<R>;
  /** `text()` is what the rows say, for `versionOfText`. @throws RowProblem */
  toFacts(
    head: z.output<z.ZodObject<H>>,
    rows: Numbered<z.output<z.ZodObject<R>>>[],
    scope: Scope,
    text: () => string,
  ): Fact[];
};

/** The fields' cells as an object; "" where a column is absent. */
function pick(cells: string[], fields: string[], places: Places): Record<string, string> {
  const named: Record<string, string> = {};
  for (const field of fields) named[field] = cells[places[field] ?? -1] ?? "";
  return named;
}

/** Closes a definition over its types: `take` reads the cells and says every one that is wrong. */
export function defineSource<H extends z.ZodRawShape, R extends z.ZodRawShape>(
  definition: Definition<H, R>,
): Source {
  const { kind, words, columns, groupBy = null, placeBy = null, head, row, toFacts } = definition;
  const fields = Object.keys(columns);
  const headFields = Object.keys(head.shape);
  const rowFields = Object.keys(row.shape);
  const reason = (error: z.ZodError) =>
    error.issues
      .map(({ path, message }) => `${columns[String(path[0])]?.names[0] ?? "row"}: ${message}`)
      .join(". ");

  function take(group: Row[], places: Places, scope: Scope): Taken {
    const [first] = group;
    if (!first) return { facts: [] };
    const problems: Problem[] = [];
    const rows: Numbered<z.output<z.ZodObject<R>>>[] = [];
    const parsedHead = head.safeParse(pick(first.cells, headFields, places));
    for (const { line, cells } of group) {
      const parsed = row.safeParse(pick(cells, rowFields, places));
      const errors = [cells === first.cells ? parsedHead.error : undefined, parsed.error];
      const reasons = errors.flatMap((error) => (error ? [reason(error)] : []));
      if (reasons.length > 0) problems.push({ line, reason: reasons.join(". ") });
      else if (parsed.success) rows.push({ line, row: parsed.data });
    }
    if (!parsedHead.success || problems.length > 0) return { problems };
    const used = fields.map((field) => places[field] ?? -1).filter((place) => place >= 0);
    const text = () =>
      group.map(({ cells }) => used.map((place) => cells[place]).join("\0")).join("\n");
    try {
      return { facts: toFacts(parsedHead.data, rows, scope, text) };
    } catch (problem) {
      if (!(problem instanceof RowProblem)) throw problem;
      return { problems: [{ line: problem.line, reason: problem.message }] };
    }
  }
  return { kind, words, columns, groupBy, placeBy, take };
}
