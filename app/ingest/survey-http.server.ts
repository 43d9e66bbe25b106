// The survey door's HTTP: who asks, what they sent, replies that any page may read.
import type { IncomingMessage, ServerResponse } from "node:http";

export type Reply = {
  status: number;
  /** JSON; null for none. */
  body: object | null;
  headers?: Record<string, string>;
};

const mostBytes = 64 * 1024;
/** How long the rest of a refused body may still come. */
const drainMs = 1_000;

/** Extensions run on Shopify's pages, whose origins are many: any may read, tokens are no cookies. */
const cors = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Expose-Headers": "Retry-After",
  "Access-Control-Max-Age": "7200",
};

export function reply(
  req: IncomingMessage,
  res: ServerResponse,
  { status, body, headers }: Reply,
): void {
  if (res.headersSent || res.destroyed) return;
  const text = body === null ? "" : JSON.stringify(body);
  res.writeHead(status, {
    ...cors,
    "Cache-Control": "no-store",
    ...(body === null ? {} : { "Content-Type": "application/json; charset=utf-8" }),
    ...(status === 204 ? {} : { "Content-Length": Buffer.byteLength(text) }),
    ...headers,
  });
  res.end(text);
  if (req.readableEnded) return;
  // What was refused unread must still run dry, or the connection cannot be used again; one that goes
  // on and on is cut off.
  req.resume();
  setTimeout(() => req.readableEnded || req.destroy(), drainMs).unref();
}

/** The body as text; null when it is larger than 64 kB (the rest runs dry). */
export function bodyOf(req: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
      else resolve(null);
    });
    req.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    req.on("error", reject);
  });
}

/** A JSON object, or null for anything else. */
export function readJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Whose request it is: the connection's address, or behind that many `proxies` of our own the one that
 * the first of them saw. Each adds what it saw last; anything further left anybody can write.
 */
export function addressOf(req: IncomingMessage, proxies: number): string {
  const direct = (req.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  if (proxies === 0) return direct;
  const seen = [req.headers["x-forwarded-for"] ?? ""].flat().join(",").split(",");
  return seen.at(-proxies)?.trim() || direct;
}
