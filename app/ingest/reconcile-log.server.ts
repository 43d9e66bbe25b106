// What comparisons with Shopify found: one row a kind and comparison, for the Data page and for where
// the next one begins.
import { inShop } from "../db.server.ts";
import type { Db } from "../db.server.ts";
import type { Shop } from "../ledger/shop.server.ts";
import type { Refused } from "./backfill/ask.server.ts";

export type ReconcileKind =
  "locations" | "products" | "customers" | "orders" | "levels" | "returns";

/** One comparison of one kind; counts are things. */
export type Reconciled = {
  kind: ReconcileKind;
  /** Changes since this instant were compared. */
  since: Date;
  checked: number;
  /** Not in the ledger at all. */
  missing: number;
  /** In the ledger in an older copy, or still there though Shopify deleted it. */
  stale: number;
  /** Of both, right now. */
  repaired: number;
  /** A sentence with what to do; null when all is well. */
  problem: string | null;
};

const hourMs = 3_600_000;
/** Clocks differ and a night's run may have failed: the last day is always compared again. */
const overlapMs = 24 * hourMs;
/** Without an earlier comparison: as long as Shopify tries to deliver, and some nights more. */
const firstMs = 7 * 24 * hourMs;

/** A day before the last comparison that ended without a problem. */
export async function lastStart(db: Db, shop: Shop, now: Date): Promise<Date> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<{ at: Date | null }>(
      `select max(started_at) as at from (
         select started_at from reconcile where shop_id = $1
         group by started_at having bool_and(finished_at is not null and problem is null)) ended`,
      [shop.id],
    ),
  );
  const last = rows[0]?.at;
  return new Date(last ? last.getTime() - overlapMs : now.getTime() - firstMs);
}

const words: Record<ReconcileKind, string> = {
  locations: "locations",
  products: "products",
  customers: "customers",
  orders: "orders",
  levels: "stock levels",
  returns: "returns",
};

/** What to tell of a kind that Shopify refused to list. */
export const refusal = (kind: ReconcileKind, error: Refused) =>
  error.code === "ACCESS_DENIED"
    ? `Shopify refused to list ${words[kind]}: open Fourfold in the Shopify admin and approve its permissions.`
    : `Shopify refused to list ${words[kind]} (${error.message}); it is compared again next night.`;

/** Keeps what a comparison found so far; `finishedAt` null while its repairs are under way. */
export async function noteReconcile(
  db: Db,
  shop: Pick<Shop, "id">,
  { startedAt, finishedAt }: { startedAt: Date; finishedAt: Date | null },
  { kind, since, checked, missing, stale, repaired, problem }: Reconciled,
): Promise<void> {
  await inShop(db, shop.id, (client) =>
    client.query(
      `insert into reconcile (shop_id, started_at, kind, since, checked, missing, stale, repaired,
         problem, finished_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (shop_id, started_at, kind) do update set checked = excluded.checked,
         missing = excluded.missing, stale = excluded.stale, repaired = excluded.repaired,
         problem = excluded.problem, finished_at = excluded.finished_at`,
      [
        ...[shop.id, startedAt, kind, since, checked, missing, stale, repaired, problem],
        finishedAt,
      ],
    ),
  );
}

/** The latest comparisons, newest first, for the panel that shows them. */
export async function readReconciles(
  db: Db,
  shop: Pick<Shop, "id">,
  limit = 45,
): Promise<(Reconciled & { startedAt: Date; finishedAt: Date | null })[]> {
  const { rows } = await inShop(db, shop.id, (client) =>
    client.query<Reconciled & { startedAt: Date; finishedAt: Date | null }>(
      `select kind, since, checked, missing, stale, repaired, problem, started_at as "startedAt",
         finished_at as "finishedAt"
       from reconcile where shop_id = $1 order by started_at desc, kind limit $2`,
      [shop.id, limit],
    ),
  );
  return rows;
}
