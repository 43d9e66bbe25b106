import { drainShopJob } from "./drain-shop.ts";
import { dueTickJob } from "./due-tick.ts";
import type { Job } from "./job.ts";
import { rebuildShopJob } from "./rebuild-shop.ts";
import { recomputeShopJob } from "./recompute-shop.ts";
import { refetchShopJob } from "./refetch-shop.ts";
import { sweepJob } from "./sweep.ts";

export const jobs: readonly Job[] = [
  drainShopJob,
  recomputeShopJob,
  rebuildShopJob,
  refetchShopJob,
  sweepJob,
  dueTickJob,
];
