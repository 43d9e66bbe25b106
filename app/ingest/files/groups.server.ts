import type { Places, Problem, Row, Source } from "../sources/source.ts";
import type { CsvRow } from "./csv.ts";
import { hash32, seen, type Seen } from "./seen.ts";
import type { Table } from "./table.server.ts";

/** The rows of one thing, with what is already known to be wrong about them. */
export type Group = { rows: Row[]; problems: Problem[] };

/** Rows whose thing is not in one piece wait in memory until the end; more than this are refused. */
const mostHeld = 200_000;

/** `#1001` and `1001` may be the same order: they share a hash, so both are watched. */
const keyHash = (key: string): number => hash32(key.trim().replace(/^#/, ""));

/**
 * Reads one column of the whole file: keys that come back. With `runs`, rows that follow each other
 * under one key are one appearance.
 */
async function comingBack(table: Table, place: number, runs: boolean): Promise<Seen> {
  const all = seen();
  const back = seen();
  let last = 0;
  for await (const piece of table.rows()) {
    for (const { cells } of piece) {
      const hash = keyHash(cells[place] ?? "");
      if (runs && hash === last) continue;
      last = hash;
      if (all.add(hash)) back.add(hash);
    }
  }
  return back;
}

export type Grouping = {
  groups(): AsyncGenerator<Group[]>;
  /** How many earlier rows had this key. Nothing is counted for an owner that has one row. */
  place(owner: string, key: string): number;
};

/** Cuts a table into the groups a source takes, in file order; scattered groups come last. */
export async function groupRows(table: Table, source: Source, places: Places): Promise<Grouping> {
  const width = table.header.length;
  const { groupBy, placeBy } = source;
  const groupPlace = groupBy === null ? undefined : places[groupBy];
  const placePlace = placeBy === null ? undefined : places[placeBy];
  const scattered = groupPlace === undefined ? null : await comingBack(table, groupPlace, true);
  const repeated = placePlace === undefined ? null : await comingBack(table, placePlace, false);
  const counts = new Map<string, number>();

  function read({ line, cells, broken }: CsvRow): { row: Row; problem: Problem | null } {
    const row = { line, cells };
    if (broken !== undefined) return { row, problem: { line, reason: broken } };
    if (cells.length !== width) {
      const reason =
        source.closingLine?.(cells) ??
        `got ${cells.length} cells, expected ${width}; quote cells that hold the separator`;
      return { row, problem: { line, reason } };
    }
    return { row, problem: null };
  }

  async function* groups(): AsyncGenerator<Group[]> {
    const held = new Map<string, Group>();
    let heldRows = 0;
    let open: Group | null = null;
    let openKey: string | null = null;
    for await (const piece of table.rows()) {
      const done: Group[] = [];
      for (const csvRow of piece) {
        const { row, problem } = read(csvRow);
        const problems = problem ? [problem] : [];
        const key = groupPlace === undefined ? null : (csvRow.cells[groupPlace] ?? "").trim();
        if (key === null || key === "") {
          done.push({ rows: [row], problems });
          continue;
        }
        if (open && key === openKey) {
          open.rows.push(row);
          open.problems.push(...problems);
          continue;
        }
        if (scattered?.has(keyHash(key))) {
          const group: Group = held.get(key) ?? { rows: [], problems: [] };
          held.set(key, group);
          heldRows += 1;
          if (heldRows > mostHeld) {
            const reason = `got more than ${mostHeld} rows away from the first row of their ${source.groupBy}`;
            const problem = {
              line: row.line,
              reason: `${reason}, expected them together; sort the file`,
            };
            done.push({ rows: [row], problems: [problem] });
            if (group.problems.length === 0) group.problems.push(problem);
            continue;
          }
          group.rows.push(row);
          group.problems.push(...problems);
          continue;
        }
        if (open) done.push(open);
        open = { rows: [row], problems };
        openKey = key;
      }
      yield done;
    }
    yield [...(open ? [open] : []), ...held.values()];
  }

  function place(owner: string, key: string): number {
    if (!repeated?.has(keyHash(owner))) return 0;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  }

  return { groups, place };
}
