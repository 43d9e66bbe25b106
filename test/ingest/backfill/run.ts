// Runs a backfill to its end as the jobs do, without their clock.
import { tmpdir } from "node:os";
import type { Db } from "../../../app/db.server.ts";
import { advanceBackfill } from "../../../app/ingest/backfill/advance.server.ts";
import { loadBackfill } from "../../../app/ingest/backfill/load.server.ts";
import { backfillState } from "../../../app/ingest/backfill/state.server.ts";
import type { BackfillState } from "../../../app/ingest/backfill/state.server.ts";
import { readShop } from "../../../app/ledger/shop.server.ts";
import type { Shop } from "../../../app/ledger/shop.server.ts";
import type { Graphql } from "../../../app/ingest/refetch.server.ts";

export async function wholeShop(db: Db, id: bigint): Promise<Shop> {
  const shop = await readShop(db, id);
  if (!shop) throw new Error(`shop ${id} is not there`);
  return shop;
}

/**
 * Turns until nothing runs any more, each turn a minute later.
 * @returns the state at the end and the turns it took
 */
export async function runBackfill(
  db: Db,
  shop: Shop,
  graphql: Graphql | null,
  { from = new Date("2026-03-02T00:00:00Z"), turns = 200 } = {},
): Promise<BackfillState & { turns: number }> {
  let time = from.getTime();
  const now = () => new Date(time);
  for (let turn = 1; turn <= turns; turn += 1) {
    await advanceBackfill(db, shop, { graphql, now });
    await loadBackfill(db, shop, { now, folder: tmpdir() });
    const state = await backfillState(db, shop);
    if (state.state !== "running") return { ...state, turns: turn };
    time += 60_000;
  }
  throw new Error(`still running: ${JSON.stringify(await backfillState(db, shop))}`);
}
