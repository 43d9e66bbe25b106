// The app in one of its roles as a process of its own, as ROLE=web or ROLE=worker starts it, to be
// killed.
import { spawn } from "node:child_process";
import { join } from "node:path";

const project = join(import.meta.dirname, "../..");

export type RoleProcess = {
  pid: number;
  port: number;
  /** How it ended, once it has: its code, or the signal's name. */
  ended: Promise<string>;
  /** SIGKILL: no chance to tidy up. */
  kill(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
};

export type WorkerProcess = RoleProcess;

type Given = {
  databaseUrl: string;
  standInUrl?: string;
  app?: { key: string; secret: string };
  env?: Record<string, string>;
};

export const startWorkerProcess = (given: Given): Promise<WorkerProcess> =>
  startRole("worker", given);

/**
 * On a port of its choice unless one is given; `onSpawn` can end it while it starts. Throws when it ends instead of
 * telling that it serves.
 */
export async function startRole(
  role: "web" | "worker",
  given: Given & { port?: number; onSpawn?: (kill: () => void) => void },
): Promise<RoleProcess> {
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
        PORT: String(given.port ?? 0),
        ROLE: role,
        SHOPIFY_API_KEY: given.app?.key ?? "key",
        SHOPIFY_API_SECRET: given.app?.secret ?? "secret",
        SHOPIFY_APP_URL: standInUrl,
        SHOPIFY_STANDIN_URL: standInUrl,
        ...given.env,
      },
    },
  );
  given.onSpawn?.(() => void child.kill("SIGKILL"));
  const ended = new Promise<string>((resolve) =>
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`)),
  );
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
    void ended.then((how) => reject(new Error(`the ${role} ended at once (${how})`)));
  });
  const end = (signal: "SIGKILL" | "SIGTERM") => async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { pid: child.pid!, port, ended, kill: end("SIGKILL"), stop: end("SIGTERM") };
}
