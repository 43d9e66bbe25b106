// The guarded write of things that are one row each: a row wins when its version is greater; equal
// content moves the version only and counts as unchanged.
import type { Client } from "../../db.server.ts";
import type { ShopContext, Version } from "../facts.ts";
import { cellsOf, run, unnest, type Columns } from "./rows.server.ts";
import { newest } from "./versions.server.ts";

type Versioned = { version: Version };

export type Table<T> = {
  name: string;
  /** Columns of the primary key after shop_id. */
  key: string[];
  keyOf(row: T): string;
  columns: Columns<T>;
  /** What a later version never overwrites once it is known. Default none. */
  kept?: string[];
  /** Columns computed in the statement, by expression over `i`; $2 is the shop's zone. Default none. */
  computed?: Record<string, string>;
  /** Columns whose value before the write is wanted back. Default none. */
  before?: string[];
  /** Whether something is derived of when it was last updated, so that a later copy is a change. Default no. */
  isDated?: boolean;
};

export const versionColumns: Columns<Versioned> = {
  updated_at: ["timestamptz", (row) => row.version.updatedAt],
  triggered_at: ["timestamptz", (row) => row.version.triggeredAt],
  hash: ["text", (row) => row.version.hash],
};

/** A parameter that a statement does not use has no type, so it must not be sent. */
const needsZone = <T>({ computed = {} }: Table<T>) =>
  Object.values(computed).some((expression) => expression.includes("$2"));

const statements = new WeakMap<object, string>();

function statementOf<T extends Versioned>(table: Table<T>): string {
  const { name, key, columns, kept = [], computed = {}, before = [], isDated } = table;
  const given = { ...columns, ...versionColumns } as Columns<T>;
  const plain = Object.keys(given).filter((column) => !(column in computed));
  const all = [...plain, ...Object.keys(computed)];
  const set = all.filter((column) => !key.includes(column) && !kept.includes(column));
  const on = (left: string, right: string) =>
    key.map((column) => `${left}.${column} = ${right}.${column}`).join(" and ");
  return `
    with input as materialized (select * from ${unnest(given, "i", needsZone(table) ? 3 : 2)}),
    was as materialized (
      select ${key.map((column) => `i.${column}`).join(", ")}, t.*
      from input i left join lateral (
        select hash as old_hash, updated_at as old_updated_at ${before.map((column) => `, ${column} as old_${column}`).join("")}
        from ${name} t where t.shop_id = $1 and ${on("t", "i")} limit 1) t on true),
    put as (
      insert into ${name} as t (shop_id, ${all.join(", ")})
      select $1, ${plain.map((column) => `i.${column}`).join(", ")}
        ${Object.values(computed)
          .map((expression) => `, ${expression}`)
          .join("")}
      from input i
      on conflict (shop_id, ${key.join(", ")}) do update
      set ${set.map((column) => `${column} = excluded.${column}`).join(", ")}
      where (excluded.updated_at, excluded.triggered_at, excluded.hash)
        > (t.updated_at, t.triggered_at, t.hash)
      returning ${all.map((column) => `t.${column}`).join(", ")})
    select put.*, was.old_hash is null as is_new
      ${before.map((column) => `, was.old_${column}`).join("")}
    from put join was on ${on("put", "was")}
    where was.old_hash is distinct from put.hash
      ${isDated ? "or was.old_updated_at is distinct from put.updated_at" : ""}`;
}

/** Writes the newest copy of each row; answers the rows that are new or changed, as stored. */
export async function putNewest<T extends Versioned, R>(
  client: Client,
  shop: ShopContext,
  table: Table<T>,
  facts: readonly T[],
): Promise<R[]> {
  if (facts.length === 0) return [];
  let text = statements.get(table);
  if (!text) statements.set(table, (text = statementOf(table)));
  const columns = { ...table.columns, ...versionColumns } as Columns<T>;
  const rows = newest(facts, table.keyOf);
  const zone = needsZone(table) ? [shop.timeZone] : [];
  return run<R>(client, text, [shop.id, ...zone, ...cellsOf(columns, rows)]);
}
