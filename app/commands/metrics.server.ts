// Figures of this process and of the shared queue, as Prometheus reads them. Requests are counted in
// memory; the database is asked only when somebody reads.
import type { ServerResponse } from "node:http";
import type { Db } from "../db.server.ts";

/** Seconds. Below and above the budgets of the door (50 ms) and of a page (80 ms). */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type Served = "webhook" | "survey" | "api" | "page" | "live" | "asset";
type Series = { counts: number[]; sum: number; count: number };

export type Metrics = {
  /** Notes how long the answer took, when it is out. */
  time(what: Served, res: ServerResponse): void;
  /** The text format of Prometheus, version 0.0.4. Throws when the database is away. */
  text(db: Db): Promise<string>;
};

/** Which kind of request an address is; no address becomes a label, they would be without number. */
export function kindOf(path: string): Served {
  if (path === "/webhooks") return "webhook";
  if (path === "/api/survey") return "survey";
  if (path.startsWith("/api/")) return "api";
  // An open panel asks and is kept waiting until something is new.
  if (path === "/app/version") return "live";
  return path.startsWith("/assets/") ? "asset" : "page";
}

export function createMetrics(): Metrics {
  const series = new Map<string, Series>();
  return {
    time(what, res) {
      const start = performance.now();
      res.once("finish", () => {
        const seconds = (performance.now() - start) / 1000;
        const key = `what="${what}",status="${Math.floor(res.statusCode / 100)}xx"`;
        const found = series.get(key) ?? { counts: bounds.map(() => 0), sum: 0, count: 0 };
        series.set(key, found);
        found.sum += seconds;
        found.count += 1;
        const bucket = bounds.findIndex((bound) => seconds <= bound);
        if (bucket >= 0) found.counts[bucket]! += 1;
      });
    },
    async text(db) {
      const lines = [...requestLines(series), ...processLines(), ...(await queueLines(db))];
      return `${lines.join("\n")}\n`;
    },
  };
}

const head = (name: string, type: "gauge" | "histogram", words: string) => [
  `# HELP ${name} ${words}`,
  `# TYPE ${name} ${type}`,
];

function requestLines(series: Map<string, Series>): string[] {
  const name = "fourfold_request_duration_seconds";
  const lines = head(name, "histogram", "Requests answered, from the first byte to the last.");
  for (const [key, { counts, sum, count }] of series) {
    let below = 0;
    for (const [at, bound] of bounds.entries()) {
      below += counts[at]!;
      lines.push(`${name}_bucket{${key},le="${bound}"} ${below}`);
    }
    lines.push(`${name}_bucket{${key},le="+Inf"} ${count}`);
    lines.push(`${name}_sum{${key}} ${sum.toFixed(6)}`, `${name}_count{${key}} ${count}`);
  }
  return lines;
}

function processLines(): string[] {
  const [memory, uptime] = ["process_resident_memory_bytes", "process_uptime_seconds"];
  return [
    ...head(memory, "gauge", "Memory of this process."),
    `${memory} ${process.memoryUsage.rss()}`,
    ...head(uptime, "gauge", "Since this process started."),
    `${uptime} ${process.uptime().toFixed(0)}`,
  ];
}

async function queueLines(db: Db): Promise<string[]> {
  const now = Date.now();
  const { rows: inbox } = await db.app.query<{ state: string; deliveries: bigint; oldest: Date }>(
    "select state, deliveries, oldest from inbox_depth() order by state",
  );
  // Jobs of every shop: the queue is the owner's and knows no tenants.
  const { rows: jobs } = await db.owner.query<{ state: string; n: number; oldest: Date }>(
    `select case when locked_at is not null then 'running' when attempts >= max_attempts then 'failed'
       when attempts > 0 then 'retrying' else 'waiting' end as state,
       count(*)::int as n, min(run_at) as oldest
     from graphile_worker._private_jobs
     where locked_at is not null or attempts > 0 or run_at <= now()
     group by 1 order by 1`,
  );
  const age = (oldest: Date | undefined) =>
    oldest ? Math.max(0, (now - oldest.getTime()) / 1000).toFixed(3) : "0";
  const oldestIn = (rows: { state: string; oldest: Date }[], state: string) =>
    age(rows.find((row) => row.state === state)?.oldest);
  const [depth, lag] = ["fourfold_inbox_deliveries", "fourfold_inbox_lag_seconds"];
  const [count, wait] = ["fourfold_jobs", "fourfold_jobs_wait_seconds"];
  return [
    ...head(depth, "gauge", "Deliveries in the inbox; new ones wait to be applied."),
    ...inbox.map(({ state, deliveries }) => `${depth}{state="${state}"} ${deliveries}`),
    ...head(lag, "gauge", "Age of the oldest delivery that waits to be applied."),
    `${lag} ${oldestIn(inbox, "new")}`,
    ...head(
      count,
      "gauge",
      "Jobs that are due; failed ones have no try left, retrying ones have failed before.",
    ),
    ...jobs.map(({ state, n }) => `${count}{state="${state}"} ${n}`),
    ...head(wait, "gauge", "How long the oldest due job has waited."),
    `${wait} ${oldestIn(jobs, "waiting")}`,
  ];
}
