// A Postgres of its own, as the demo has it, that can be killed, and comes back at the same address.
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findBinaries, type Binaries } from "../../app/ledger/database/binaries.server.ts";
import { openHome, runAs } from "../../app/ledger/database/home.server.ts";
import {
  freePort,
  initCluster,
  launch,
  ownMachine,
  running,
} from "../../app/ledger/database/server.server.ts";

export type Postgres = {
  /** Owner's address of a database of it. */
  url(database: string): string;
  /** Where its files lie. */
  folder: string;
  create(database: string): Promise<void>;
  /** SIGKILL of the server: what was not written is gone, its sessions notice by themselves. */
  kill(): Promise<void>;
  /** SIGKILL of one session, if there is any: Postgres throws out all others and recovers. */
  killSession(): Promise<void>;
  /** When it or a session was killed, in milliseconds. */
  readonly killedAt: number[];
  /** Resolves when it takes connections. Beside `settings` those it was opened with. */
  start(settings?: string[]): Promise<void>;
  remove(): Promise<void>;
};

const owner = "fourfold";
const password = "only for a cluster that is thrown away";
const patienceMs = 60_000;

export async function openPostgres(
  options: { home?: string; settings?: string[] } = {},
): Promise<Postgres> {
  const home = openHome(options.home ?? mkdtempSync(join(tmpdir(), "fourfold-chaos-")));
  const folder = join(home, "postgres");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const binaries: Binaries = await findBinaries(home, runAs());
  await initCluster(folder, binaries, password, owner);
  const port = await freePort();
  const base = [...ownMachine, "shared_buffers=128MB", ...(options.settings ?? [])];
  const url = (database: string) =>
    `postgresql://${owner}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

  async function ask<T extends object>(sql: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: url("postgres") });
    client.on("error", () => {});
    try {
      await client.connect();
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function start(settings: string[] = []): Promise<void> {
    const until = Date.now() + patienceMs;
    for (;;) {
      // Memory of a killed server is freed when its last session has noticed: before, a new one may tell
      // its port and end all the same.
      if (!running(folder)) await launch(folder, binaries, port, [...base, ...settings]);
      try {
        await ask("select 1");
        return;
      } catch (error) {
        if (Date.now() > until)
          throw new Error(`Postgres does not start: see ${folder}/server.log`, { cause: error });
        await sleep(50);
      }
    }
  }

  const killedAt: number[] = [];
  function strike(pid: number): void {
    process.kill(pid, "SIGKILL");
    killedAt.push(Date.now());
  }

  async function kill(): Promise<void> {
    const found = running(folder);
    if (found) strike(found.pid);
    // Another blow's start may be through meanwhile.
    while (found && running(folder)?.pid === found.pid) await sleep(10);
  }

  // Whoever used it may end without a farewell: the server would stay.
  const onExit = () => {
    const found = running(folder);
    if (found) process.kill(found.pid, "SIGKILL");
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on("exit", onExit);
  await start();
  return {
    ...{ url, folder, kill, start, killedAt },
    create: async (database) => void (await ask(`create database ${database}`)),
    async killSession() {
      const rows = await ask<{ pid: number }>(
        `select pid from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`,
      ).catch(() => []);
      try {
        if (rows[0]) strike(rows[0].pid);
      } catch {
        // It ended by itself meanwhile.
      }
    },
    async remove() {
      process.off("exit", onExit);
      await kill();
      // Sessions of a killed server still write for a moment.
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
