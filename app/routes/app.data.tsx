import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { backfillState } from "../ingest/backfill/state.server.ts";
import { startBackfill } from "../ingest/backfill/start.server.ts";
import { readParked, retryParked } from "../ingest/deliveries.server.ts";
import { readImports, readProblems } from "../ingest/imports.server.ts";
import { listDataRequests } from "../ingest/privacy.server.ts";
import { readReconciles } from "../ingest/reconcile.server.ts";
import { sources } from "../ingest/sources/index.ts";
import { ingestState, mostCounted } from "../ingest/state.server.ts";
import { MAX_UPLOAD_BYTES } from "../ingest/uploads.server.ts";
import { fieldGroups, unusedFields } from "../kpis/fields.ts";
import { addJobs } from "../jobs/queue.server.ts";
import { reconcileShopSpec } from "../jobs/reconcile-shop.ts";
import { readShopSpecs } from "../jobs/start-backfill.ts";
import type { Db } from "../db.server.ts";
import { latestRuns } from "../ledger/work-runs.server.ts";
import { openPage } from "../page.server.ts";
import { Data } from "../panels/data.tsx";
import type { DataAnswer } from "../panels/data-action.ts";
import { outlive } from "../panels/outlive.ts";
import { usePage } from "../panels/use-page.ts";
import dataStyles from "../panels/data.css?url";
import { runtime } from "../runtime.server.ts";

export const links = () => [{ rel: "stylesheet", href: dataStyles }];
export const meta: MetaFunction = () => [{ title: "Data · Fourfold" }];

/** Rows of a problem table; the whole list is what the command line prints. */
const shownProblems = 100;
/** A comparison that has not ended after this long was cut off. */
const checkWithinMs = 15 * 60_000;

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, shop, version, asOf, today, search } = await openPage(request);
  const [state, history, runs, works, files, requests] = await Promise.all([
    ingestState(db, shop, asOf),
    backfillState(db, shop),
    readReconciles(db, shop),
    latestRuns(db, shop),
    readImports(db, shop.id),
    listDataRequests(db, shop.id),
  ]);
  const opened = files.find(({ id }) => id === search.get("problems"));
  const isChecking = runs.some(
    ({ startedAt, finishedAt }) =>
      !finishedAt && asOf.getTime() - startedAt.getTime() < checkWithinMs,
  );
  const { parked, parkedTotal, refused, refusedReason, unknown, leftOut, ...arriving } = state;
  return {
    version,
    now: asOf,
    timeZone: shop.timeZone,
    arriving: { ...arriving, mostCounted },
    history: { ...history, today },
    check: { runs: worthShowing(runs), isRunning: isChecking },
    unused: { parked, parkedTotal, refused, refusedReason, unknown },
    leftOut,
    fields: {
      total: fieldGroups.reduce((sum, { fields }) => sum + fields.length, 0),
      unused: unusedFields(),
    },
    requests,
    imports: {
      kinds: sources.map(({ kind }) => kind),
      mostBytes: MAX_UPLOAD_BYTES,
      command: `npm run -s fourfold -- import --shop ${shop.domain} --file orders.csv`,
      files: files.map(({ bytes: _, heardAt: __, finishedAt: ___, ...file }) => file),
      problems: opened ? await problemsOf(db, shop.id, opened) : null,
    },
    isBusy:
      isChecking ||
      history.state === "running" ||
      files.some(({ state }) => state === "waiting" || state === "running"),
    works,
  };
}

type Run = Awaited<ReturnType<typeof readReconciles>>[number];

/** The latest comparison whole; of earlier ones what they found. */
function worthShowing(runs: Run[]): Run[] {
  const latest = runs[0]?.startedAt.getTime();
  return runs.filter(
    ({ startedAt, missing, stale }) => startedAt.getTime() === latest || missing + stale > 0,
  );
}

async function problemsOf(
  db: Db,
  shopId: bigint,
  { id, name, problemsTotal }: { id: string; name: string; problemsTotal: number },
) {
  const rows = await readProblems(db, shopId, id);
  return { name, total: problemsTotal, rows: rows.slice(0, shownProblems) };
}

const Wish = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("retry"), ids: z.array(z.string().min(1).max(200)).max(100) }),
  z.object({ intent: z.literal("check") }),
  z.object({ intent: z.literal("read-history") }),
]);

export async function action({ request }: ActionFunctionArgs): Promise<DataAnswer> {
  const { db, shop, asOf } = await openPage(request);
  const wish = Wish.safeParse(await request.json().catch(() => null));
  if (!wish.success) {
    throw new Response("got no wish, expected retry, check or read-history", { status: 400 });
  }
  switch (wish.data.intent) {
    case "retry": {
      const { ids } = wish.data;
      const all = async () => (await readParked(db, shop.id)).map(({ webhookId }) => webhookId);
      const n = await retryParked(db, shop.id, ids.length > 0 ? ids : await all());
      await runtime().wake([shop.id]);
      return { done: "retry", n };
    }
    case "check":
      await addJobs(db, [reconcileShopSpec(shop.id)]);
      return { done: "check" };
    case "read-history": {
      const { state } = await backfillState(db, shop);
      await startBackfill(db, shop, { now: asOf, again: state === "done" });
      await addJobs(db, readShopSpecs(shop.id));
      return { done: "read-history" };
    }
  }
}

/** A button that fails says so; the page stays. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<DataAnswer>(serverAction, { failed: true });
}

export default function DataPage() {
  return usePage<typeof loader>(({ version: _, now, timeZone, ...data }, locale) => (
    <Data {...data} when={{ now, timeZone, locale }} />
  ));
}
