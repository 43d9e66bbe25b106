// Uploads lie in a folder of the machine's temporary files, open to this user alone, until they are
// read: streamed there, never held in memory whole.
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** What the panel takes; more is the command line's (definitions.md, bad input). */
export const MAX_UPLOAD_BYTES = 200_000_000;
/** An upload that nobody read within a day is nobody's. */
const KEPT_HOURS = 24;

export class UploadTooLarge extends Error {
  constructor(got: string, maxBytes: number) {
    super(
      `got ${got}, expected a name, a kind and one file of at most ${maxBytes} bytes; ` +
        "read a larger one by fourfold import on the machine the app runs on",
    );
  }
}

const folder = () => join(tmpdir(), `fourfold-uploads-${userInfo().uid}`);

export type Upload = { id: string; path: string; bytes: number };

/** Writes the bytes to a file of their own. @throws UploadTooLarge past 200 MB; nothing is left then */
export async function storeUpload(
  data: AsyncIterable<Uint8Array>,
  maxBytes = MAX_UPLOAD_BYTES,
): Promise<Upload> {
  const id = randomUUID();
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const path = join(folder(), `${id}.csv`);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new UploadTooLarge(`more than ${maxBytes} bytes`, maxBytes));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.from(data), counted, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { id, path, bytes };
}

export async function removeUpload(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Removes uploads older than a day; answers how many. */
export async function sweepUploads(now: Date): Promise<number> {
  const names = await readdir(folder()).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const path = join(folder(), name);
    const found = await stat(path).catch(() => null);
    if (!found || now.getTime() - found.mtimeMs < KEPT_HOURS * 3600_000) continue;
    await removeUpload(path);
    removed += 1;
  }
  return removed;
}
