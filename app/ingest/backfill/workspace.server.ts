// Where a result is laid out: a folder for one merge alone. Named by its process, so that what a
// killed one left is known as left, and never by its shop: two databases on one machine number their
// shops alike.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const name = /^fourfold-backfill-(\d+)-/;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one that lives.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A new folder for this user alone; folders of processes that are gone are removed on the way. */
export async function openWorkspace(base: string): Promise<string> {
  for (const entry of await readdir(base)) {
    const pid = name.exec(entry)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Another user's cannot be removed, and is not ours to.
    await rm(join(base, entry), { recursive: true, force: true }).catch(() => {});
  }
  return mkdtemp(join(base, `fourfold-backfill-${process.pid}-`));
}
