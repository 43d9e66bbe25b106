// A form with one file, read as it comes. The file goes to the disk; of all else no more than a name and
// a kind need is held in memory, whatever its sender calls it and whether or not he told its length.
import { unstable_parseMultipartFormData as parseMultipart } from "@remix-run/node";
import {
  MAX_UPLOAD_BYTES,
  removeUpload,
  storeUpload,
  UploadTooLarge,
  type Upload,
} from "./uploads.server.ts";

/** What a form adds to its file: boundaries, headers, the other fields. */
const formBytes = 64 * 1024;
/** The panel's form has three. */
const mostParts = 10;
/** With a boundary of at most 70 characters (RFC 2046, 5.1.1): longer ones take long to look for. */
const mostTypeLength = 150;

export type UploadForm = { upload: Upload | null; texts: ReadonlyMap<string, string> };

/**
 * The form's texts and its first part named "file"; other files are read past.
 * @throws UploadTooLarge as soon as more has come than a form may hold; nothing is left then
 */
export async function readUploadForm(
  request: Request,
  maxBytes = MAX_UPLOAD_BYTES,
): Promise<UploadForm> {
  const type = request.headers.get("content-type") ?? "";
  if (type.length > mostTypeLength) throw new TypeError(`got ${type.length} characters of type`);
  const most = maxBytes + formBytes;
  const told = Number(request.headers.get("content-length") ?? 0);
  if (told > most) throw new UploadTooLarge(`${told} bytes`, maxBytes);

  let read = 0;
  /** Bytes of files, which are not held. */
  let passed = 0;
  const counted = withBody(request, (bytes) => {
    read += bytes;
    if (read > most) throw new UploadTooLarge(`more than ${most} bytes`, maxBytes);
    // What came last is not passed on yet.
    if (read - bytes - passed > formBytes)
      throw new UploadTooLarge(`more than ${formBytes} bytes beside the file`, maxBytes);
  });
  async function* passing(data: AsyncIterable<Uint8Array>) {
    for await (const chunk of data) {
      passed += chunk.byteLength;
      yield chunk;
    }
  }
  const uploads: Upload[] = [];
  const texts = new Map<string, string>();
  let parts = 0;
  try {
    await parseMultipart(counted, async ({ name, filename, data }) => {
      parts += 1;
      if (parts > mostParts) throw new UploadTooLarge(`more than ${mostParts} fields`, maxBytes);
      const isFile = name === "file";
      if (isFile && uploads.length === 0) uploads.push(await storeUpload(passing(data), maxBytes));
      else if (isFile || filename !== undefined) await drain(passing(data));
      else texts.set(name, await textOf(data));
      return undefined;
    });
  } catch (error) {
    for (const { path } of uploads) await removeUpload(path);
    throw error;
  }
  return { upload: uploads[0] ?? null, texts };
}

/** The request, each piece of its body told as it comes; if that throws, the sender can still be answered. */
function withBody(request: Request, onRead: (bytes: number) => void): Request {
  if (!request.body) return request;
  const reader = request.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        onRead(value.byteLength);
        controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
  return new Request(request, { body, duplex: "half" } as RequestInit);
}

async function drain(data: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of data);
}

async function textOf(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
