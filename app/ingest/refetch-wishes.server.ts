// Wishes to read something again at Shopify, one row a thing: wished twice is read once.
import type { Client } from "../db.server.ts";
import type { Refetch, RefetchKind } from "./topics/topic.ts";

export type Wish = { kind: RefetchKind; id: string; requestedAt: Date; attempts: number };

// As with deliveries: 15 s doubled each time, so the eighth try comes about an hour later.
const FIRST_RETRY_SECONDS = 15;
const MAX_ATTEMPTS = 8;

/** True when a wish that is postponed once more stays as a mere record. */
export const isLastTry = ({ attempts }: Wish): boolean => attempts + 1 >= MAX_ATTEMPTS;

/** Stores wishes; one that waits already, even without hope, is due again now. */
export async function wishRefetch(
  client: Client,
  shopId: bigint,
  wishes: Refetch[],
  at: Date,
): Promise<void> {
  if (wishes.length === 0) return;
  await client.query({
    name: "refetch-wish",
    text: `insert into refetch (shop_id, kind, id, requested_at, next_at)
     select distinct $1::bigint, kind, id, $4::timestamptz, $4::timestamptz
       from unnest($2::text[], $3::text[]) as wish(kind, id) order by kind, id
     on conflict (shop_id, kind, id) do update
        set requested_at = excluded.requested_at, next_at = excluded.next_at, attempts = 0,
            reason = null`,
    values: [shopId, wishes.map((wish) => wish.kind), wishes.map((wish) => wish.id), at],
  });
}

/** Due wishes, the longest waiting first. */
export async function dueWishes(
  client: Client,
  shopId: bigint,
  { at, limit }: { at: Date; limit: number },
): Promise<Wish[]> {
  const { rows } = await client.query<Wish>(
    `select kind, id, requested_at as "requestedAt", attempts from refetch
      where shop_id = $1 and next_at <= $2 order by next_at, kind, id limit $3`,
    [shopId, at, limit],
  );
  return rows;
}

/** Forgets wishes that came true. One wished again since it was read stays. */
export async function fulfil(client: Client, shopId: bigint, wishes: Wish[]): Promise<void> {
  await client.query(
    `delete from refetch r using unnest($2::text[], $3::text[], $4::timestamptz[])
              as done(kind, id, requested_at)
      where r.shop_id = $1 and r.kind = done.kind and r.id = done.id
        and r.requested_at = done.requested_at`,
    [
      shopId,
      wishes.map((wish) => wish.kind),
      wishes.map((wish) => wish.id),
      wishes.map((wish) => wish.requestedAt),
    ],
  );
}

/**
 * Another try later; after the eighth the wish only stays as a record, for 30 days. One that failed
 * with all others (`freeAfterSeconds`, default null) is tried again then and keeps its tries: nothing
 * may be lost because Shopify was away for an afternoon.
 */
export async function postpone(
  client: Client,
  shopId: bigint,
  wishes: readonly Wish[],
  {
    at,
    reason,
    freeAfterSeconds = null,
  }: { at: Date; reason: string; freeAfterSeconds?: number | null },
): Promise<void> {
  await client.query(
    `update refetch r set attempts = r.attempts + case when $7::int is null then 1 else 0 end,
            reason = $5,
            next_at = case when $7 is not null then $6::timestamptz + make_interval(secs => $7)
                      when r.attempts + 1 >= ${MAX_ATTEMPTS} then 'infinity'
                      else $6::timestamptz + make_interval(secs => ${FIRST_RETRY_SECONDS} * 2 ^ r.attempts)
                      end
       from unnest($2::text[], $3::text[], $4::timestamptz[]) as failed(kind, id, requested_at)
      where r.shop_id = $1 and r.kind = failed.kind and r.id = failed.id
        and r.requested_at = failed.requested_at`,
    [
      shopId,
      wishes.map((wish) => wish.kind),
      wishes.map((wish) => wish.id),
      wishes.map((wish) => wish.requestedAt),
      reason,
      at,
      freeAfterSeconds,
    ],
  );
}
