// The background worker as a process of its own, as ROLE=worker starts it, to be killed.
import { spawn } from "node:child_process";
import { join } from "node:path";

const project = join(import.meta.dirname, "../..");

export type WorkerProcess = {
  pid: number;
  /** SIGKILL: no chance to tidy up. */
  kill(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
};

/** Throws when it ends instead of telling that it serves. */
export async function startWorkerProcess(given: {
  databaseUrl: string;
  standInUrl?: string;
  app?: { key: string; secret: string };
  env?: Record<string, string>;
}): Promise<WorkerProcess> {
  const standInUrl = given.standInUrl ?? "http://localhost:9";
  const child = spawn(
    process.execPath,
    ["--import", "./test/platform/fetch.mjs", "app/commands/start.ts"],
    {
      cwd: project,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        LOG_LEVEL: process.env.WORKER_LOG_LEVEL ?? "silent",
        DATABASE_URL: given.databaseUrl,
        PORT: "0",
        ROLE: "worker",
        SHOPIFY_API_KEY: given.app?.key ?? "key",
        SHOPIFY_API_SECRET: given.app?.secret ?? "secret",
        SHOPIFY_APP_URL: standInUrl,
        SHOPIFY_STANDIN_URL: standInUrl,
        ...given.env,
      },
    },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`the worker ended at once (code ${code})`)));
  });
  const end = (signal: "SIGKILL" | "SIGTERM") => async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { pid: child.pid!, kill: end("SIGKILL"), stop: end("SIGTERM") };
}
