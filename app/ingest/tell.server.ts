// Doors tell which shops have something new, at most every 100 ms: a busy shop costs one job, not one
// a delivery.
import { log } from "../log.server.ts";

const tellEveryMs = 100;

export type Teller = {
  hear(shopId: bigint): void;
  /** Tells at once what was heard. */
  settle(): Promise<void>;
};

export function createTeller(onShops: (shopIds: bigint[]) => void | Promise<void>): Teller {
  const heard = new Set<bigint>();
  let telling: NodeJS.Timeout | null = null;

  async function tell(): Promise<void> {
    if (telling !== null) clearTimeout(telling);
    telling = null;
    const ids = [...heard];
    heard.clear();
    try {
      if (ids.length > 0) await onShops(ids);
    } catch (error) {
      // Nothing is lost: the sweep finds these shops within a minute.
      log.warn({ error: (error as Error).message }, "could not add drain jobs");
    }
  }

  return {
    hear(shopId) {
      heard.add(shopId);
      telling ??= setTimeout(() => void tell(), tellEveryMs);
    },
    settle: tell,
  };
}
