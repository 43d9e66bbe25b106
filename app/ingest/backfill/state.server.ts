// How far a backfill is, for the panel that shows it.
import { inShop } from "../../db.server.ts";
import type { Db } from "../../db.server.ts";
import type { Day } from "../../ledger/day.ts";
import type { Shop } from "../../ledger/shop.server.ts";
import type { BackfillKind, KindState } from "./kinds.ts";
import { readRows } from "./rows.server.ts";

export type BackfillState = {
  /** none: never begun. A run with a failed kind is `failed` once nothing else of it runs. */
  state: "none" | "running" | "done" | "failed";
  kinds: {
    kind: BackfillKind;
    state: KindState;
    /** Lines of Shopify's result; 0 until it says. */
    objects: number;
    /** Lines merged. */
    done: number;
    startedAt: Date;
    finishedAt: Date | null;
    /** A sentence with what to do; null while all is well. */
    problem: string | null;
  }[];
  /** Sale day of the oldest order that is known; null without orders. */
  historyFrom: Day | null;
  /** Without the scope read_all_orders Shopify gives the orders of the last 60 days only. */
  limitedTo60Days: boolean;
};

export async function backfillState(
  db: Db,
  shop: Pick<Shop, "id" | "scopes">,
): Promise<BackfillState> {
  return inShop(db, shop.id, async (client) => {
    const rows = await readRows(client, shop.id);
    const { rows: oldest } = await client.query<{ day: Day | null }>(
      "select min(sale_day) as day from orders where shop_id = $1",
      [shop.id],
    );
    const over = rows.filter(({ state }) => state === "done" || state === "failed");
    const isFailed = rows.some(({ state }) => state === "failed");
    return {
      state:
        rows.length === 0
          ? "none"
          : over.length < rows.length
            ? "running"
            : isFailed
              ? "failed"
              : "done",
      kinds: rows.map(({ kind, state, objects, done, startedAt, finishedAt, problem }) => ({
        kind,
        state,
        objects: Number(objects),
        done: Number(done > objects ? objects : done),
        startedAt,
        finishedAt,
        problem,
      })),
      historyFrom: oldest[0]?.day ?? null,
      limitedTo60Days: !shop.scopes.split(",").includes("read_all_orders"),
    };
  });
}
