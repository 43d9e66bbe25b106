import { setTimeout as sleep } from "node:timers/promises";
import { rowsOf } from "../ingest/deliver.ts";
import type { ChaosShop } from "./shop.ts";

/** Orders that the shop's numbers hold. */
export async function ordersCounted({ db, shop }: ChaosShop): Promise<number> {
  const [row] = await rowsOf<{ n: string | null }>(
    db,
    shop.id,
    `select sum(value)::text as n from measure_day
     where measure = 'orders' and dimension = 'all'`,
  );
  return Number(row?.n ?? 0);
}

/** Waits until it is so; milliseconds it took, null when it was not in that time. */
export async function waitFor(
  isSo: () => Promise<boolean>,
  withinMs: number,
): Promise<number | null> {
  const started = performance.now();
  while (performance.now() - started < withinMs) {
    if (await isSo().catch(() => false)) return performance.now() - started;
    await sleep(50);
  }
  return null;
}
