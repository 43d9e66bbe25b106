// What one process shares between the modules Node loads itself (door, worker) and the built Remix
// bundle, which holds its own copies of the same files: one pool, one Shopify library, one listener.
import type { Db } from "./db.server.ts";

export type Runtime = {
  db: Db;
  /** Puts work in line for shops that have deliveries waiting. */
  wake: (shopIds: bigint[]) => Promise<void>;
  /** Made once on first use, shared by name. */
  shared: Map<string, unknown>;
};

// Symbol.for names the same slot in every copy of this file.
const slot = Symbol.for("fourfold.runtime");
type Slots = { [slot]?: Runtime };

export function setRuntime(runtime: Omit<Runtime, "shared">): void {
  (globalThis as Slots)[slot] = { ...runtime, shared: new Map() };
}

/** Throws when the process was started without its server (`npm start`, `npm run demo`). */
export function runtime(): Runtime {
  const found = (globalThis as Slots)[slot];
  if (!found) throw new Error("got no runtime: start the app with `npm start` or `npm run demo`");
  return found;
}

/** The process's one `name`, made by `make` when nobody asked before. */
export function shared<T>(name: string, make: (runtime: Runtime) => T): T {
  const here = runtime();
  if (!here.shared.has(name)) here.shared.set(name, make(here));
  return here.shared.get(name) as T;
}
