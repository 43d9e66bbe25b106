// npm run bench -- door recompute rebuild --orders 100000: one JSON line per figure on stdout, logs on stderr.
// Exit 1 when a goal is missed, 2 for an unknown name.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

process.env.LOG_LEVEL ??= "warn";
process.env.FOURFOLD_KEY ??= "a key that only the bench knows and nobody else";

import type { Figure } from "./figure.ts";

/** `orders`: how many a shop has, for those that can be asked. */
type Size = { orders?: number };
type Bench = (home: string, size: Size) => AsyncIterable<Figure>;

// Imported when asked for: each opens a database of its own.
const benches: Record<string, () => Promise<Bench>> = {
  door: async () => (await import("./door.ts")).bench,
  recompute: async () => (await import("./recompute.ts")).bench,
  import: async () => (await import("./import.ts")).bench,
  backfill: async () => (await import("./backfill.ts")).bench,
  burst: async () => (await import("./burst.ts")).bench,
  starve: async () => (await import("./starve.ts")).bench,
  growth: async () => (await import("./growth.ts")).bench,
  block: async () => (await import("./block.ts")).bench,
  survey: async () => (await import("./survey.ts")).bench,
  home: async () => (await import("./home.ts")).bench,
  live: async () => (await import("./live.ts")).bench,
  web: async () => (await import("./web.ts")).bench,
  causes: async () => (await import("./causes.ts")).bench,
  recommend: async () => (await import("./recommend.ts")).bench,
  proxy: async () => (await import("./proxy.ts")).bench,
  rebuild: async () => (await import("./rebuild.ts")).bench,
  forecast: async () => (await import("./forecast.ts")).bench,
};

const { positionals: asked, values } = parseArgs({
  allowPositionals: true,
  options: { orders: { type: "string" } },
});
const size: Size = values.orders === undefined ? {} : { orders: Number(values.orders) };
const names = asked.length > 0 ? asked : Object.keys(benches);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `unknown bench ${unknown.join(", ")}; known: ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}

let missed = 0;
for (const name of names) {
  const home = mkdtempSync(join(tmpdir(), `fourfold-bench-${name}-`));
  try {
    const bench = await benches[name]!();
    for await (const figure of bench(home, size)) {
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      if (!figure.pass) missed += 1;
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
process.exitCode = missed > 0 ? 1 : 0;
