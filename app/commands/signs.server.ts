// Signs of life, for whoever runs the process: is it there, can it work, how does it fare.
//   GET /healthz/live   200 while the process answers at all: when it does not, start it anew
//   GET /healthz        200 while it can work, else 503 with the reason: send it nothing, leave it running
//   GET /metrics        figures for Prometheus, to who knows METRICS_TOKEN
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Db } from "../db.server.ts";
import type { Metrics } from "./metrics.server.ts";

export type Signs = {
  /** True when the address is one of these: it is answered then. */
  handle(path: string, req: IncomingMessage, res: ServerResponse): boolean;
  /** From now on it cannot work: it ends. */
  stop(): void;
};

export function createSigns(given: {
  db: Db;
  metrics: Metrics;
  /** Without it nobody reads the metrics. */
  token: string | undefined;
}): Signs {
  const { db, metrics, token } = given;
  let isStopping = false;

  async function ready(res: ServerResponse): Promise<void> {
    if (isStopping) return respond(res, 503, { ok: false, reason: "stopping" });
    try {
      await db.app.query("select 1");
      respond(res, 200, { ok: true });
    } catch {
      respond(res, 503, { ok: false, reason: "database away" });
    }
  }

  async function tell(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!token) return respond(res, 404, { error: "no METRICS_TOKEN is set" });
    if (!isSame(req.headers.authorization ?? "", `Bearer ${token}`)) {
      return respond(res, 401, { error: "expected Authorization: Bearer <METRICS_TOKEN>" });
    }
    try {
      const text = await metrics.text(db);
      res.writeHead(200, {
        "Content-Type": "text/plain; version=0.0.4",
        "Cache-Control": "no-store",
      });
      res.end(text);
    } catch {
      respond(res, 503, { error: "database away" });
    }
  }

  return {
    handle(path, req, res) {
      const answer = {
        "/healthz": () => void ready(res),
        "/healthz/live": () => respond(res, 200, { ok: true }),
        "/metrics": () => void tell(req, res),
      }[path];
      if (!answer) return false;
      req.resume();
      answer();
      return true;
    },
    stop() {
      isStopping = true;
    },
  };
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(one!, other!);
}

export function respond(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  res.end(JSON.stringify(body));
}
