// What was sold of each item, kept by day and by whole month: the products list of a long period adds
// these up instead of its lines.
import { createHash } from "node:crypto";
import type { Db } from "../db.server.ts";
import type { ShopContext } from "../ledger/facts.ts";
import { periodDays, type Period } from "../ledger/period.ts";
import { keepBlocks } from "./blocks.server.ts";
import { roomForLines } from "./lists.ts";
import { soldJson } from "./products-sql.ts";

/** Other SQL, other lines. */
export const soldName = `sold-lines ${createHash("sha256").update(soldJson).digest("hex").slice(0, 12)}`;

/** Reading the lines of so many days takes a moment only (365 of 1 M orders: seconds). */
export const fewDays = 45;

/**
 * Keeps the sold lines of the finished days and months of a period (keepBlocks).
 * @returns how many
 */
export function keepSoldLines(
  db: Db,
  shop: ShopContext,
  { period, now }: { period?: Period; now: () => Date },
): Promise<number> {
  return keepBlocks(db, shop, {
    ...{ name: soldName, period, now },
    async read(client, days) {
      await client.query(roomForLines(days));
      const values = [shop.id, days.from, days.to];
      const { rows } = await client.query<{ value: string }>(soldJson, values);
      return { value: rows[0]!.value };
    },
  });
}

/** Whether keeping is worth it: what a day's lines take is too little to notice. */
export const isWorthKeeping = (period: Period, leftDays: number): boolean =>
  leftDays > Math.max(3, periodDays(period) / 20);
