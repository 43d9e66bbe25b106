import {
  unstable_createMemoryUploadHandler as keepInMemory,
  unstable_parseMultipartFormData as parseMultipart,
  type ActionFunctionArgs,
} from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { addImport } from "../ingest/imports.server.ts";
import { sources } from "../ingest/sources/index.ts";
import {
  MAX_UPLOAD_BYTES,
  removeUpload,
  storeUpload,
  UploadTooLarge,
  type Upload,
} from "../ingest/uploads.server.ts";
import { importFileSpec } from "../jobs/import-file.ts";
import { addJobs } from "../jobs/queue.server.ts";
import { log } from "../log.server.ts";
import { openPage } from "../page.server.ts";
import type { UploadAnswer } from "../panels/data-import.tsx";
import { outlive } from "../panels/outlive.ts";

/** What a form adds to its file: boundaries, headers, the other fields. */
const formBytes = 64 * 1024;
/** The last part of a path, as one line; it is shown, never opened. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return last.replace(/[\u0000-\u001f\u007f]/g, "").slice(-200) || "file.csv";
}

const Fields = z.object({
  name: z.string().transform(plainName).catch("file.csv"),
  kind: z.enum(["", ...sources.map(({ kind }) => kind)]),
});

/** `POST /app/data/import`, multipart: name, kind ("" finds out), file. Reads it in a job. */
export async function action({ request }: ActionFunctionArgs): Promise<UploadAnswer> {
  const { db, shop, asOf } = await openPage(request);
  if (Number(request.headers.get("content-length") ?? 0) > MAX_UPLOAD_BYTES + formBytes) {
    return { refused: "too-large" };
  }
  const uploads: Upload[] = [];
  let isTaken = false;
  try {
    const texts = keepInMemory({ maxPartSize: formBytes });
    const form = await parseMultipart(request, async (part) => {
      if (part.name !== "file") return part.filename ? undefined : texts(part);
      // One file a form; a second one is not even stored.
      if (uploads.length > 0) return undefined;
      uploads.push(await storeUpload(part.data));
      return uploads[0]!.id;
    });
    const [upload] = uploads;
    if (!upload) return { refused: "no-file" };
    if (upload.bytes === 0) return { refused: "empty" };
    const fields = Fields.safeParse({ name: form.get("name"), kind: form.get("kind") ?? "" });
    if (!fields.success) return { refused: "kind" };
    const { name, kind } = fields.data;
    await addImport(db, shop.id, { ...upload, name, kind: kind || null, now: asOf });
    isTaken = true;
    await addJobs(db, [importFileSpec(shop.id, upload.id)]);
    return { id: upload.id };
  } catch (error) {
    if (error instanceof UploadTooLarge) return { refused: "too-large" };
    log.warn({ shopId: shop.id, error: (error as Error).message }, "an upload broke off");
    return { refused: "broken" };
  } finally {
    if (!isTaken) for (const { path } of uploads) await removeUpload(path);
  }
}

/** An upload that breaks off says so; the page stays. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<UploadAnswer>(serverAction, { refused: "broken" });
}
