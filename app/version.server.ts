// Open panels wait here for a shop's numbers to change. Every recompute sends NOTIFY fourfold_version
// with `<shopId>:<version>`; a process listens on one connection, however many panels are open.
import { EventEmitter } from "node:events";
import type { Db } from "./db.server.ts";
import { inShop } from "./db.server.ts";
import { log } from "./log.server.ts";
import { shared } from "./runtime.server.ts";

const channel = "fourfold_version";
/** How long to wait before listening again after a lost connection. */
const retryMs = 1_000;

export type Versions = {
  /**
   * The shop's version as soon as it is greater than `since`, else the present one after `holdMs`
   * or when `signal` ends the wait.
   */
  wait(
    shopId: bigint,
    since: bigint,
    options: { holdMs: number; signal?: AbortSignal },
  ): Promise<bigint>;
  /** The shop's present version, 0 before the first recompute. */
  read(shopId: bigint): Promise<bigint>;
  close(): Promise<void>;
};

export function listenVersions(db: Db): Versions {
  const heard = new EventEmitter();
  heard.setMaxListeners(0);
  let closed = false;
  let hangUp: (() => void) | undefined;

  async function listen(): Promise<void> {
    while (!closed) {
      try {
        const client = await db.app.connect();
        const lost = new Promise<void>((resolve) => {
          client.once("error", () => resolve());
          client.once("end", () => resolve());
          hangUp = resolve;
          // Closed while it connected: a worker process listens only to be closed.
          if (closed) resolve();
        });
        client.on("notification", (message) => {
          const [shopId, version] = (message.payload ?? "").split(":");
          if (shopId && version) heard.emit(shopId, BigInt(version));
        });
        await client.query(`listen ${channel}`);
        // Versions that passed while nobody listened: let every waiter look for itself.
        heard.emit("again");
        await lost;
        client.release(true);
      } catch (error) {
        log.warn({ error: (error as Error).message }, "cannot listen for new versions");
      }
      if (!closed) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async function read(shopId: bigint): Promise<bigint> {
    const { rows } = await inShop(db, shopId, (client) =>
      client.query<{ version: bigint }>("select version from shop where id = $1", [shopId]),
    );
    return rows[0]?.version ?? 0n;
  }

  const listening = listen();
  return {
    read,
    async wait(shopId, since, { holdMs, signal }) {
      const name = shopId.toString();
      let tell: (version: bigint | null) => void = () => {};
      const told = new Promise<bigint | null>((resolve) => (tell = resolve));
      const look = () =>
        void read(shopId).then(
          (now) => now > since && tell(now),
          () => {},
        );
      const hear = (version: bigint) => version > since && tell(version);
      const stop = () => tell(null);
      const late = setTimeout(stop, holdMs);
      heard.on(name, hear);
      heard.on("again", look);
      signal?.addEventListener("abort", stop);
      try {
        // Heard from now on, so a version between this look and the wait is not missed.
        const now = await read(shopId);
        return now > since ? now : ((await told) ?? (await read(shopId)));
      } finally {
        clearTimeout(late);
        heard.off(name, hear);
        heard.off("again", look);
        signal?.removeEventListener("abort", stop);
      }
    },
    async close() {
      closed = true;
      hangUp?.();
      await listening;
    },
  };
}

/** The process's one listener. */
export const versions = (): Versions => shared("versions", ({ db }) => listenVersions(db));
