// Files that a person uploaded, from the upload to the report. The rows are all that is known of
// them, so another process can go on where one died; an import that runs twice changes nothing twice.
import { inShop, type Db } from "../db.server.ts";
import type { ImportReport } from "./import.server.ts";
import type { Problem } from "./sources/source.ts";

export type FileImportState = "waiting" | "running" | "done" | "refused" | "failed";

export type FileImport = {
  id: string;
  /** As the person's machine calls it. */
  name: string;
  kind: string | null;
  bytes: bigint;
  state: FileImportState;
  createdAt: Date;
  /** Last sign of life of whoever reads it. */
  heardAt: Date;
  finishedAt: Date | null;
  /** Data rows, as in ImportReport. */
  accepted: number;
  rejected: number;
  unchanged: number;
  problemsTotal: number;
  /** Why it was refused or failed, with what to do. */
  reason: string | null;
};

/** Twice the time that a batch of rows takes on a slow day. */
const STALE_SECONDS = 120;
/** A restart may silence a reader once or twice; a third time it is the file. */
const MOST_SILENCES = 3;
const stoppedReason =
  `The reading of this file stopped ${MOST_SILENCES} times before its end. Look for rows of very long ` +
  "text, or upload it in smaller parts, to find the rows that stop it.";

const columns = `id, name, kind, bytes, state, created_at as "createdAt", heard_at as "heardAt",
  finished_at as "finishedAt", accepted, rejected, unchanged, problems_total as "problemsTotal",
  reason`;

/** Newest first, at most 10. */
export function readImports(db: Db, shopId: bigint): Promise<FileImport[]> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<FileImport>(
      `select ${columns} from file_import where shop_id = $1
        order by created_at desc, id limit 10`,
      [shopId],
    );
    return rows;
  });
}

/** The first problems of one import, by line. */
export function readProblems(db: Db, shopId: bigint, id: string): Promise<Problem[]> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<{ problems: string }>(
      "select problems from file_import where shop_id = $1 and id = $2",
      [shopId, id],
    );
    return JSON.parse(rows[0]?.problems ?? "[]") as Problem[];
  });
}

export function addImport(
  db: Db,
  shopId: bigint,
  file: { id: string; name: string; kind: string | null; path: string; bytes: number; now: Date },
): Promise<void> {
  return inShop(db, shopId, async (client) => {
    await client.query(
      `insert into file_import (shop_id, id, name, kind, path, bytes, created_at, heard_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7)`,
      [shopId, file.id, file.name, file.kind, file.path, file.bytes, file.now],
    );
  });
}

/** What is to be read, with the counts at nothing; null when it is not there or has ended. */
export function beginImport(
  db: Db,
  shopId: bigint,
  id: string,
  now: Date,
): Promise<{ name: string; kind: string | null; path: string } | null> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<{ name: string; kind: string | null; path: string }>(
      `update file_import set state = 'running', heard_at = $3, accepted = 0, rejected = 0,
              unchanged = 0, problems_total = 0
        where shop_id = $1 and id = $2 and state in ('waiting', 'running')
       returning name, kind, path`,
      [shopId, id, now],
    );
    return rows[0] ?? null;
  });
}

/** How far it is. */
export function noteProgress(
  db: Db,
  shopId: bigint,
  id: string,
  { kind, report, now }: { kind: string; report: Readonly<ImportReport>; now: Date },
): Promise<void> {
  return inShop(db, shopId, async (client) => {
    await client.query(
      `update file_import set kind = $3, accepted = $4, rejected = $5, unchanged = $6,
              problems_total = $7, heard_at = $8
        where shop_id = $1 and id = $2`,
      [
        shopId,
        id,
        kind,
        report.accepted,
        report.rejected,
        report.unchanged,
        report.problemsTotal,
        now,
      ],
    );
  });
}

/** The end of it; the upload itself is the caller's to remove. */
export function endImport(
  db: Db,
  shopId: bigint,
  id: string,
  end: { state: "done" | "refused" | "failed"; reason: string | null; now: Date },
  problems: readonly Problem[] = [],
): Promise<void> {
  return inShop(db, shopId, async (client) => {
    await client.query(
      `update file_import set state = $3, reason = $4, problems = $5, finished_at = $6, heard_at = $6
        where shop_id = $1 and id = $2`,
      [shopId, id, end.state, end.reason, JSON.stringify(problems), end.now],
    );
  });
}

/** Where the shop's uploads lie, read or not. */
export function readUploadPaths(db: Db, shopId: bigint): Promise<string[]> {
  return inShop(db, shopId, async (client) => {
    const { rows } = await client.query<{ path: string }>(
      "select path from file_import where shop_id = $1",
      [shopId],
    );
    return rows.map(({ path }) => path);
  });
}

/**
 * Which files nobody has read on for two minutes: those to read again, and where those lie that are given
 * up. A file that stops its reader would stop each one.
 */
export function sweepImports(
  db: Db,
  shopId: bigint,
  now: Date,
): Promise<{ again: string[]; givenUp: string[] }> {
  return inShop(db, shopId, async (client) => {
    const before = new Date(now.getTime() - STALE_SECONDS * 1000);
    const stopped = await client.query<{ path: string }>(
      `update file_import set state = 'failed', silences = silences + 1, reason = $4,
              finished_at = $3, heard_at = $3
        where shop_id = $1 and state = 'running' and heard_at < $2 and silences >= $5
       returning path`,
      [shopId, before, now, stoppedReason, MOST_SILENCES - 1],
    );
    // One that only waits says nothing of the file: the line may be long.
    const stale = await client.query<{ id: string }>(
      `update file_import set heard_at = $3, state = 'waiting',
              silences = silences + case state when 'running' then 1 else 0 end
        where shop_id = $1 and state in ('waiting', 'running') and heard_at < $2
       returning id`,
      [shopId, before, now],
    );
    return {
      again: stale.rows.map(({ id }) => id),
      givenUp: stopped.rows.map(({ path }) => path),
    };
  });
}
