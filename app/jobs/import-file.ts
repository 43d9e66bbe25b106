import { z } from "zod";
import { beginImport, endImport, noteProgress } from "../ingest/imports.server.ts";
import { FileRefused } from "../ingest/files/table.server.ts";
import { importOpened, openImport, type OnBatch } from "../ingest/import.server.ts";
import { removeUpload } from "../ingest/uploads.server.ts";
import { readShop } from "../ledger/shop.server.ts";
import { log } from "../log.server.ts";
import { shopPayload } from "./job.ts";
import type { Job, JobSpec } from "./job.ts";
import { refreshStockSpec } from "./refresh-stock.ts";

const payloadShape = shopPayload.extend({ id: z.uuid() });

/** Outside the shop's queue: a large file must not hold up its deliveries. Behind the shop's history. */
export function importFileSpec(shopId: bigint, id: string): JobSpec {
  return {
    name: "import-file",
    payload: { shopId: shopId.toString(), id },
    key: `import-file:${id}`,
    queue: `load:${shopId}`,
  };
}

/** Reads an uploaded file into the ledger; what it says of it stands on the Data panel. */
export const importFileJob: Job = {
  name: "import-file",
  async run(payload, { db, now, addJobs }) {
    const { shopId, id } = payloadShape.parse(payload);
    const shop = await readShop(db, shopId);
    const upload = shop && (await beginImport(db, shopId, id, now()));
    if (!upload) return;
    try {
      const file = await openImport(upload.path, upload.kind);
      const { kind } = file.source;
      const onBatch: OnBatch = (report) =>
        noteProgress(db, shopId, id, { kind, report, now: now() });
      const report = await importOpened(db, shop, file, { now: now(), onBatch });
      await noteProgress(db, shopId, id, { kind, report, now: now() });
      await endImport(db, shopId, id, { state: "done", reason: null, now: now() }, report.problems);
      const { problems: _, ...counts } = report;
      log.info({ shopId, kind, ...counts }, "uploaded file imported");
      await addJobs([refreshStockSpec(shopId)]);
    } catch (error) {
      // Anything else is ours or the database's: the queue runs the job again.
      if (!(error instanceof FileRefused)) throw error;
      const reason = plainReason(error.message, upload);
      await endImport(db, shopId, id, { state: "refused", reason, now: now() });
    }
    await removeUpload(upload.path);
  },
};

/** The refusal as it is told to somebody who chose a file, not a path and options. */
export function plainReason(
  message: string,
  { path, name }: Readonly<{ path: string; name: string }>,
): string {
  if (message.startsWith("got no file at")) {
    return "The uploaded file is gone: this app was moved or restarted elsewhere. Upload it again.";
  }
  return message
    .replaceAll(path, name)
    .replace(/; see --kind [^]*/, "; choose another kind, or add the columns")
    .replace("name it with --kind", "choose the kind of file yourself");
}
