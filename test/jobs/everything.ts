// What a backfill leaves behind, and when it has come to rest.
import { expect, vi } from "vitest";
import { backfillState } from "../../app/ingest/backfill/state.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { everything, type Everything } from "./every-row.ts";
import type { LiveShop } from "./live-shop.ts";

export type { Everything };

/** Until nothing waits any more: no kind, no refetch, no delivery, no day, no reading. */
export async function settled({ db, shop }: LiveShop): Promise<void> {
  const left = async () => {
    const { state, kinds } = await backfillState(db, shop);
    const [rest] = await rowsOf<{ n: number }>(
      db,
      shop.id,
      `select ((select count(*) from refetch) + (select count(*) from inbox where state = 'new')
         + (select count(*) from dirty_day))::int as n`,
    );
    return state === "done"
      ? String(rest?.n)
      : kinds.map((kind) => `${kind.kind} ${kind.state}`).join();
  };
  const reading = async () => {
    const { rows } = await db.owner.query<{ key: string }>(
      "select key from graphile_worker.jobs where key like 'read-%' or key like 'start-%'",
    );
    return rows.map(({ key }) => key);
  };
  const isSettled = async () => {
    expect(await reading()).toEqual([]);
    expect(await left()).toBe("0");
    expect(await eventsRead(db, shop.id)).toBe(true);
  };
  await vi.waitFor(isSettled, { timeout: 60_000, interval: 200 });
}

async function eventsRead(db: LiveShop["db"], shopId: bigint): Promise<boolean> {
  const [place] = await rowsOf<{ cursor: string | null }>(
    db,
    shopId,
    "select cursor from reading where what = 'order-events'",
  );
  return place?.cursor === null;
}

/** Every fact and measure of the shop, counted as of that instant. */
export async function countedAsOf(live: LiveShop, asOf: Date): Promise<Everything> {
  await recompute(live.db, live.shop, { asOf });
  return everything(live);
}

export function expectSame(found: Everything, expected: Everything): void {
  for (const table of Object.keys(expected)) {
    const [due, got] = [new Set(expected[table]), new Set(found[table])];
    expect(found[table]?.length, table).toBe(expected[table]?.length);
    expect([...due.symmetricDifference(got)].slice(0, 4), table).toEqual([]);
  }
}
