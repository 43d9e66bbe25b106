// How long each class of data is kept, and what a night removes of it. What stands nowhere here is kept
// until the shop or the person is erased (privacy.server.ts): orders and the other facts, customers and
// their contacts, which Shopify asks us to forget by customers/redact.
import { inShop, type Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { run } from "../ledger/writers/rows.server.ts";
import { keptDays } from "./deliveries.server.ts";

/** The longest period that a page can show, so that no page loses what it could show. */
const shownDays = 3 * 366;

export type DataClass = {
  name: string;
  /** Counted from what `remove` compares with $2. */
  days: number;
  /** With the shop as $1 and the instant before which it goes as $2. */
  remove: string;
};

export const dataClasses: readonly DataClass[] = [
  {
    name: "deliveries that could not be used, and packages of data requests",
    days: keptDays,
    remove: "delete from inbox where shop_id = $1 and state <> 'new' and received_at < $2",
  },
  {
    name: "counts of deliveries that nobody reads",
    days: 90,
    remove: "delete from door_count where shop_id = $1 and day < $2::timestamptz::date",
  },
  {
    // The rows quote cells, which may name a person.
    name: "names and refused rows of imported files",
    days: 30,
    remove: "delete from file_import where shop_id = $1 and created_at < $2",
  },
  {
    name: "things that could not be read again at Shopify",
    days: 30,
    remove: "delete from refetch where shop_id = $1 and next_at = 'infinity' and requested_at < $2",
  },
  {
    name: "worked-out answers that nobody looked at",
    days: 7,
    remove: "delete from snapshot where shop_id = $1 and asked_at < $2",
  },
  {
    name: "what nightly comparisons found",
    days: 90,
    remove: "delete from reconcile where shop_id = $1 and finished_at < $2",
  },
  {
    name: "when automatic work ran",
    days: 7,
    remove: "delete from work_run where shop_id = $1 and started_at < $2",
  },
  {
    name: "links that expired or were ended",
    days: 90,
    remove: "delete from share_link where shop_id = $1 and least(revoked_at, expires_at) < $2",
  },
  {
    name: "access keys that were revoked",
    days: 90,
    remove: "delete from access_key where shop_id = $1 and revoked_at < $2",
  },
  {
    name: "who was sent which digest",
    days: 90,
    remove: "delete from digest_mail where shop_id = $1 and changed_at < $2",
  },
  {
    name: "readers who stopped the digest",
    days: 30,
    remove: "delete from digest_reader where shop_id = $1 and stopped_at < $2",
  },
  {
    name: "tasks that are done, with their notes and owners",
    days: 730,
    remove: "delete from task where shop_id = $1 and done_at < $2",
  },
  {
    name: "what buyers wrote; the score stays",
    days: shownDays,
    remove: `update answer set text = null
      where shop_id = $1 and answer_day < $2::timestamptz::date and text is not null`,
  },
  {
    name: "who of the staff opened the app on which day",
    days: shownDays,
    remove: "delete from visit where shop_id = $1 and day < $2::timestamptz::date",
  },
  {
    name: "who was in which arm of a trial",
    days: shownDays,
    remove: "delete from experiment_exposure where shop_id = $1 and first_at < $2",
  },
];

/** Removes what is older than its class is kept; how many rows of each class that had some. */
export async function removeOld(
  db: Db,
  shop: Pick<ShopContext, "id">,
  now: Date,
): Promise<Record<string, number>> {
  return inShop(db, shop.id, async (client) => {
    const removed: Record<string, number> = {};
    for (const { name, days, remove } of dataClasses) {
      const before = new Date(now.getTime() - days * 86_400_000);
      const { length } = await run(client, `${remove} returning 1`, [shop.id, before]);
      if (length > 0) removed[name] = length;
    }
    return removed;
  });
}
