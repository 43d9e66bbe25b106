import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { contentPolicy, Nonce } from "./content-policy.ts";
import { env } from "./env.server.ts";
import { log } from "./log.server.ts";
import { addDocumentResponseHeaders } from "./shopify.server.ts";

/** Loaders have this long; the rendering may take a second more. */
export const streamTimeout = 5_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
): Promise<Response> {
  const nonce = randomBytes(16).toString("base64url");
  addDocumentResponseHeaders(request, headers);
  keepPrivate(headers);
  // Pages compiled on request bring scripts of the compiler's own, which know no nonce.
  if (env.NODE_ENV === "production") {
    const frame = headers.get("Content-Security-Policy");
    const policy = contentPolicy({ frame, nonce, bridge: env.APP_BRIDGE_URL });
    headers.set("Content-Security-Policy", policy);
  }
  const ready = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let answer = status;
    const { pipe, abort } = renderToPipeableStream(
      <Nonce.Provider value={nonce}>
        <RemixServer
          context={remixContext}
          url={request.url}
          abortDelay={streamTimeout}
          nonce={nonce}
        />
      </Nonce.Provider>,
      {
        nonce,
        [ready]() {
          const body = new PassThrough();
          headers.set("Content-Type", "text/html; charset=utf-8");
          resolve(
            new Response(createReadableStreamFromReadable(body), { status: answer, headers }),
          );
          pipe(body);
        },
        onShellError: reject,
        onError(error) {
          answer = 500;
          log.error({ error }, "a page could not be rendered");
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** The same address answers another signed-in shop otherwise: no cache may keep it. */
function keepPrivate(headers: Headers): void {
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
}

export function handleDataRequest(response: Response): Response {
  keepPrivate(response.headers);
  return response;
}

export function handleError(error: unknown, { request }: { request: Request }): void {
  // The path alone: what follows "?" may hold an id token, a letter's link or what somebody looked for.
  const { pathname: path } = new URL(request.url);
  if (!request.signal.aborted) log.error({ error, path }, "a request failed");
}
