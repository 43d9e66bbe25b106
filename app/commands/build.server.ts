// A build is needed when there is none, or when something it is made of is newer.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const project = join(import.meta.dirname, "../..");
const sources = ["app", "vite.config.ts", "package-lock.json"];

/** Outside build/, which a build begins by emptying. */
const lock = join(project, "node_modules/.fourfold-build");

/** Throws an Error with the compiler's words when the build fails. */
export async function buildWhenNeeded(): Promise<void> {
  while (!isFresh()) {
    // Two tests, or a test and a demo, must not write the same files: one builds, the other waits.
    if (takeLock()) {
      try {
        return await run("node_modules/@remix-run/dev/dist/cli.js", ["vite:build"]);
      } finally {
        rmSync(lock, { force: true });
      }
    }
    await sleep(200);
  }
}

function isFresh(): boolean {
  const built = join(project, "build/server/index.js");
  if (existsSync(lock) || !existsSync(built)) return false;
  const newest = Math.max(...sources.map((path) => newestIn(join(project, path))));
  return statSync(built).mtimeMs > newest;
}

function takeLock(): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    // Left by a process that is gone: the next turn takes it.
    if (!isAlive(Number(readLock()))) rmSync(lock, { force: true });
    return false;
  }
}

function readLock(): string {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

function newestIn(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function run(script: string, args: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(project, script), ...args], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    // A build that a test asks for is a build like any other.
    env: { ...process.env, NODE_ENV: "production", VITEST: undefined },
  });
  const said: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => said.push(part));
  child.stderr.on("data", (part: Buffer) => said.push(part));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${Buffer.concat(said)}\nThe build failed (code ${code}).`)),
    );
  });
}
