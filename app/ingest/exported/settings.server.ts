// What the shop of an export counts by and aims at: zone, currency, promises, regions, targets.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Db } from "../../db.server.ts";
import { isDay } from "../../ledger/day.ts";
import { askRegions, keepRegions, regionsCounted } from "../../ledger/regions.server.ts";
import type { RegionSet } from "../../ledger/regions.ts";
import { setTarget, updateShop, type Shop, type Target } from "../../ledger/shop.server.ts";
import { FileRefused } from "../files/table.server.ts";
import * as cell from "./cells.ts";
import { rowsOf } from "./rows.server.ts";

const Manifest = z.object({
  timeZone: z.string(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  tables: z.array(z.object({ table: z.string() })),
});
export type ExportHead = { timeZone: string; currency: string };

/** @throws FileRefused where the folder is no export */
export async function readManifest(folder: string): Promise<ExportHead> {
  const path = join(folder, "manifest.json");
  try {
    return Manifest.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    const got = error instanceof Error && "code" in error ? String(error.code) : "another text";
    throw new FileRefused(`got ${got} at ${path}, expected a folder made by fourfold export`);
  }
}

const ShopRow = z.object({
  week_start: cell.text,
  ship_promise_hours: cell.maybeDecimal,
  deliver_promise_hours: cell.maybeDecimal,
});
const TargetRow = z.object({
  ...{ kpi: cell.text, from: cell.day, to: cell.day, value: cell.decimal },
  ...{ high: cell.maybeDecimal, red: cell.maybeDecimal, weight: cell.decimal },
  kind: z.enum(["absolute", "percent", "month", "band"]),
  // Older exports have no parts.
  part_by: z.enum(["", "region", "channel"]).default(""),
  part_key: cell.text.default(""),
});
const Place = z.object({
  country: cell.text,
  province: cell.maybeText,
  postcodes: z.object({ first: cell.text, last: cell.text }).optional(),
});
const RegionRow = z.object({
  version: cell.int,
  sets: z.array(z.object({ name: cell.text, places: z.array(Place) })),
});

async function all<T>(folder: string, table: string, row: z.ZodType<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const { value } of rowsOf(join(folder, `${table}.json`))) found.push(row.parse(value));
  return found;
}

async function targetsIn(folder: string): Promise<Target[]> {
  const rows = await all(folder, "target", TargetRow);
  return rows.filter(({ from, to }) => isDay(from) && isDay(to)).map(targetOf);
}

export type CopiedTargets = {
  /** How many this shop aims at now. */
  set: number;
  /** KPIs whose level is in the other shop's money, or that this version does not know. */
  left: string[];
};

/**
 * What another shop aims at, as a beginning for this one: targets of the same dates are replaced, others
 * stay. Throws a ZodError for a row of another shape.
 */
export async function copyTargets(
  db: Db,
  shop: Shop,
  given: { folder: string; currency: string; unitOf(kpi: string): string | undefined },
): Promise<CopiedTargets> {
  const { folder, currency, unitOf } = given;
  const isLevel = ({ kind }: Target) => kind === undefined || kind === "band";
  const report: CopiedTargets = { set: 0, left: [] };
  for (const target of await targetsIn(folder)) {
    const unit = unitOf(target.kpi);
    const isOther = unit === "money" && isLevel(target) && currency !== shop.currency;
    if (!unit || isOther) {
      report.left.push(target.kpi);
      continue;
    }
    await setTarget(db, shop, target);
    report.set += 1;
  }
  return report;
}

/** Before facts: so each is counted rightly at once. Throws a ZodError for a row of another shape. */
export async function importSettings(
  db: Db,
  shop: Shop,
  { folder, now }: { folder: string; now: Date },
): Promise<Shop> {
  const [own] = await all(folder, "shop", ShopRow);
  const changed = own
    ? await updateShop(db, shop, {
        weekStart: own.week_start,
        ...(own.ship_promise_hours === null ? {} : { shipPromiseHours: own.ship_promise_hours }),
        ...(own.deliver_promise_hours === null
          ? {}
          : { deliverPromiseHours: own.deliver_promise_hours }),
      })
    : shop;
  for (const target of await targetsIn(folder)) await setTarget(db, shop, target);
  const rules = await all(folder, "region_rule", RegionRow);
  const latest = rules.toSorted((a, b) => b.version - a.version)[0];
  if (latest) {
    await askRegions(db, shop.id, latest.sets as RegionSet[], now);
    const kept = await keepRegions(db, shop);
    if (kept) await regionsCounted(db, shop.id, kept.version, now);
  }
  return changed;
}

const targetOf = ({
  kind,
  high,
  red,
  part_by: by,
  part_key: key,
  ...row
}: z.output<typeof TargetRow>): Target => ({
  ...row,
  ...(by === "" ? {} : { part: { by, key } }),
  ...(kind === "absolute" ? {} : { kind }),
  ...(high === null ? {} : { high }),
  ...(red === null ? {} : { red }),
});
