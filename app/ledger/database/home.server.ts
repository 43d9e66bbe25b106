import { accessSync, chmodSync, constants, linkSync, mkdirSync, readFileSync } from "node:fs";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** Whom Postgres runs as. It refuses to run as root, so root lends it the id of "nobody". */
export type RunAs = { uid: number; gid: number } | null;
const nobody = { uid: 65534, gid: 65534 };

export const runAs = (): RunAs => (process.getuid?.() === 0 ? nobody : null);

/** `~/.fourfold`, as root `/var/lib/fourfold` (root's own home is closed to the database's user). */
export const defaultHome = () => (runAs() ? "/var/lib/fourfold" : join(homedir(), ".fourfold"));

/** The first folder above or at `path` that `user` may not enter, or null. */
export function closedFolder(path: string, user: RunAs): string | null {
  const folders = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    let stat;
    try {
      stat = statSync(folder);
    } catch (error) {
      // Not there yet: whoever makes it opens it. Anything else hides what is behind.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      return dirname(folder);
    }
    if (!stat.isDirectory()) return folder;
    if (user) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if (!(stat.mode & bit)) return folder;
    } else {
      try {
        accessSync(folder, constants.X_OK);
      } catch {
        return folder;
      }
    }
  }
  return null;
}

/** Makes the home folder. Throws an Error with what to do when the database could not live there. */
export function openHome(home: string): string {
  const path = resolve(home);
  const user = runAs();
  const closed = closedFolder(dirname(path), user);
  if (closed) {
    const who = user ? `the database's user (id ${user.uid}; Postgres refuses root)` : "this user";
    throw new Error(
      `FOURFOLD_HOME: got ${path}, but ${who} cannot enter ${closed}. ` +
        `Set FOURFOLD_HOME to a folder whose parents everybody may enter, such as /var/lib/fourfold, ` +
        `or allow it: chmod o+x ${closed}`,
    );
  }
  try {
    mkdirSync(path, { recursive: true });
    if (user && closedFolder(path, user)) chmodSync(path, 0o711);
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new Error(`FOURFOLD_HOME: cannot write ${path}, set it to a folder you own`, {
      cause: error,
    });
  }
  return path;
}

/**
 * The text of `path`, written from `make()` if it is not there. Whoever comes second reads what the
 * first wrote, never half of it: the file appears by a link, which either succeeds or exists.
 */
export function readOrCreate(path: string, make: () => string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, make(), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, "utf8");
}
