// Bulk operations at Shopify: asked for, watched, asked for again. What is ready is left to the
// loader. Everything here may run twice, or break off anywhere: an operation that was asked for and
// forgotten ends by itself and is asked for again.
import { z } from "zod";
import { inShop } from "../../db.server.ts";
import type { Db } from "../../db.server.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import { log } from "../../log.server.ts";
import type { Graphql, GraphqlAnswer } from "../refetch.server.ts";
import { bulkQueries, pollBulk, runBulk } from "./documents.ts";
import { scopeOf } from "./kinds.ts";
import { alone, changeRow, readRows } from "./rows.server.ts";
import type { BackfillRow, RowChanges } from "./rows.server.ts";

/** Shopify's limit for an app and shop. */
const OPERATIONS_AT_ONCE = 5;
const POLL_MS = 5_000;
const LONGEST_POLL_MS = 60_000;
const BUSY_MS = 20_000;
const SILENCE_MS = 60_000;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 30 * 60_000;
const MAX_ATTEMPTS = 6;

export type Advance = {
  /** A result lies at Shopify and can be merged. */
  isReady: boolean;
  /** When to look again; null when nothing runs at Shopify. */
  nextAt: Date | null;
};

export const retryAt = (now: Date, attempts: number) =>
  new Date(now.getTime() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts));

/**
 * Looks after every operation of the shop that is due: starts those that wait, at most five at once,
 * and takes note of those that ended. Null when another process does so at this moment.
 */
export async function advanceBackfill(
  db: Db,
  shop: Shop,
  { graphql, now }: { graphql: Graphql | null; now: () => Date },
): Promise<Advance | null> {
  return alone(db, "backfill-advance", shop.id, async () => {
    const save = (row: BackfillRow, changes: RowChanges) => {
      if (changes.state === "failed") {
        log.warn(
          { shop: shop.domain, kind: row.kind, problem: changes.problem },
          "backfill failed",
        );
      }
      Object.assign(row, changes);
      return inShop(db, shop.id, (client) => changeRow(client, shop.id, row, changes));
    };
    const rows = await inShop(db, shop.id, (client) => readRows(client, shop.id));
    const due = (row: BackfillRow) => row.nextAt <= now();
    for (const row of rows.filter((each) => each.state === "running" && due(each))) {
      await save(row, await attempt(row, now(), () => poll(row, graphql, now())));
    }
    // Asked for in the opposite order of merging: orders take Shopify the longest.
    for (const row of rows.toReversed().filter((each) => each.state === "waiting" && due(each))) {
      const live = rows.filter((each) => each.state === "running").length;
      if (live >= OPERATIONS_AT_ONCE) break;
      await save(row, await attempt(row, now(), () => submit(row, graphql, now())));
    }
    const watched = rows.filter((row) => row.state === "running" || row.state === "waiting");
    const times = watched.map((row) => row.nextAt.getTime());
    return {
      isReady: rows.some((row) => row.state === "ready" || row.state === "loading"),
      nextAt: times.length > 0 ? new Date(Math.min(...times)) : null,
    };
  });
}

/** Where a person tries again, called as the page calls it. */
const retry = "“Try the failed parts again” on the Data page";

/** Another try with backoff, as a state that asks for a new operation; `failed` after the last. */
export function again(row: BackfillRow, now: Date, problem: string): RowChanges {
  const attempts = row.attempts + 1;
  if (attempts >= MAX_ATTEMPTS) return failed(`${problem} Choose ${retry}.`, now);
  return {
    state: "waiting",
    attempts,
    operationId: null,
    url: null,
    partial: false,
    position: "",
    done: 0n,
    nextAt: retryAt(now, row.attempts),
    problem,
  };
}

export const failed = (problem: string, now: Date): RowChanges => ({
  state: "failed",
  finishedAt: now,
  problem,
});

const reconnect =
  "Shopify no longer accepts the app's access. Open Fourfold in the Shopify admin once; the " +
  "import then goes on by itself.";

const denied = (row: BackfillRow) =>
  `Shopify refused to give it: the app's permission ${scopeOf[row.kind]} is missing. ` +
  `Open Fourfold in the Shopify admin, approve the permissions, then choose ${retry}.`;

