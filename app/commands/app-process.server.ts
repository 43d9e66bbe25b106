// The app as a process of its own beside the stand-in, exactly as `npm start` runs it; only the
// environment points Shopify's libraries to the stand-in.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { env } from "../env.server.ts";

export type AppProcess = { port: number; stop(): Promise<void> };

const project = join(import.meta.dirname, "../..");
const startWithinMs = 60_000;
const stopWithinMs = 15_000;

/** Throws an Error when the process ends or stays silent instead of telling its port. */
export async function startApp(options: {
  app: { key: string; secret: string };
  standInUrl: string;
  dev: boolean;
  /** Owner's connection; default the environment's, else the embedded database. */
  databaseUrl?: string;
  /** Takes all that is logged, down to debug; default it goes to our own stderr. */
  log?: (text: string) => void;
}): Promise<AppProcess> {
  const child = spawn(
    process.execPath,
    [
      ...["--import", "./test/platform/fetch.mjs"],
      "app/commands/start.ts",
      ...(options.dev ? ["--dev"] : []),
    ],
    {
      cwd: project,
      stdio: ["ignore", "inherit", options.log ? "pipe" : "inherit", "ipc"],
      env: {
        ...process.env,
        NODE_ENV: options.dev ? "development" : "production",
        LOG_LEVEL: options.log ? "debug" : (process.env.LOG_LEVEL ?? "warn"),
        DATABASE_URL: options.databaseUrl ?? env.DATABASE_URL ?? "",
        PORT: "0",
        ROLE: "all",
        FOURFOLD_DEMO: "1",
        SHOPIFY_API_KEY: options.app.key,
        SHOPIFY_API_SECRET: options.app.secret,
        SHOPIFY_APP_URL: options.standInUrl,
        SHOPIFY_STANDIN_URL: options.standInUrl,
        APP_BRIDGE_URL: "/__platform/app-bridge.js",
      },
    },
  );
  child.stderr?.setEncoding("utf8").on("data", (text: string) => options.log?.(text));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
    await ended;
    clearTimeout(late);
  };
  const port = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error("The app did not start in time.")),
      startWithinMs,
    );
    child.once("message", (message) => resolve((message as { port: number }).port));
    child.once("exit", (code) => reject(new Error(`The app ended while starting (code ${code}).`)));
    void ended.then(() => clearTimeout(late));
    child.once("message", () => clearTimeout(late));
  }).catch(async (error: Error) => {
    await stop();
    throw error;
  });
  return { port, stop };
}
