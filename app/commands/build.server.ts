// A build is needed when there is none, or when something it is made of is newer.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const project = join(import.meta.dirname, "../..");
const sources = ["app", "vite.config.ts", "package-lock.json"];

/** Throws an Error with the compiler's words when the build fails. */
export async function buildWhenNeeded(): Promise<void> {
  const built = join(project, "build/server/index.js");
  const newest = Math.max(...sources.map((path) => newestIn(join(project, path))));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  await run("node_modules/@remix-run/dev/dist/cli.js", ["vite:build"]);
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
