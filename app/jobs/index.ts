import { closeDaysJob } from "./close-days.ts";
import { countExperimentsJob } from "./count-experiments.ts";
import { drainLineJob } from "./drain-line.ts";
import { drainShopJob } from "./drain-shop.ts";
import { dueTickJob } from "./due-tick.ts";
import { importFileJob } from "./import-file.ts";
import type { Job } from "./job.ts";
import { keepAllPatternsJob, keepPatternsJob } from "./keep-patterns.ts";
import { learnAllJob, learnShopJob } from "./learn-shop.ts";
import { loadBackfillJob } from "./load-backfill.ts";
import { placeShopJob } from "./place-shop.ts";
import { pollBackfillJob } from "./poll-backfill.ts";
import { readEventsJob } from "./read-events.ts";
import { readLocationsJob } from "./read-locations.ts";
import { rebuildShopJob } from "./rebuild-shop.ts";
import { recomputeShopJob } from "./recompute-shop.ts";
import { recountShopJob } from "./recount-shop.ts";
import { reconcileShopJob } from "./reconcile-shop.ts";
import { recommendAllJob, recommendShopJob } from "./recommend-shop.ts";
import { refreshSnapshotsJob } from "./refresh-snapshots.ts";
import { refreshStockAllJob, refreshStockJob } from "./refresh-stock.ts";
import { removeOldJob } from "./remove-old.ts";
import { refetchShopJob } from "./refetch-shop.ts";
import { sendDigestJob } from "./send-digest.ts";
import { sweepAskedJob } from "./sweep-asked.ts";
import { startBackfillJob } from "./start-backfill.ts";
import { sweepJob } from "./sweep.ts";

export const jobs: readonly Job[] = [
  drainLineJob,
  drainShopJob,
  recomputeShopJob,
  closeDaysJob,
  rebuildShopJob,
  recountShopJob,
  refetchShopJob,
  refreshSnapshotsJob,
  refreshStockJob,
  refreshStockAllJob,
  recommendShopJob,
  recommendAllJob,
  placeShopJob,
  learnShopJob,
  learnAllJob,
  keepPatternsJob,
  keepAllPatternsJob,
  countExperimentsJob,
  importFileJob,
  sendDigestJob,
  sweepAskedJob,
  sweepJob,
  removeOldJob,
  dueTickJob,
  startBackfillJob,
  pollBackfillJob,
  loadBackfillJob,
  readEventsJob,
  readLocationsJob,
  reconcileShopJob,
];
