// What the numbers must be: a second database, calm, reads the stand-in's store once by the backfill;
// and, without any of the app's own code, what the store's orders say themselves.
import { createGraphqlFor } from "../../app/admin-api.server.ts";
import { recompute } from "../../app/measures/recompute.server.ts";
import { addJobs } from "../../app/jobs/queue.server.ts";
import { startBackfillSpec } from "../../app/jobs/start-backfill.ts";
import { startWorker } from "../../app/jobs/worker.server.ts";
import { rowsOf } from "../ingest/deliver.ts";
import { everything, type Everything } from "../jobs/every-row.ts";
import { leadTo } from "../jobs/lead.ts";
import { app } from "../jobs/sign-in.ts";
import type { OrderPayload } from "../platform/payloads.ts";
import type { Store } from "../platform/store.ts";
import { comeToRest, type ChaosShop } from "./shop.ts";

/** Every fact and measure, counted as of that instant. */
async function counted(chaos: ChaosShop, asOf: Date): Promise<Everything> {
  await recompute(chaos.db, chaos.shop, { asOf });
  return everything(chaos);
}

/** Reads a store's whole history into a new shop, by a worker inside this process. */
export async function readAll(
  chaos: ChaosShop,
  standInUrl: string,
  withinMs: number,
): Promise<void> {
  const ceaseLeading = leadTo(standInUrl);
  const keys = { apiKey: app.key, apiSecret: app.secret };
  const worker = await startWorker(chaos.db, { graphqlFor: createGraphqlFor(chaos.db, keys) });
  try {
    await addJobs(chaos.db, [startBackfillSpec(chaos.shop.id)]);
    await comeToRest(chaos, withinMs);
  } finally {
    await worker.stop();
    ceaseLeading();
  }
}

/**
 * What no webhook tells: of stock all but what is available, which is reckoned from the last count; of
 * a promise that it was kept, for what counts is when it was due.
 */
const untold: Record<string, RegExp> = {
  stock_level: /,"(on_hand|committed|incoming)":[^,}]*/g,
  fulfillment_order: /,"(updated_at|hash|status)":("[^"]*"|[^,}]*)/g,
};

/** An order whose returns were all declined is in Shopify's lists one without returns. */
const unlisted: Record<string, RegExp> = { return: /"status":"declined"/ };

const told = (table: string, { [table]: rows = [] }: Everything) =>
  new Set(
    rows
      .filter((row) => !unlisted[table]?.test(row))
      .map((row) => (untold[table] ? row.replace(untold[table], "") : row)),
  );

/** Sentences of tables that differ; none when every row of the two is the same. */
export async function differences(found: ChaosShop, due: ChaosShop, asOf: Date): Promise<string[]> {
  const [got, expected] = [await counted(found, asOf), await counted(due, asOf)];
  return Object.keys(expected).flatMap((table) => {
    const [a, b] = [told(table, got), told(table, expected)];
    const [more, less] = [[...a.difference(b)], [...b.difference(a)]];
    // Webhooks tell each step of a parcel, the backfill how it stands now; measures take the last.
    if (table === "fulfillment_event" || more.length + less.length === 0) return [];
    return [
      `${table}: ${more.length} rows that should not be, such as ${more[0] ?? "none"}; ` +
        `${less.length} missing, such as ${less[0] ?? "none"}`,
    ];
  });
}

/** Counted: no test, not voided, worth something (definitions.md, what counts). */
const isCounted = (order: OrderPayload) =>
  !order.test && order.financial_status !== "voided" && Number(order.subtotal_price) > 0;

/** Sentences of days on which the shop counts other orders than the store has. */
export async function wrongDays({ db, shop }: ChaosShop, store: Store): Promise<string[]> {
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: shop.timeZone });
  const due = new Map<string, number>();
  for (const order of store.orders.values()) {
    if (!isCounted(order)) continue;
    const day = dayOf.format(new Date(order.processed_at));
    due.set(day, (due.get(day) ?? 0) + 1);
  }
  const rows = await rowsOf<{ day: string; value: bigint }>(
    db,
    shop.id,
    "select day, value from measure_day where measure = 'orders' and dimension = 'all'",
  );
  const got = new Map(rows.map(({ day, value }) => [day, Number(value)]));
  return [...new Set([...due.keys(), ...got.keys()])]
    .filter((day) => due.get(day) !== got.get(day))
    .map(
      (day) => `${day}: ${got.get(day) ?? 0} orders counted, the store has ${due.get(day) ?? 0}`,
    );
}
