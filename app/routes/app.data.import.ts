import { data, type ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { z } from "zod";
import { addImport } from "../ingest/imports.server.ts";
import { sources } from "../ingest/sources/index.ts";
import { readUploadForm } from "../ingest/upload-form.server.ts";
import { removeUpload, UploadTooLarge, type Upload } from "../ingest/uploads.server.ts";
import { importFileSpec } from "../jobs/import-file.ts";
import { addJobs } from "../jobs/queue.server.ts";
import { log } from "../log.server.ts";
import { openPage } from "../page.server.ts";
import type { UploadAnswer } from "../panels/data-import.tsx";
import { outlive } from "../panels/outlive.ts";

/** The last part of a path, as one line; it is shown, never opened. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return last.replace(/[\u0000-\u001f\u007f]/g, "").slice(-200) || "file.csv";
}

const Fields = z.object({
  name: z.string().transform(plainName).catch("file.csv"),
  kind: z.enum(["", ...sources.map(({ kind }) => kind)]),
});

type Refused = Extract<UploadAnswer, { refused: unknown }>;
const refused = (why: Refused["refused"]): Refused => ({ refused: why });

/** `POST /app/data/import`, multipart: name, kind ("" finds out), file. Reads it in a job. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, shop, asOf } = await openPage(request);
  let untaken: Upload | null = null;
  try {
    const { upload, texts } = await readUploadForm(request);
    untaken = upload;
    if (!upload) return refused("no-file");
    if (upload.bytes === 0) return refused("empty");
    const fields = Fields.safeParse({ name: texts.get("name"), kind: texts.get("kind") ?? "" });
    if (!fields.success) return refused("kind");
    const { name, kind } = fields.data;
    await addImport(db, shop.id, { ...upload, name, kind: kind || null, now: asOf });
    untaken = null;
    await addJobs(db, [importFileSpec(shop.id, upload.id)]);
    return { id: upload.id } satisfies UploadAnswer;
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof UploadTooLarge)
      return data({ ...refused("too-large"), problem: message }, { status: 413 });
    log.warn({ shopId: shop.id, error: message }, "an upload broke off");
    return refused("broken");
  } finally {
    if (untaken) await removeUpload(untaken.path);
  }
}

/** An upload that breaks off says so; the page stays. */
export function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return outlive<UploadAnswer>(serverAction, { refused: "broken" });
}