async function attempt(
  row: BackfillRow,
  now: Date,
  run: () => Promise<RowChanges>,
): Promise<RowChanges> {
  try {
    return await run();
  } catch (error) {
    const failure = error as Error & { response?: { code?: number; status?: number } };
    const status = failure.response?.code ?? failure.response?.status;
    if (status === 401) return failed(reconnect, now);
    if (status === 403) return failed(denied(row), now);
    log.warn({ kind: row.kind, error: failure.message }, "no answer to a backfill's question");
    // Nothing is known of the operation, so it is kept, and its attempts with it: only the asking is
    // tried again, for as long as it takes.
    const problem = "Shopify did not answer; asked again soon.";
    return { nextAt: new Date(now.getTime() + SILENCE_MS), problem };
  }
}

/** Changes for an answer with errors; null when it has none. */
function refused(row: BackfillRow, answer: GraphqlAnswer, now: Date): RowChanges | null {
  const [error] = answer.errors ?? [];
  if (!error) return null;
  const code = error.extensions?.code ?? "";
  if (code === "ACCESS_DENIED") return failed(denied(row), now);
  if (code === "THROTTLED") return { nextAt: new Date(now.getTime() + POLL_MS) };
  return again(row, now, `Shopify answered with an error (${code || error.message}).`);
}

const operation = z.object({ id: z.string(), status: z.string() });
const runAnswer = z.object({
  bulkOperationRunQuery: z.object({
    bulkOperation: operation.nullish(),
    userErrors: z.array(z.object({ message: z.string(), code: z.string().nullish() })),
  }),
});

async function submit(row: BackfillRow, graphql: Graphql | null, now: Date): Promise<RowChanges> {
  if (!graphql) return failed(reconnect, now);
  const answer = await graphql(runBulk, { query: bulkQueries[row.kind] });
  const problem = refused(row, answer, now);
  if (problem) return problem;
  const { bulkOperation, userErrors } = runAnswer.parse(answer.data).bulkOperationRunQuery;
  const [error] = userErrors;
  if (error?.code === "OPERATION_IN_PROGRESS" || error?.code === "LIMIT_REACHED") {
    return { nextAt: new Date(now.getTime() + BUSY_MS), problem: null };
  }
  if (error || !bulkOperation) {
    if (/access|scope|permission/i.test(error?.message ?? "")) return failed(denied(row), now);
    return again(row, now, `Shopify did not take the question: ${error?.message ?? "no reason"}.`);
  }
  return {
    state: "running",
    operationId: bulkOperation.id,
    readAt: now,
    url: null,
    nextAt: new Date(now.getTime() + POLL_MS),
    problem: null,
  };
}

const pollAnswer = z.object({
  bulkOperation: operation
    .extend({
      errorCode: z.string().nullish(),
      objectCount: z.union([z.string(), z.number()]).transform(BigInt),
      url: z.string().nullish(),
      partialDataUrl: z.string().nullish(),
    })
    .nullish(),
});

async function poll(row: BackfillRow, graphql: Graphql | null, now: Date): Promise<RowChanges> {
  if (!graphql) return failed(reconnect, now);
  const answer = await graphql(pollBulk, { id: row.operationId });
  const problem = refused(row, answer, now);
  if (problem) return problem;
  const found = pollAnswer.parse(answer.data).bulkOperation;
  if (!found) return again(row, now, "Shopify does not know the operation any more.");
  const { status, errorCode, objectCount, url, partialDataUrl } = found;
  if (["CREATED", "RUNNING", "CANCELING"].includes(status)) {
    const age = now.getTime() - (row.readAt ?? now).getTime();
    const wait = Math.min(LONGEST_POLL_MS, Math.max(POLL_MS, age / 10));
    return { objects: objectCount, nextAt: new Date(now.getTime() + wait), problem: null };
  }
  if (status === "COMPLETED") {
    // Nothing found: no file.
    if (!url) return { state: "done", objects: 0n, finishedAt: now, problem: null };
    return {
      state: "ready",
      objects: objectCount,
      url,
      partial: false,
      nextAt: now,
      problem: null,
    };
  }
  if (errorCode === "ACCESS_DENIED") return failed(denied(row), now);
  const reason = `Shopify ended the operation as ${status.toLowerCase()}${errorCode ? ` (${errorCode.toLowerCase()})` : ""}.`;
  const next = again(row, now, reason);
  // After the last try what there is counts for more than nothing; the row still ends as failed.
  if (next.state === "failed" && partialDataUrl) {
    const part = `${reason} Only a part could be read. Choose ${retry}.`;
    return {
      state: "ready",
      url: partialDataUrl,
      partial: true,
      objects: objectCount,
      problem: part,
    };
  }
  return next;
}
