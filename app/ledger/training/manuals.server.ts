// Every manual of a shop: those that come with the app, and its own, of which each change is a version.
import { randomBytes } from "node:crypto";
import type { Client } from "../../db.server.ts";
import type { ShopContext } from "../facts.ts";
import { run } from "../writers/rows.server.ts";
import { library } from "./library/index.ts";
import type { ManualText } from "./manual.ts";

export type Manual = ManualText & {
  id: string;
  version: number;
  /** It came with the app and cannot be changed, only copied. */
  isLibrary: boolean;
  /** Own reading of the library; null of a shop's own. */
  minutes: number | null;
  /** Of this version; null of the library. */
  madeAt: Date | null;
  /** Nobody new is assigned it. */
  isRetired: boolean;
};

type Row = ManualText & { id: string; version: number; madeAt: Date; retiredAt: Date | null };

const columns = `id, version, title, text, questions, made_at as "madeAt", retired_at as "retiredAt"`;
const ofLibrary = library.map((manual): Manual => ({
  ...manual,
  isLibrary: true,
  madeAt: null,
  isRetired: false,
}));
const ownOf = ({ retiredAt, ...row }: Row): Manual => ({
  ...row,
  isLibrary: false,
  minutes: null,
  isRetired: retiredAt !== null,
});

/** The latest version of each, the library first, then the shop's own by title; retired ones last. */
export async function listManuals(client: Client, shop: ShopContext): Promise<Manual[]> {
  const rows = await run<Row>(
    client,
    `select distinct on (id) ${columns} from manual where shop_id = $1 order by id, version desc`,
    [shop.id],
  );
  const own = rows.map(ownOf).sort((a, b) => a.title.localeCompare(b.title));
  return [
    ...ofLibrary,
    ...own.filter(({ isRetired }) => !isRetired),
    ...own.filter(({ isRetired }) => isRetired),
  ];
}

/** One version; default the latest. Of the library only the latest is known. */
export async function readManual(
  client: Client,
  shop: ShopContext,
  id: string,
  version?: number,
): Promise<Manual | null> {
  const given = ofLibrary.find((manual) => manual.id === id);
  if (given) return given;
  const [row] = await run<Row>(
    client,
    `select ${columns} from manual where shop_id = $1 and id = $2
       and ($3::int is null or version = $3) order by version desc limit 1`,
    [shop.id, id, version ?? null],
  );
  return row ? ownOf(row) : null;
}

export type Version = { version: number; madeAt: Date };

/** Of a shop's own manual, the newest first. */
export function listVersions(client: Client, shop: ShopContext, id: string): Promise<Version[]> {
  return run<Version>(
    client,
    `select version, made_at as "madeAt" from manual
     where shop_id = $1 and id = $2 order by version desc limit 50`,
    [shop.id, id],
  );
}

/**
 * A new manual (`id` null), or the next version of one of the shop's own; the same words again are no
 * new version. Null when there is no such manual.
 */
export async function saveManual(
  client: Client,
  shop: ShopContext,
  { id, now, ...given }: ManualText & { id: string | null; now: Date },
): Promise<{ id: string; version: number; isNew: boolean } | null> {
  const latest = id === null ? null : await readManual(client, shop, id);
  if (id !== null && (!latest || latest.isLibrary)) return null;
  if (
    latest &&
    latest.title === given.title &&
    latest.text === given.text &&
    latest.questions === given.questions
  ) {
    return { id: latest.id, version: latest.version, isNew: false };
  }
  const made = {
    id: latest?.id ?? `own-${randomBytes(6).toString("hex")}`,
    version: (latest?.version ?? 0) + 1,
  };
  await run(
    client,
    `insert into manual (shop_id, id, version, title, text, questions, made_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [shop.id, made.id, made.version, given.title, given.text, given.questions, now],
  );
  return { ...made, isNew: true };
}

/** No new assignments of it, or again. False when it is none of the shop's own. */
export async function retireManual(
  client: Client,
  shop: ShopContext,
  id: string,
  retiredAt: Date | null,
): Promise<boolean> {
  const rows = await run(
    client,
    "update manual set retired_at = $3 where shop_id = $1 and id = $2 returning version",
    [shop.id, id, retiredAt],
  );
  return rows.length > 0;
}
