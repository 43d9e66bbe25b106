import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { once } from "node:events";
import type { Client } from "../db.server.ts";
import { csvCell } from "./csv.ts";
import type { ShopContext } from "./facts.ts";
import { open } from "./keys.server.ts";

export type Manifest = {
  shop: string;
  timeZone: string;
  currency: string;
  exportedAt: string;
  tables: {
    table: string;
    rows: number;
    files: { file: string; bytes: number; sha256: string }[];
  }[];
};

const rowsAtOnce = 2000;
/** Never leave the database: people's ids could be worked out from their e-mail, keys be tried offline. */
const secretColumns = new Set(["shop.person_salt", "access_key.hash", "share_link.hash"]);

type Column = { name: string; type: string };
type Table = { table: string; columns: Column[]; key: string[] };

/** Every table whose rows belong to a shop, with its columns and primary key. */
async function tenantTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; columns: Column[]; key: string[] }>(
    `select c.relname as table,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null))
                        order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       (select json_agg(a.attname order by k.place)
        from pg_index i, unnest(i.indkey) with ordinality as k (number, place)
        join pg_attribute a on a.attnum = k.number
        where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid) as key
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
       and has_table_privilege(c.oid, 'select')
     order by 1`,
  );
  return rows.map((row) => ({
    ...row,
    columns: row.columns.filter(({ name }) => !secretColumns.has(`${row.table}.${name}`)),
  }));
}

/** How a column is written: instants in UTC as ISO, sealed bytes as base64 until they are opened. */
function expression({ name, type }: Column): string {
  const column = `"${name}"`;
  if (type === "timestamp with time zone") {
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
  }
  return type === "bytea" ? `encode(${column}, 'base64') as ${column}` : column;
}

function openSealed(base64: string | null): string | null {
  if (base64 === null) return null;
  try {
    return open(Buffer.from(base64, "base64"));
  } catch {
    return "sealed with a key that FOURFOLD_KEY does not hold";
  }
}

/** A file that counts and hashes what is written to it. Readable by its owner alone. */
function outlet(path: string) {
  const stream = createWriteStream(path, { mode: 0o600 });
  const hash = createHash("sha256");
  let bytes = 0;
  const failed = new Promise<never>((_, reject) => stream.once("error", reject));
  failed.catch(() => {});
  return {
    async write(text: string): Promise<void> {
      bytes += Buffer.byteLength(text);
      hash.update(text);
      if (!stream.write(text)) await Promise.race([once(stream, "drain"), failed]);
    },
    async end() {
      stream.end();
      await Promise.race([once(stream, "close"), failed]);
      return { bytes, sha256: hash.digest("hex") };
    },
  };
}

const numeric = new Set(["bigint", "integer", "numeric", "double precision", "real", "smallint"]);

async function exportTable(
  client: Client,
  shop: ShopContext,
  { table, columns, key }: Table,
  folder: string,
) {
  const csv = outlet(join(folder, `${table}.csv`));
  const json = outlet(join(folder, `${table}.json`));
  const order = key.map((name) => `"${name}"`).join(", ");
  // A cursor takes no parameters; a bigint prints digits only, so it cannot carry SQL.
  const own = `${table === "shop" ? "id" : "shop_id"} = ${BigInt(shop.id)}`;
  await client.query(
    `declare exported no scroll cursor for
     select to_json(r)::text as json, r.* from
       (select ${columns.map(expression).join(", ")} from "${table}" where ${own}
        order by ${order}) r`,
  );
  await csv.write(`${columns.map(({ name }) => csvCell(name)).join(",")}\n`);
  await json.write("[");
  const sealed = columns.filter(({ type }) => type === "bytea").map(({ name }) => name);
  let count = 0;
  for (;;) {
    const { rows } = await client.query<Record<string, unknown> & { json: string }>(
      `fetch ${rowsAtOnce} from exported`,
    );
    if (rows.length === 0) break;
    const lines = rows.map((row) => {
      for (const name of sealed) row[name] = openSealed(row[name] as string | null);
      const cells = columns.map(({ name, type }) =>
        // Numbers arrive as text and keep their minus: only text can be a formula.
        numeric.has(type) && row[name] !== null ? String(row[name]) : csvCell(row[name]),
      );
      return `${cells.join(",")}\n`;
    });
    const objects = rows.map((row) => {
      if (sealed.length === 0) return row.json;
      const opened = Object.fromEntries(sealed.map((name) => [name, row[name]]));
      return JSON.stringify({ ...(JSON.parse(row.json) as object), ...opened });
    });
    await csv.write(lines.join(""));
    await json.write(`${count === 0 ? "\n" : ",\n"}${objects.join(",\n")}`);
    count += rows.length;
  }
  await client.query("close exported");
  await json.write(count === 0 ? "]\n" : "\n]\n");
  const [csvFile, jsonFile] = [await csv.end(), await json.end()];
  const files = [
    { file: `${table}.csv`, ...csvFile },
    { file: `${table}.json`, ...jsonFile },
  ];
  return { table, rows: count, files };
}

/**
 * Everything that is kept of the bound shop, as one CSV and one JSON file a table and a manifest with
 * counts and SHA-256. Contacts and parked bodies are opened: it is the merchant's own data. Streamed.
 */
export async function exportShop(
  client: Client,
  shop: ShopContext,
  { folder, now }: { folder: string; now: Date },
): Promise<Manifest> {
  await mkdir(folder, { recursive: true });
  const tables = [];
  for (const table of await tenantTables(client)) {
    tables.push(await exportTable(client, shop, table, folder));
  }
  const manifest: Manifest = {
    shop: shop.domain,
    timeZone: shop.timeZone,
    currency: shop.currency,
    exportedAt: now.toISOString(),
    tables,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(folder, "manifest.json"), text, { mode: 0o600 });
  return manifest;
}
