// What lies ready at Shopify is fetched and merged, one kind after the other. A process that dies in
// the middle leaves its row behind; the next one begins where the last committed batch ended.
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inShop } from "../../db.server.ts";
import type { Db } from "../../db.server.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import { log } from "../../log.server.ts";
import { again, retryAt } from "./advance.server.ts";
import { openBatches } from "./batches-aside.server.ts";
import { download, DownloadFailed } from "./download.server.ts";
import { mergeGroups, mergeLines } from "./merge.server.ts";
import { bulkReaders } from "./readers.ts";
import { alone, changeRow, readRows } from "./rows.server.ts";
import type { BackfillRow, RowChanges } from "./rows.server.ts";
import { stage } from "./stage.server.ts";
import type { Source } from "./stage.server.ts";
import { openWorkspace } from "./workspace.server.ts";
import { ReadAnew } from "./writer.server.ts";
import type { Merge, Merged } from "./writer.server.ts";

export type LoadOptions = {
  now: () => Date;
  /** Default the process's own. */
  fetchFrom?: typeof fetch;
  /** Where results are laid out; default the system's folder for temporary files. */
  folder?: string;
  signal?: AbortSignal;
};

export type LoadReport = {
  /** Kinds merged to their end. */
  loaded: BackfillRow["kind"][];
  /** Things wished to be read again. */
  refetches: number;
};

const isOver = ({ state }: BackfillRow) => state === "done" || state === "failed";
const isThere = ({ state }: BackfillRow) => state === "ready" || state === "loading";

/** Orders come last, when all that they depend on has been merged or given up. */
function nextOf(rows: BackfillRow[], now: Date): BackfillRow | undefined {
  const due = rows.filter((row) => isThere(row) && row.nextAt <= now);
  const plain = due.find(({ kind }) => kind !== "orders" && kind !== "sales");
  if (plain) return plain;
  const isFree = rows.every(
    (row) => row.kind === "orders" || isOver(row) || (row.kind === "sales" && isThere(row)),
  );
  return isFree ? due.find(({ kind }) => kind === "orders") : undefined;
}

/** Merges all that is ready. Null when another process does so at this moment. */
export async function loadBackfill(
  db: Db,
  shop: Shop,
  options: LoadOptions,
): Promise<LoadReport | null> {
  return alone(db, "backfill-load", shop.id, async () => {
    const report: LoadReport = { loaded: [], refetches: 0 };
    for (;;) {
      const rows = await inShop(db, shop.id, (client) => readRows(client, shop.id));
      const row = nextOf(rows, options.now());
      if (!row) {
        await closeSales(db, shop, rows, options.now());
        return report;
      }
      const { refetches, isDone } = await loadOne(db, shop, row, rows, options);
      report.refetches += refetches;
      if (isDone) report.loaded.push(row.kind);
    }
  });
}

/** Sales are merged with their orders, so they end when those end. */
async function closeSales(db: Db, shop: Shop, rows: BackfillRow[], now: Date): Promise<void> {
  const orders = rows.find(({ kind }) => kind === "orders");
  const sales = rows.find(({ kind }) => kind === "sales");
  if (!orders || !sales || !isOver(orders) || !isThere(sales)) return;
  await inShop(db, shop.id, (client) =>
    changeRow(client, shop.id, sales, { state: "done", finishedAt: now, done: sales.objects }),
  );
}

