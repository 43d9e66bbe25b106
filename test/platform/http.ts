// Small words of HTTP for the stand-in's server.
import {
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";

export function answer(
  res: ServerResponse,
  status: number,
  body: string | Buffer,
  type: string,
): void {
  res.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  res.end(body);
}

export const json = (res: ServerResponse, status: number, body: unknown) =>
  answer(res, status, JSON.stringify(body), "application/json");

export async function text(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Hands a request on to the app; only frame-ancestors is widened, to the stand-in's own pages. */
export function hand(req: IncomingMessage, res: ServerResponse, appUrl: string): void {
  const target = new URL(req.url ?? "/", appUrl);
  const out = forward(
    target,
    { method: req.method, headers: { ...req.headers, "x-forwarded-host": req.headers.host } },
    (back) => {
      const headers = { ...back.headers };
      const policy = headers["content-security-policy"];
      if (typeof policy === "string") {
        headers["content-security-policy"] = policy.replace(
          // What nobody may frame stays so.
          /frame-ancestors (?!'none')/,
          "frame-ancestors 'self' ",
        );
      }
      // Names the real App Bridge on its network, which a local run neither needs nor reaches.
      delete headers.link;
      res.writeHead(back.statusCode ?? 502, headers);
      back.pipe(res);
    },
  );
  out.on("error", () => {
    if (!res.headersSent) answer(res, 502, "The app does not answer.", "text/plain");
    else res.destroy();
  });
  res.on("close", () => out.destroy());
  req.pipe(out);
}

export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} is taken. Set PORT to a free one.`)
          : error,
      ),
    );
    // This machine only: the stand-in signs anybody in. Browsers find it as localhost, too.
    server.listen(port, "127.0.0.1", () => resolve());
  });
}
