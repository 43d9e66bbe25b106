// A result read on a thread of its own gives what it gives here.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { BatchesAside } from "../../../app/ingest/backfill/batches-aside.server.ts";
import { BatchesHere, type Batches } from "../../../app/ingest/backfill/batches.server.ts";
import { stage } from "../../../app/ingest/backfill/stage.server.ts";
import { bulkOrder } from "./make.ts";

const folder = mkdtempSync(join(tmpdir(), "fourfold-batches-"));
afterAll(() => rmSync(folder, { recursive: true }));

const of = (name: string) => ({
  path: join(folder, name),
  kind: "orders" as const,
  after: "1002",
  shop: { id: 1n, domain: "shop.example.com", timeZone: "UTC", currency: "USD" },
  heard: { triggeredAt: new Date(0), receivedAt: new Date(0) },
});

const lines = Array.from({ length: 60 }, (_, n) => bulkOrder(n + 1)).flat();
async function* pieces(): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(lines.join("\n"));
  for (let at = 0; at < bytes.length; at += 5_000) yield bytes.subarray(at, at + 5_000);
}
async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from(lines.slice(0, 10).join("\n"));
  throw new Error("gone");
}

async function readAll(batches: Batches): Promise<unknown[]> {
  const source = { lines: lines.length, hasRoots: true };
  const spare = { pieces: broken(), ...source, isSpare: true };
  const read: unknown[] = [await stage([{ pieces: pieces(), ...source }, spare], batches)];
  for (let batch = await batches.next(); batch; batch = await batches.next()) {
    read.push(batch, await batches.again(batch.place, new Set(["1010", "1059"])));
  }
  await batches.close();
  return read;
}

test("batches of a thread are those read here, of whole sources, after what is merged", async () => {
  const here = await readAll(new BatchesHere(of("here")));
  const aside = await readAll(new BatchesAside(of("aside")));
  expect(aside).toEqual(here);
  // 60 orders of a line each, of which the first two are merged already.
  expect(here[0]).toEqual({ lines: 120, expected: 120, isTorn: false });
  const place = { after: "", things: 58, last: "1060" };
  expect(here[1]).toMatchObject({ place, lines: 116, refused: 0, refunds: [], refetch: [] });
  const ids = Array.from({ length: 58 }, (_, n) => String(1003 + n));
  expect(here[1]).toMatchObject({ packed: { traces: { ids }, rest: [] } });
  const heard = ids.filter((id) => id !== "1010" && id !== "1059");
  expect(here[2]).toMatchObject({
    traces: { ids: heard },
    rest: [
      { kind: "order", id: "1010" },
      { kind: "order", id: "1059" },
    ],
  });
  expect(here).toHaveLength(3);
});

test("what cannot be packed is told by a thread as it is here, and the others are read by parts", async () => {
  const unfit = bulkOrder(7).map((line) => line.replaceAll('"20.0"', '"184467440737095521.16"'));
  const some = [...lines.slice(0, 12), ...unfit, ...lines.slice(14, 20)];
  async function* told(): AsyncGenerator<Buffer> {
    yield Buffer.from(some.join("\n"));
  }
  for (const batches of [new BatchesHere(of("unfit")), new BatchesAside(of("unfit-aside"))]) {
    await stage([{ pieces: told(), lines: some.length, hasRoots: true }], batches);
    const place = { after: "", things: 8, last: "1010" };
    const batch = await batches.next();
    const packed = new RangeError("got 18446744073709552116 for presentment_net, expected 64 bits");
    expect(batch).toMatchObject({ place, lines: 16, packed });
    expect(await batches.next()).toBe(null);
    // 1003 to 1006, 1007 alone, 1008 to 1010.
    expect(await batches.part(place, 0, 4)).toMatchObject({
      place: { after: "", things: 4, last: "1006" },
      packed: { traces: { ids: ["1003", "1004", "1005", "1006"] } },
    });
    expect(await batches.part(place, 4, 1)).toMatchObject({
      place: { after: "1006", things: 1, last: "1007" },
      packed,
    });
    const rest = await batches.part(place, 5, 3);
    expect(rest).toMatchObject({
      place: { after: "1007", things: 3, last: "1010" },
      packed: { traces: { ids: ["1008", "1009", "1010"] } },
    });
    expect(await batches.again(rest!.place, new Set(["1009"]))).toMatchObject({
      traces: { ids: ["1008", "1010"] },
      rest: [{ kind: "order", id: "1009" }],
    });
    await batches.close();
  }
});

test("what a thread throws is thrown here, and its end is told", async () => {
  const unwritable = new BatchesAside({ ...of("x"), path: join(folder, "nowhere", "runs") });
  await expect(unwritable.begin({ hasRoots: true })).rejects.toThrow("ENOENT");
  await unwritable.close();

  const closed = new BatchesAside(of("closed"));
  await closed.close();
  await expect(closed.next()).rejects.toThrow("got exit 1 from the thread of a result");
});
