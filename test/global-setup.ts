import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbedded } from "../app/ledger/database/embedded.server.ts";
import { migrate } from "../app/ledger/database/migrate.server.ts";
import { appUrl, ensureAppRole } from "../app/ledger/database/roles.server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Owner's address of the server whose `fourfold_template` every test database is copied from. */
    databaseServer: string;
  }
}

/** A test cluster is thrown away, so nothing of it needs to survive a power cut. */
const fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"];
const prefix = "fourfold-test-";

/** One cluster a run (or TEST_DATABASE_URL, a server of your own), one migrated template in it. */
export default async function setup(project: TestProject) {
  removeAbandoned();
  const home = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // The app's processes that tests start, dozens of them, compile the same files but once.
  process.env.NODE_COMPILE_CACHE ??= join(home, "compiled");
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given ? null : await openEmbedded(home, [...fast, "max_connections=200"]);
  const server = given ?? embedded?.url ?? "";
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query("drop database if exists fourfold_template with (force)");
  await admin.query("create database fourfold_template");
  await admin.end();

  const url = new URL(server);
  url.pathname = "/fourfold_template";
  const owner = new pg.Pool({ connectionString: url.href });
  await migrate(owner);
  await ensureAppRole(owner, appUrl(url.href, undefined));
  await owner.end();
  project.provide("databaseServer", server);

  return async () => {
    await embedded?.stop();
    rmSync(home, { recursive: true, force: true });
  };
}

/** Clusters of runs that were killed: their process is gone, so is their use. */
function removeAbandoned() {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    const home = join(tmpdir(), name);
    try {
      const lock = readFileSync(join(home, "postgres/data/postmaster.pid"), "utf8");
      process.kill(Number(lock.split("\n")[0]), "SIGQUIT");
    } catch {
      // No server there any more.
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
