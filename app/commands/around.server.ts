// What surrounds every request of a page: its id, headers that say what a browser may do with the answer,
// and how much may be sent.
import { randomUUID } from "node:crypto";
import type express from "express";
import { log, withRequest } from "../log.server.ts";

/** The largest form of a panel is a manual: three texts of 60,000 characters. */
const mostFormBytes = 1_000_000;
/** Takes files; limits itself, by what has come. */
const uploads = /^\/app\/data\/import(\.data)?$/;

const plainId = /^[\w-]{8,64}$/;

/** A proxy's id for the request when it is one, else ours; it stands in the answer and in each log line. */
export function nameRequest(
  req: express.Request,
  res: express.Response,
  next: express.NextFunction,
): void {
  const given = req.get("x-request-id") ?? "";
  const id = plainId.test(given) ? given : randomUUID();
  res.setHeader("X-Request-Id", id);
  withRequest(id, next);
}

/** Nothing is guessed to be a script, and no address, which may hold an id token, is told to others. */
export function saySafely(
  _req: express.Request,
  res: express.Response,
  next: express.NextFunction,
): void {
  res.setHeader("X-Content-Type-Options", "nosniff");
  res.setHeader("Referrer-Policy", "strict-origin");
  next();
}

/** 413 for a form of more than 1 MB: told by its length, or found while it comes. */
export function limitForms(
  req: express.Request,
  res: express.Response,
  next: express.NextFunction,
): void {
  if (req.method === "GET" || req.method === "HEAD" || uploads.test(req.path)) return next();
  const told = req.headers["content-length"];
  if (told === undefined) {
    let bytes = 0;
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostFormBytes) req.destroy();
    });
  } else if (Number(told) > mostFormBytes) {
    res.status(413).set("Connection", "close").type("text/plain");
    res.send(`got ${told} bytes, expected a form of at most ${mostFormBytes}`);
    req.resume();
    return;
  }
  next();
}

// The path alone: what follows "?" may hold an id token.
export function noteRequest(
  req: express.Request,
  res: express.Response,
  next: express.NextFunction,
): void {
  const start = performance.now();
  res.on("finish", () => {
    const ms = Math.round(performance.now() - start);
    const fields = { method: req.method, path: req.path, status: res.statusCode, ms };
    if (res.statusCode >= 500) log.error(fields, "request");
    else log.debug(fields, "request");
  });
  next();
}
