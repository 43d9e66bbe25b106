// A shop from the folder that `fourfold export` wrote: its tables become facts again and go through the
// ledger's one way in, so that a second store counts exactly what the first did.
import { join } from "node:path";
import { z } from "zod";
import { inShop, type Db } from "../../db.server.ts";
import { analyzeGrown } from "../../ledger/database/statistics.server.ts";
import type { Fact } from "../../ledger/facts.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import { writeFacts } from "../../ledger/write.server.ts";
import { recompute } from "../../measures/recompute.server.ts";
import type { ImportReport } from "../import.server.ts";
import { exportedTables } from "./index.ts";
import { grouped, rowsOf, type ExportedRow } from "./rows.server.ts";
import { importSettings } from "./settings.server.ts";
import type { ExportedTable } from "./table.ts";

/** Facts in one transaction. */
const factsAtOnce = 2000;
const mostProblems = 1000;

type Row = Record<string, unknown>;
const idOf = ({ id }: Row) => id;

type Told = { facts: Fact[]; problem?: { line: number; reason: string } };

function told(table: ExportedTable, row: ExportedRow, parts: readonly ExportedRow[]): Told {
  const at = { line: row.line };
  const wrong = (reason: string) => ({
    facts: [],
    problem: { ...at, reason: `${table.table}.json: ${reason}` },
  });
  if (!row.value) return wrong("got no JSON object, expected one a line");
  try {
    return {
      facts: table.factsOf(
        row.value,
        parts.map(({ value }) => value),
      ),
    };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    return wrong(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "expected another shape"}`);
  }
}

/** Every row of a table as facts, and what could not be one. */
async function* factsIn(folder: string, table: ExportedTable): AsyncGenerator<Told> {
  const rows = rowsOf(join(folder, `${table.table}.json`));
  const { parts, keyOf = idOf } = table;
  if (!parts) {
    for await (const row of rows) yield told(table, row, []);
    return;
  }
  const partRows = rowsOf(join(folder, `${parts.table}.json`));
  if (!parts.isHeld) {
    for await (const group of grouped(rows, partRows, { keyOf, ofPart: parts.of })) {
      if (group.row) yield told(table, group.row, group.parts);
      else for (const part of group.parts) yield lost(parts.table, table.table, part);
    }
    return;
  }
  const held = new Map<unknown, ExportedRow[]>();
  for await (const part of partRows) {
    const key = part.value && parts.of(part.value);
    held.set(key, [...(held.get(key) ?? []), part]);
  }
  for await (const row of rows) {
    const key = row.value && keyOf(row.value);
    yield told(table, row, held.get(key) ?? []);
    held.delete(key);
  }
  for (const [key, left] of held) {
    const own = { ...table, factsOf: (_: unknown, some: readonly unknown[]) => orphans(key, some) };
    yield told(own, left[0]!, left);
  }

  function orphans(key: unknown, some: readonly unknown[]): Fact[] {
    return table.orphansOf?.(String(key), some) ?? [];
  }
}

const lost = (part: string, of: string, { line }: ExportedRow): Told => ({
  facts: [],
  problem: { line, reason: `${part}.json: belongs to nothing in ${of}.json` },
});

/**
 * Settings, then facts, then the numbers. Streamed; each batch is one transaction, and the same folder
 * again changes nothing. Facts count as rows of the report; lines are those of the JSON files.
 * @throws ZodError where the settings have another shape
 */
export async function importExported(
  db: Db,
  shop: Shop,
  { folder, now }: { folder: string; now: Date },
): Promise<ImportReport> {
  const own = await importSettings(db, shop, { folder, now });
  const report: ImportReport = {
    ...{ accepted: 0, rejected: 0, unchanged: 0, problemsTotal: 0, problems: [] },
  };
  for (const table of exportedTables) {
    let batch: Fact[] = [];
    const write = async () => {
      const { changed, unchanged } = await inShop(db, shop.id, (client) =>
        writeFacts(client, own, batch),
      );
      report.accepted += changed;
      report.unchanged += unchanged;
      batch = [];
    };
    for await (const { facts, problem } of factsIn(folder, table)) {
      if (problem) {
        report.rejected += 1;
        report.problemsTotal += 1;
        if (report.problems.length < mostProblems) report.problems.push(problem);
      }
      // An older copy must be there before a newer one is told.
      if (facts.length > 1) await write();
      for (const fact of facts) {
        batch.push(fact);
        if (facts.length > 1 || batch.length >= factsAtOnce) await write();
      }
    }
    await write();
  }
  await analyzeGrown(db.owner);
  await recompute(db, own, { asOf: now });
  return report;
}
