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

/** Work that waits for nobody else's: so many jobs of one lane run at a time in a process. */
export type Lane = {
  places: number;
  /** To the database, taken from nobody else. Default those of the pages. */
  connections?: number;
  jobs: readonly Job[];
};

export const lanes = {
  /** Deliveries first; a person waits for some of the others, or the clock's next minute does. */
  usual: {
    places: 4,
    jobs: [
      drainLineJob,
      drainShopJob,
      recomputeShopJob,
      refetchShopJob,
      refreshSnapshotsJob,
      refreshStockAllJob,
      recommendAllJob,
      learnAllJob,
      keepAllPatternsJob,
      countExperimentsJob,
      sendDigestJob,
      sweepAskedJob,
      sweepJob,
      dueTickJob,
      startBackfillJob,
      pollBackfillJob,
      readLocationsJob,
    ],
  },
  /** What may last: it reads a shop from end to end, or asks Shopify until all is told. */
  long: {
    places: 2,
    connections: 10,
    jobs: [
      loadBackfillJob,
      importFileJob,
      rebuildShopJob,
      recountShopJob,
      closeDaysJob,
      refreshStockJob,
      recommendShopJob,
      placeShopJob,
      learnShopJob,
      keepPatternsJob,
      readEventsJob,
      reconcileShopJob,
      removeOldJob,
    ],
  },
} satisfies Record<string, Lane>;

export const jobs: readonly Job[] = Object.values(lanes).flatMap((lane: Lane) => lane.jobs);
