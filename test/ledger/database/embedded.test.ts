import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { reachable } from "../../../app/ledger/database/binaries.server.ts";
import { openEmbedded } from "../../../app/ledger/database/embedded.server.ts";
import { closedFolder } from "../../../app/ledger/database/home.server.ts";
import { running, socketFolder, socketOf } from "../../../app/ledger/database/server.server.ts";

const asRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const homes: string[] = [];

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "fourfold-embedded-"));
  homes.push(home);
  return home;
}

const serverOf = (home: string) => running(join(home, "postgres"));

afterEach(async () => {
  for (const home of homes.splice(0)) {
    const server = serverOf(home);
    if (server) process.kill(server.pid, "SIGQUIT");
    await until(() => !serverOf(home));
    chmodSync(home, 0o755);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function until(isDone: () => boolean, patienceMs = 15_000): Promise<void> {
  for (const end = Date.now() + patienceMs; !isDone();) {
    if (Date.now() > end) throw new Error(`still waiting: ${String(isDone)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

const child = resolve(import.meta.dirname, "embedded-child.ts");

/** Another process that opens the database of `home`, says whether it joined, and then does `end`. */
async function otherProcess(home: string, end: "wait" | "leave" | "exit", as?: typeof nobody) {
  const other = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", child, home, end],
    {
      ...as,
      stdio: ["ignore", "pipe", "inherit"],
      env: { NODE_ENV: "test", PATH: process.env.PATH, LOG_LEVEL: "silent" },
    },
  );
  const said = await new Promise<string>((done, failed) => {
    other.stdout.once("data", (words: Buffer) => done(words.toString().trim()));
    other.once("exit", (code) => failed(new Error(`ended with ${code} before it was ready`)));
  });
  return { process: other as ChildProcess, joined: said === "joined" };
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end());
  return rows[0] && Object.values(rows[0])[0];
}

test("a second process joins the running server, and the last to leave stops it", async () => {
  const home = newHome();
  const first = await openEmbedded(home);
  expect(first.joined).toBe(false);
  const second = await otherProcess(home, "wait");
  expect(second.joined).toBe(true);
  await first.leave();
  expect(serverOf(home)).not.toBeNull();
  second.process.kill("SIGTERM");
  await until(() => !serverOf(home));
});

test("a connection that closes while the last leaves keeps nothing running", async () => {
  const home = newHome();
  const database = await openEmbedded(home);
  const slow = new pg.Client({ connectionString: database.url, application_name: "fourfold" });
  await slow.connect();
  const leaving = database.leave();
  await new Promise((done) => setTimeout(done, 200));
  expect(serverOf(home)).not.toBe(null);
  await slow.end();
  await leaving;
  await until(() => !serverOf(home));
});

test("two that start at the same moment share one server", async () => {
  const home = newHome();
  // The other one stays: if it left before we came, we would rightly start a second server.
  const both = await Promise.all([openEmbedded(home), otherProcess(home, "wait")]);
  expect(both[0].joined).not.toBe(both[1].joined);
  both[1].process.kill("SIGTERM");
  await both[0].leave();
  await until(() => !serverOf(home));
});

test("after kill -9 of the server every committed row is there again", async () => {
  const home = newHome();
  const before = await openEmbedded(home);
  await ask(before.url, "create table kept as select 42 as answer");
  const sockets = join(home, "postgres/socket");
  const left = readdirSync(sockets);
  process.kill(serverOf(home)!.pid, "SIGKILL");
  const after = await openEmbedded(home);
  expect(after.joined).toBe(false);
  expect(await ask(after.url, "select answer from kept")).toBe(42);
  expect(left).toHaveLength(2);
  expect(readdirSync(sockets).filter((name) => left.includes(name))).toEqual([]);
  await before.leave();
  await after.leave();
  await until(() => !serverOf(home));
});

test("after kill -9 of the process that started it, the next one takes the server over", async () => {
  const home = newHome();
  const first = await otherProcess(home, "wait");
  first.process.kill("SIGKILL");
  const next = await openEmbedded(home);
  expect(next.joined).toBe(true);
  await next.leave();
  await until(() => !serverOf(home));
});

test("a process that ends without closing stops the server all the same", async () => {
  const home = newHome();
  await otherProcess(home, "exit");
  await until(() => !serverOf(home));
});

test("a lock file whose process number now belongs to another program is no server", async () => {
  const home = newHome();
  await (await openEmbedded(home)).leave();
  await until(() => !serverOf(home));
  const lock = join(home, "postgres/data/postmaster.pid");
  writeFileSync(lock, `${process.pid}\n${home}/postgres/data\n1\n5432\n\n127.0.0.1\n\nready\n`);
  const again = await openEmbedded(home);
  expect(again.joined).toBe(false);
  expect(await ask(again.url, "select 1")).toBe(1);
  await again.leave();
});

test("a data folder of another major version is refused with what to do", async () => {
  const home = newHome();
  mkdirSync(join(home, "postgres/data"), { recursive: true });
  writeFileSync(join(home, "postgres/data/PG_VERSION"), "15\n");
  await expect(openEmbedded(home)).rejects.toThrow(
    /got a data folder of Postgres 15 in .*, expected 18\. .*fourfold export/,
  );
});

test("another password file is refused at once", async () => {
  const home = newHome();
  const first = await openEmbedded(home);
  writeFileSync(join(home, "postgres/password"), "not the one");
  await expect(openEmbedded(home)).rejects.toThrow(/refuses the password.*restore that file/);
  await first.leave();
});

test("the password file is its owner's only, and the server listens on this machine only", async () => {
  const home = newHome();
  const db = await openEmbedded(home);
  expect(statSync(join(home, "postgres/password")).mode & 0o777).toBe(0o600);
  expect(await ask(db.url, "show listen_addresses")).toBe("127.0.0.1");
  const sockets = join(home, "postgres/socket");
  expect(await ask(db.url, "show unix_socket_directories")).toBe(`"${sockets}"`);
  // Whose user is not the server's, nor root, cannot reach what lies in it.
  expect(statSync(sockets).mode & 0o777).toBe(0o700);
  expect(await ask(db.url, "select inet_client_addr() is null")).toBe(true);
  const overTcp = db.url.replace(/\?host=.*/, "");
  expect(await ask(overTcp, "select host(inet_client_addr())")).toBe("127.0.0.1");
  await db.leave();
});

test("a server that may make no sockets is reached over TCP", async () => {
  const db = await openEmbedded(newHome(), ["unix_socket_directories=/nowhere"]);
  expect(await ask(db.url, "select host(inet_client_addr())")).toBe("127.0.0.1");
  await db.leave();
});

test("a home too long for a socket's path is served over TCP alone", () => {
  // "/.s.PGSQL.65535" and "/socket" are 22 bytes; the ü is two.
  const longest = `/${"a".repeat(80)}`;
  expect(socketFolder(longest)).toBe(`${longest}/socket`);
  expect(socketFolder(`${longest}a`)).toBeNull();
  expect(socketFolder(`/${"a".repeat(79)}ü`)).toBeNull();
  expect(socketOf(`${longest}a`, 5432)).toBeNull();
});

test.runIf(asRoot)("as root a parent the database's user cannot enter is named", async () => {
  const parent = newHome();
  chmodSync(parent, 0o700);
  await expect(openEmbedded(join(parent, "fourfold"))).rejects.toThrow(
    `cannot enter ${parent}. Set FOURFOLD_HOME to a folder whose parents everybody may enter`,
  );
});

test.runIf(asRoot)("as root the server runs as another user", async () => {
  const home = newHome();
  const db = await openEmbedded(home);
  const status = readFileSync(`/proc/${serverOf(home)!.pid}/status`, "utf8");
  expect(status).toMatch(/^Uid:\s+65534\s+65534/m);
  await db.leave();
});

test.runIf(asRoot)("binaries in a closed folder are copied to an open one, once", () => {
  const closed = newHome();
  mkdirSync(join(closed, "native/bin"), { recursive: true });
  writeFileSync(join(closed, "native/bin/postgres"), "binary");
  const from = join(closed, "native");
  const to = join(newHome(), "postgres-18");
  chmodSync(closed, 0o755);
  expect(reachable(from, to, nobody)).toBe(from);
  chmodSync(closed, 0o700);
  expect(reachable(from, to, nobody)).toBe(to);
  expect(readFileSync(join(to, "bin/postgres"), "utf8")).toBe("binary");
  expect(reachable(from, to, nobody)).toBe(to);
});

test.runIf(asRoot && !closedFolder(dirname(process.execPath), nobody))(
  "an ordinary user starts it as itself",
  async () => {
    const home = newHome();
    chownSync(home, nobody.uid, nobody.gid);
    const ordinary = await otherProcess(home, "leave", nobody);
    expect(ordinary.joined).toBe(false);
    await until(() => !serverOf(home));
    expect(existsSync(join(home, "postgres/data/PG_VERSION"))).toBe(true);
  },
);

test("closed folders are found by their bits for the user who asks", () => {
  const home = newHome();
  mkdirSync(join(home, "a/b"), { recursive: true });
  chmodSync(home, 0o755);
  chmodSync(join(home, "a"), 0o700);
  const stranger = { uid: 54321, gid: 54321 };
  expect(closedFolder(join(home, "a/b"), stranger)).toBe(join(home, "a"));
  const { uid, gid } = statSync(home);
  expect(closedFolder(join(home, "a/b/not-there-yet"), { uid, gid })).toBeNull();
});
