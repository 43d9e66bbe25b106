// The database of a machine without DATABASE_URL: a real Postgres in FOURFOLD_HOME, shared by every
// process of the machine that uses the same home.
//
// Postgres' own lock file (data/postmaster.pid) tells its process and port: whoever finds a living
// server joins it, whoever finds none starts one, whoever loses the race for that lock joins the
// winner. Each process keeps one connection, its seat, for as long as it uses the database. The last
// to leave stops the server; after a kill -9 the next one to come takes over, or recovers it.
import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { log } from "../../log.server.ts";
import { findBinaries } from "./binaries.server.ts";
import { openHome, readOrCreate, runAs } from "./home.server.ts";
import { projectFolder } from "./project.server.ts";
import { freePort, initCluster, launch, ownMachine } from "./server.server.ts";
import { running, socketOf, type Running } from "./server.server.ts";

export type Embedded = {
  /** Owner's connection string: the port, and, for those who can read it, the socket's folder as `host`. */
  url: string;
  /** True when another process had started the server. */
  joined: boolean;
  /** Gives the seat back and stops the server if nobody else is connected. Once. */
  leave(): Promise<void>;
  /** Stops the server whoever is connected, and waits until it is gone. */
  stop(): Promise<void>;
};

const database = "fourfold";
const owner = "fourfold";
/** Whole wait for a server that starts, recovers or stops; a crash recovery replays seconds of log. */
const patienceMs = 60_000;
/** A server that ends at once this often (over 5 s) has a lasting reason, told in its log. */
const mostLaunches = 8;
/** After so many the folder may be one that takes no sockets, as some that are shared with a container. */
const mostWithSockets = 4;

/** Starts the embedded server of `home` or joins the running one. Throws Errors that say what to do. */
export async function openEmbedded(home: string, settings: string[] = []): Promise<Embedded> {
  const folder = join(openHome(home), "postgres");
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const password = readOrCreate(join(folder, "password"), () =>
    randomBytes(24).toString("base64url"),
  );
  const deadline = Date.now() + patienceMs;
  let started: Running | null = null;
  let problem: unknown;
  // Beside launches: a server may tell its port and end all the same.
  let tries = 0;
  for (let launches = 0; launches < mostLaunches && Date.now() < deadline;) {
    const found = running(folder);
    if (found) {
      const seat = await takeSeat(found.port, password).catch((error: { code?: string }) => {
        if (error.code === "28P01") throw wrongPassword(folder, error);
        problem = error;
        return null;
      });
      if (seat) return seated(home, seat, found, password, started?.pid !== found.pid);
      await sleep(50);
      continue;
    }
    const user = runAs();
    const binaries = await findBinaries(home, user);
    await initCluster(folder, binaries, password, owner);
    const overTcp = (tries += 1) <= mostWithSockets ? [] : ["unix_socket_directories="];
    const all = [...ownMachine, ...settings, ...overTcp];
    started = await launch(folder, binaries, await freePort(), all);
    // It ended at once: another process was first, or memory of a killed server is being freed.
    if (!started) await sleep(++launches * 150);
  }
  throw new Error(
    `the embedded database in ${folder} does not answer; its words are in ${folder}/server.log`,
    { cause: problem },
  );
}

const wrongPassword = (folder: string, cause: unknown) =>
  new Error(
    `the embedded database refuses the password in ${folder}/password: restore that file from where ` +
      "the folder was copied from, or use another FOURFOLD_HOME",
    { cause },
  );

const seatName = "fourfold seat";

/** The seat: a connection to the maintenance database, in which ours is made if it is not there. */
async function takeSeat(port: number, password: string): Promise<pg.Client> {
  const seat = new pg.Client({
    ...{ host: "127.0.0.1", port, user: owner, password, database: "postgres" },
    application_name: seatName,
    connectionTimeoutMillis: 5_000,
  });
  // A server that is stopped under us ends the seat; queries then fail with their own words.
  seat.on("error", (error) => log.debug({ error }, "embedded database closed the seat"));
  try {
    await seat.connect();
    const { rowCount } = await seat.query("select from pg_database where datname = $1", [database]);
    if (!rowCount)
      await seat.query(`create database ${database}`).catch((error: { code?: string }) => {
        // 42P04, 23505: another process made it in the same moment.
        if (error.code !== "42P04" && error.code !== "23505") throw error;
      });
    return seat;
  } catch (error) {
    await seat.end().catch(() => undefined);
    throw error;
  }
}

function seated(
  home: string,
  seat: pg.Client,
  server: Running,
  password: string,
  joined: boolean,
): Embedded {
  let left = false;
  const forget = () => {
    left = true;
    process.off("exit", onExit).off("SIGINT", onSignal).off("SIGTERM", onSignal);
  };
  // A process that ends without closing cannot wait for the database any more, so a child of its own
  // leaves in its place. kill -9 alone escapes this; the next process to come then inherits the server.
  const onExit = () => {
    if (left) return;
    const script = join(projectFolder(), "app/ledger/database/leave.server.ts");
    spawn(process.execPath, [script, home], { detached: true, stdio: "ignore" }).unref();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    // Somebody else handles it and will close; alone, we end as the signal would have ended us.
    if (process.listenerCount(signal) === 1) process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("exit", onExit).on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const sockets = socketOf(join(resolve(home), "postgres"), server.port);
  const beside = sockets ? `?host=${encodeURIComponent(sockets)}` : "";
  return {
    url: `postgresql://${owner}:${password}@127.0.0.1:${server.port}/${database}${beside}`,
    joined,
    async leave() {
      if (left) return;
      forget();
      await stopIfLast(seat, server.pid);
    },
    async stop() {
      forget();
      await seat.end();
      process.kill(server.pid, "SIGINT");
      while (running(join(home, "postgres"))) await sleep(20);
    },
  };
}

/** What a process has closed is listed by the server for some milliseconds more. */
const looks = 20;
const lookAgainMs = 50;

/**
 * Stops the server unless another connection is open, of which only a seat is sure to stay. Of two that leave
 * at once, the second stops.
 */
async function stopIfLast(seat: pg.Client, pid: number): Promise<void> {
  try {
    await seat.query("select pg_advisory_lock(hashtext('fourfold leave'))");
    for (let look = 1; look <= looks; look += 1) {
      const { rows } = await seat.query<{ others: number; seats: number }>(
        `select count(*)::int as others,
           (count(*) filter (where application_name = '${seatName}'))::int as seats
         from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      const { others = 0, seats = 0 } = rows[0] ?? {};
      // SIGINT is Postgres' fast shutdown: open sessions end, everything committed is on disk.
      if (others === 0) process.kill(pid, "SIGINT");
      if (others === 0 || seats > 0) break;
      await sleep(lookAgainMs);
    }
  } catch (error) {
    log.debug({ error }, "embedded database was gone before we left");
  }
  await seat.end().catch(() => undefined);
}

/** For a process that ended without leaving: leaves in its name. Nothing to do when nothing runs. */
export async function leaveFor(home: string): Promise<void> {
  const folder = join(home, "postgres");
  const found = running(folder);
  if (!found) return;
  const password = readOrCreate(join(folder, "password"), () => "");
  const seat = await takeSeat(found.port, password);
  // The ended process' seat goes within a moment; do not take it for somebody.
  await sleep(200);
  await stopIfLast(seat, found.pid);
}