async function loadOne(
  db: Db,
  shop: Shop,
  row: BackfillRow,
  rows: BackfillRow[],
  options: LoadOptions,
): Promise<{ refetches: number; isDone: boolean }> {
  const { now } = options;
  const change = (changes: RowChanges) =>
    inShop(db, shop.id, (client) => changeRow(client, shop.id, row, changes));
  const notDone = { refetches: 0, isDone: false };
  if (!(await change({ state: "loading" }))) return notDone;
  const folder = await openWorkspace(options.folder ?? tmpdir());
  try {
    const merge: Merge = {
      db,
      shop,
      reading: row,
      heard: { triggeredAt: row.readAt ?? now(), receivedAt: now() },
      now,
      done: row.done,
      ...(options.signal ? { signal: options.signal } : {}),
    };
    const merged = await mergeResult(merge, row, rows, folder, options);
    const lost = merged.refused > 0 ? lostWords(row.kind, merged.refused) : null;
    const end: RowChanges = row.partial
      ? { state: "failed", problem: row.problem }
      : { state: "done", problem: lost };
    if (!(await change({ ...end, finishedAt: now() }))) return notDone;
    log.info({ shop: shop.domain, kind: row.kind, ...merged }, "backfill merged");
    return { refetches: merged.refetches, isDone: !row.partial };
  } catch (error) {
    if (error instanceof ReadAnew) return notDone;
    if (!(error instanceof DownloadFailed)) throw error;
    log.warn({ shop: shop.domain, kind: row.kind, error }, "a bulk result could not be fetched");
    await change(afterFailure(row, error, now()));
    return notDone;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whole things are read again by their id; a line that stands by itself may not even tell its own. */
function lostWords(kind: BackfillRow["kind"], count: number): string {
  const words = `${count} could not be read from Shopify's file`;
  return kind === "orders" || kind === "products"
    ? `${words}; read again one by one.`
    : `${words}. Choose “Read all again” on the Data page.`;
}

const triesOfOneFile = 3;

/** An address that is gone is asked for once more, then the operation is; a weak network waits. */
function afterFailure(row: BackfillRow, error: DownloadFailed, now: Date): RowChanges {
  const attempts = row.attempts + 1;
  if (error.why === "away") {
    const problem = `Shopify's file server fails (${error.message}); tried again soon.`;
    return { state: "ready", attempts, nextAt: retryAt(now, Math.min(7, row.attempts)), problem };
  }
  if (attempts % triesOfOneFile !== 0 && row.operationId) {
    const problem = `The result could not be fetched (${error.message}); asked for again.`;
    return { state: "running", attempts, nextAt: retryAt(now, row.attempts), problem };
  }
  return again(row, now, `The result could not be fetched (${error.message}).`);
}

async function mergeResult(
  merge: Merge,
  row: BackfillRow,
  rows: BackfillRow[],
  folder: string,
  { fetchFrom }: LoadOptions,
): Promise<Merged> {
  const kind = row.kind === "sales" ? "orders" : row.kind;
  const reader = bulkReaders[kind];
  const url = row.url ?? "";
  if (!reader.grouped) {
    const { lines, ...merged } = await mergeLines(
      merge,
      reader,
      download(url, fetchFrom),
      Number(row.position || 0),
    );
    if (lines < Number(row.objects) && !row.partial) throw tooShort(lines, row);
    return merged;
  }
  const { id, domain, timeZone, currency } = merge.shop;
  const sources: Source[] = [
    { pieces: download(url, fetchFrom), lines: Number(row.objects), hasRoots: true },
  ];
  const sales = rows.find(({ kind }) => kind === "sales");
  if (row.kind === "orders" && sales && isThere(sales) && sales.url) {
    // Without them refunds are read one by one: slower, and just as right.
    sources.push({
      pieces: download(sales.url, fetchFrom),
      lines: Number(sales.objects),
      hasRoots: false,
      isSpare: true,
    });
  }
  const lines = sources.reduce((sum, source) => sum + source.lines, 0);
  const batches = openBatches(lines, {
    path: join(folder, "runs"),
    kind,
    after: row.position,
    shop: { id, domain, timeZone, currency },
    heard: merge.heard,
  });
  try {
    const staged = await stage(sources, batches);
    if (!row.partial && staged.isTorn) {
      throw new DownloadFailed("torn", "the last line is cut off");
    }
    if (!row.partial && staged.lines < staged.expected) throw tooShort(staged.lines, row);
    return await mergeGroups(merge, batches);
  } finally {
    await batches.close();
  }
}

const tooShort = (lines: number, { objects }: BackfillRow) =>
  new DownloadFailed("torn", `${lines} lines instead of ${objects}`);
