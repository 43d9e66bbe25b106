// A bulk operation's file, as it comes: streamed, unpacked when it is packed, never whole in memory.
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** gone: the address is not valid (any more). away: the server fails. torn: the file ends early. */
export class DownloadFailed extends Error {
  readonly why: "gone" | "away" | "torn";

  constructor(why: "gone" | "away" | "torn", message: string) {
    super(message);
    this.name = "DownloadFailed";
    this.why = why;
  }
}

/** Longest silence between two pieces. */
const SILENCE_MS = 60_000;

/**
 * The file's bytes, unpacked.
 * @throws DownloadFailed for every way in which that can go wrong.
 */
export async function* download(
  url: string,
  fetchFrom: typeof fetch = fetch,
): AsyncGenerator<Buffer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetchFrom(url, { signal: silence.signal }).catch((error: Error) => {
      throw new DownloadFailed("away", `no answer: ${error.message}`);
    });
    if ([400, 401, 403, 404, 410].includes(response.status)) {
      throw new DownloadFailed("gone", `status ${response.status}`);
    }
    if (!response.ok || !response.body) {
      throw new DownloadFailed("away", `status ${response.status}`);
    }
    try {
      for await (const piece of unpacked(Readable.fromWeb(response.body as never))) {
        timer.refresh();
        yield piece;
      }
    } catch (error) {
      throw new DownloadFailed("torn", `broke off: ${(error as Error).message}`);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Packed files are told by their first two bytes: storage servers name them in different ways. */
async function* unpacked(source: Readable): AsyncGenerator<Buffer> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await pieces.next();
  if (first.done) return;
  const whole = (async function* () {
    yield first.value;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  })();
  const isPacked = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!isPacked) {
    yield* whole;
    return;
  }
  const packed = Readable.from(whole);
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  packed.on("error", (error) => gunzip.destroy(error));
  yield* packed.pipe(gunzip);
}

/** Lines of a stream of bytes, many at once; the last may lack its end. */
export async function* linesOf(
  pieces: AsyncIterable<Buffer>,
  encoding: "utf8" | "latin1",
): AsyncGenerator<string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(0x0a);
    if (end < 0) {
      rest = Buffer.concat([rest, piece]);
      continue;
    }
    const whole = Buffer.concat([rest, piece.subarray(0, end)]);
    rest = Buffer.from(piece.subarray(end + 1));
    yield whole.toString(encoding).split("\n");
  }
  if (rest.length > 0) yield [rest.toString(encoding)];
}
