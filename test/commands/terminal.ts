import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../app/commands/fourfold/main.ts";
import type { Db } from "../../app/db.server.ts";

/** The command line in this process, on a database of the test. */
export function terminal(db: Db, now: Date) {
  const folder = mkdtempSync(join(tmpdir(), "fourfold-terminal-"));
  let files = 0;

  async function run(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
    const said = { out: "", err: "" };
    const exit = await main(args, {
      out: (text) => (said.out += text),
      err: (text) => (said.err += text),
      // The test ends the database, not the command.
      open: async () => ({ ...db, close: async () => {} }),
      now: () => now,
    });
    return { exit, ...said };
  }

  return {
    folder,
    run,
    /** The JSON of a command that must succeed. */
    async json<T>(...args: string[]): Promise<T> {
      const { exit, out, err } = await run(...args);
      if (exit !== 0) throw new Error(`fourfold ${args.join(" ")}: exit ${exit}, ${err}`);
      return JSON.parse(out) as T;
    },
    file(text: string): string {
      const path = join(folder, `${++files}.csv`);
      writeFileSync(path, text);
      return path;
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
