import { existsSync, readFileSync, statSync, utimesSync } from "node:fs";
import { expect, test } from "vitest";
import {
  removeUpload,
  storeUpload,
  sweepUploads,
  UploadTooLarge,
} from "../../app/ingest/uploads.server.ts";

async function* pieces(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

test("an upload lies in a file that only this user reads, until it is removed", async () => {
  const upload = await storeUpload(pieces("a,b\n", "1,2\n"));
  expect(upload.bytes).toBe(8);
  expect(readFileSync(upload.path, "utf8")).toBe("a,b\n1,2\n");
  expect(statSync(upload.path).mode & 0o777).toBe(0o600);
  await removeUpload(upload.path);
  expect(existsSync(upload.path)).toBe(false);
  await removeUpload(upload.path);
});

test("an upload that is too large leaves nothing behind", async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 1;
      yield new Uint8Array(1024);
    }
  }
  await expect(storeUpload(endless(), 100_000)).rejects.toBeInstanceOf(UploadTooLarge);
  // It stopped reading, rather than hold what came after.
  expect(given).toBeLessThan(1_000);
});

test("an upload that nobody read within a day goes, a fresh one stays", async () => {
  const [old, fresh] = [await storeUpload(pieces("old")), await storeUpload(pieces("fresh"))];
  const now = new Date();
  const then = new Date(now.getTime() - 25 * 3600_000);
  utimesSync(old.path, then, then);
  await sweepUploads(now);
  expect([existsSync(old.path), existsSync(fresh.path)]).toEqual([false, true]);
  await removeUpload(fresh.path);
});
