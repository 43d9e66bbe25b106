import { execFile, spawn } from "node:child_process";
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.server.ts";
import { runAs } from "./home.server.ts";

export type Running = { pid: number; port: number };

/** An eighth of the machine: the recent days of a shop with 1 M orders stay in a gigabyte. */
const pageCache = Math.min(1024, Math.max(128, Math.floor(totalmem() / 8 / 2 ** 20)));

/** Settings of a machine that runs everything: modest memory, no JIT (our queries are short). */
export const ownMachine = [
  `shared_buffers=${pageCache}MB`,
  "max_connections=80",
  "max_wal_size=2GB",
  "random_page_cost=1.1",
  "jit=off",
  "TimeZone=UTC",
  "log_timezone=UTC",
];

export const dataFolder = (folder: string) => join(folder, "data");

/** Bytes of a socket's path that every Unix takes: macOS has room for 104, the last of them a zero. */
const longestSocket = 103;
const socketName = (port: number | string) => `.s.PGSQL.${port}`;

/**
 * Where a folder's server listens beside its port: a statement there and back takes a quarter less than over
 * TCP. Null where there are no such sockets, or none with a path so long.
 */
export function socketFolder(folder: string): string | null {
  const sockets = join(folder, "socket");
  const longest = Buffer.byteLength(join(sockets, socketName(65_535)));
  return process.platform === "win32" || longest > longestSocket ? null : sockets;
}

/** The folder of the socket that belongs to a port of a folder's server; null: it has none we may enter. */
export function socketOf(folder: string, port: number): string | null {
  const sockets = socketFolder(folder);
  return sockets && existsSync(join(sockets, socketName(port))) ? sockets : null;
}

/** For the server's user and ours alone; sockets that killed servers left are taken away. */
function openSockets(folder: string): string | null {
  const sockets = socketFolder(folder);
  if (!sockets) return null;
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const user = runAs();
  if (user) chownSync(sockets, user.uid, user.gid);
  for (const lock of readdirSync(sockets).filter((name) => name.endsWith(".lock"))) {
    // Its first line is the server's process, as in the data folder's lock; half-written: it starts now.
    const pid = Number.parseInt(readOr(join(sockets, lock), ""), 10);
    if (!(pid > 0) || isPostgres(pid)) continue;
    for (const name of [lock, lock.slice(0, -".lock".length)]) rmSync(join(sockets, name), gone);
  }
  return sockets;
}

const gone = { force: true } as const;

function readOr(file: string, other: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return other;
  }
}

/**
 * The living server of a folder by Postgres' lock file: process, data folder, start, port, …, one a
 * line. Null when there is none; a lock that a killed server left, or whose process number now
 * belongs to something else, is taken away.
 */
export function running(folder: string): Running | null {
  const file = join(dataFolder(folder), "postmaster.pid");
  let lines;
  try {
    lines = readFileSync(file, "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (pid > 0 && isPostgres(pid)) return port > 0 ? { pid, port } : { pid, port: 1 };
  // Half-written: its writer is about to finish. Older than that: its writer is dead.
  if (pid > 0 || Date.now() - statSync(file).mtimeMs > 5_000) rmSync(file, { force: true });
  return null;
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  try {
    // A restarted container gives low numbers again: alive is not enough. Linux only.
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  } catch {
    return process.platform !== "linux";
  }
}

/** A port nobody listens on now; a race for it shows as a server that ends at once, and we try again. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : failed()));
    });
  });
}

/**
 * Makes the data folder, once: built beside and renamed, so that a crash leaves no half of it and of
 * two processes one wins. Throws an Error when another major version of Postgres wrote it.
 */
export async function initCluster(
  folder: string,
  binaries: Binaries,
  password: string,
  owner: string,
): Promise<void> {
  const data = dataFolder(folder);
  if (existsSync(data)) {
    const major = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
    if (major === String(binaries.major)) return;
    throw new Error(
      `got a data folder of Postgres ${major} in ${data}, expected ${binaries.major}. ` +
        `Start the Fourfold release that wrote it and run "fourfold export", then move the folder ` +
        `away and import into a new one; or dump it with Postgres ${major} and set DATABASE_URL`,
    );
  }
  removeOldDrafts(folder);
  const user = runAs();
  const draft = join(folder, `draft-${process.pid}`);
  mkdirSync(draft, { mode: 0o700 });
  const secret = join(folder, `draft-${process.pid}.password`);
  writeFileSync(secret, password, { mode: 0o600 });
  if (user) for (const path of [draft, secret]) chownSync(path, user.uid, user.gid);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        ...["-D", draft, "-U", owner, "--pwfile", secret, "--auth=scram-sha-256"],
        ...["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        ...["--locale=C", "--no-instructions", "--no-sync"],
      ],
      { ...user, cwd: folder, env: plainEnvironment() },
    );
    renameSync(draft, data);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (existsSync(data)) return;
    throw new Error(`the embedded database could not be made in ${data}`, { cause: error });
  } finally {
    rmSync(secret, { force: true });
  }
}

function removeOldDrafts(folder: string) {
  for (const name of readdirSync(folder)) {
    const pid = /^draft-(\d+)/.exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Our environment holds secrets that the database must not inherit. */
const plainEnvironment = () => ({
  NODE_ENV: process.env.NODE_ENV,
  PATH: process.env.PATH,
  LC_ALL: "C",
  TZ: "UTC",
});

/**
 * Spawns the server in a process group of its own (Ctrl-C is for us, not for it) and waits until its
 * lock file names its port or it ended. Null when it ended: another process was first, or its port was.
 */
export async function launch(
  folder: string,
  binaries: Binaries,
  port: number,
  settings: string[],
): Promise<Running | null> {
  const logFile = join(folder, "server.log");
  // One start's words are enough; the file must not grow for years.
  const output = openSync(logFile, existsSync(logFile) && statSync(logFile).size > 1e6 ? "w" : "a");
  chmodSync(logFile, 0o600);
  const options = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    // A list by commas, unless it stands in quotes.
    `unix_socket_directories="${openSockets(folder)?.replaceAll('"', '""') ?? ""}"`,
    ...settings,
  ];
  const child = spawn(
    binaries.postgres,
    ["-D", dataFolder(folder), ...options.flatMap((option) => ["-c", option])],
    {
      ...runAs(),
      cwd: dataFolder(folder),
      detached: true,
      env: plainEnvironment(),
      stdio: ["ignore", output, output],
    },
  );
  closeSync(output);
  let ended = false;
  const end = () => (ended = true);
  child.once("exit", end).once("error", end);
  child.unref();
  while (!ended) {
    const found = running(folder);
    if (found && found.pid === child.pid && found.port === port) return found;
    await sleep(20);
  }
  return null;
}
