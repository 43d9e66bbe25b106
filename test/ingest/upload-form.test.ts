import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { setTimeout as sleep } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { afterEach, expect, test } from "vitest";
import { readUploadForm } from "../../app/ingest/upload-form.server.ts";
import { removeUpload, UploadTooLarge, type Upload } from "../../app/ingest/uploads.server.ts";

const mega = 1_000_000;
const stored: Upload[] = [];
afterEach(async () => {
  for (const { path } of stored.splice(0)) await removeUpload(path);
});

/** A form that comes piece by piece, its length untold. */
function form(
  pieces: Iterable<string | Uint8Array> | AsyncGenerator<string | Uint8Array>,
  type = "multipart/form-data; boundary=x",
) {
  const iterator = (async function* () {
    yield* pieces;
  })();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else
          controller.enqueue(typeof value === "string" ? new TextEncoder().encode(value) : value);
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", headers: { "content-type": type }, body, duplex: "half" };
  return new Request("https://app.test/app/data/import", init as RequestInit);
}
const head = (rest: string) => `--x\r\ncontent-disposition: form-data; ${rest}\r\n\r\n`;
const field = (name: string, text: string) => `${head(`name="${name}"`)}${text}\r\n`;
const file = head('name="file"; filename="a.csv"');

/** Chunks of 50 kB, each of its own, and how many were asked for. */
function flood(bytes: number) {
  const sent = { bytes: 0 };
  function* chunks() {
    for (; sent.bytes < bytes; sent.bytes += 50_000) yield new Uint8Array(50_000).fill(65);
  }
  return { sent, chunks };
}

test("a form is its texts and its file", async () => {
  const pieces = [field("name", "May.csv"), field("kind", "answers"), file, "a,b\r\n1,", "2"];
  const { upload, texts } = await readUploadForm(form([...pieces, "\r\n--x--\r\n"]));
  stored.push(upload!);
  expect(Object.fromEntries(texts)).toEqual({ name: "May.csv", kind: "answers" });
  expect(readFileSync(upload!.path, "utf8")).toBe("a,b\r\n1,2");
  expect(upload!.bytes).toBe(8);
  const without = await readUploadForm(form([field("name", "May.csv"), "--x--\r\n"]));
  expect(without.upload).toBeNull();
});

test("files that nobody asked for are read past and not held", { timeout: 60_000 }, async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  /** Buffers that are given back late count for nothing: the least of several looks. */
  const held = async () => {
    let least = Infinity;
    for (let look = 0; look < 10; look += 1) {
      await sleep(20);
      collect();
      least = Math.min(least, process.memoryUsage().arrayBuffers);
    }
    return least;
  };
  const before = await held();
  let most = 0;
  async function* unwanted() {
    yield file + "a\r\n";
    for (const name of ["other", "file"]) {
      yield head(`name="${name}"; filename="b"`);
      yield* flood(40 * mega).chunks();
      most = Math.max(most, (await held()) - before);
      yield "\r\n";
    }
    yield "--x--\r\n";
  }
  const { upload } = await readUploadForm(form(unwanted()));
  stored.push(upload!);
  expect(readFileSync(upload!.path, "utf8")).toBe("a");
  expect(most).toBeLessThan(10 * mega);
});

test("what is more than the limit is broken off there, whatever the part is called", async () => {
  for (const [start, limit] of [
    [file, 5 * mega],
    [head('name="other"; filename="a"'), 5 * mega],
    [`${file}a\r\n${file}`, 5 * mega],
    // All of these are held: 64 kB of them are enough for any name and kind.
    [head('name="name"'), 0],
    ["--x\r\ncontent-disposition: form-data; name=", 0],
    ["--x\r\nx-y: ", 0],
  ] as const) {
    const { sent, chunks } = flood(50 * mega);
    const pieces = (function* () {
      yield start;
      yield* chunks();
    })();
    const refused = await readUploadForm(form(pieces), 5 * mega).catch((error: unknown) => error);
    expect(refused, start).toBeInstanceOf(UploadTooLarge);
    expect((refused as Error).message).toMatch(
      /^got more than .*, expected .*; .* fourfold import/,
    );
    expect(sent.bytes, start).toBeLessThan(limit + 300_000);
  }
});

test("a form of many fields, or between long boundaries, is refused", async () => {
  const many = Array.from({ length: 11 }, (_, n) => field(`f${n}`, "a"));
  await expect(readUploadForm(form([...many, "--x--\r\n"]))).rejects.toThrow("more than 10 fields");
  const type = `multipart/form-data; boundary=${"-".repeat(15_000)}`;
  await expect(readUploadForm(form([], type))).rejects.toThrow("characters");
});

test("a file whose form breaks off after it is not kept", async () => {
  const mark = `kept ${randomUUID()}`;
  const many = Array.from({ length: 11 }, (_, n) => field(`f${n}`, "a"));
  const pieces = [file, `${mark}\r\n`, ...many];
  await expect(readUploadForm(form(pieces))).rejects.toBeInstanceOf(UploadTooLarge);
  const folder = join(tmpdir(), `fourfold-uploads-${userInfo().uid}`);
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  expect(texts).not.toContain(mark);
});
