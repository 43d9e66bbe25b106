import { sweepImports } from "../ingest/imports.server.ts";
import { removeUpload, sweepUploads } from "../ingest/uploads.server.ts";
import { readAskedPromises } from "../ledger/promises.server.ts";
import { readRegions } from "../ledger/regions.server.ts";
import { log } from "../log.server.ts";
import { importFileSpec } from "./import-file.ts";
import type { Job, JobSpec } from "./job.ts";
import { recountShopSpec } from "./recount-shop.ts";
import { allShops } from "./shops.server.ts";

/** Puts back in line what people asked for and a process that died dropped; removes old uploads. */
export const sweepAskedJob: Job = {
  name: "sweep-asked",
  cron: "* * * * *",
  async run(_payload, { db, now, addJobs }) {
    const specs: JobSpec[] = [];
    for (const shopId of await allShops(db)) {
      const { again, givenUp } = await sweepImports(db, shopId, now());
      specs.push(...again.map((id) => importFileSpec(shopId, id)));
      for (const path of givenUp) await removeUpload(path);
      const isAsked =
        (await readAskedPromises(db, shopId)) || (await readRegions(db, shopId)).isRecounting;
      if (isAsked) specs.push(recountShopSpec(shopId));
    }
    await addJobs(specs);
    const removed = await sweepUploads(now());
    if (removed > 0) log.info({ removed }, "old uploads removed");
  },
};
