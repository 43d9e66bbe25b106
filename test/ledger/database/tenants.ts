import type { Pool } from "pg";

export type Column = { name: string; type: string; kind: string };
/** `key`: the column that names the shop. */
export type Tenant = { table: string; key: string; columns: Column[] };

/** Every table of the catalogue that belongs to a shop: all but Shopify's sessions and Prisma's list. */
export async function tenantTables(owner: Pool): Promise<Tenant[]> {
  const { rows } = await owner.query<{ table: string } & Column>(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      t.typcategory as kind
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
      and not a.attisdropped and c.relname not in ('Session', '_prisma_migrations')
    order by c.relname, a.attnum`);
  const tables = new Map<string, Tenant>();
  for (const { table, ...column } of rows) {
    const key = table === "shop" ? "id" : "shop_id";
    const tenant = tables.get(table) ?? { table, key, columns: [] };
    tenant.columns.push(column);
    tables.set(table, tenant);
  }
  return [...tables.values()];
}

/** A row of `tenant` for a shop, every column filled by its type; `mark` tells rows apart. */
export function insertRow({ table, key, columns }: Tenant, shopId: bigint, mark: string): string {
  const values = columns.map(({ name, type }) => {
    if (name === key) return String(shopId);
    if (type.endsWith("[]")) return `'{}'`;
    if (type === "bytea") return `'\\x00'`;
    if (type === "boolean") return "false";
    if (type === "date") return "'2026-01-01'";
    if (type.startsWith("timestamp")) return "'2026-01-01T00:00:00Z'";
    if (/^(bigint|integer|smallint|numeric|double precision|real)/.test(type)) return "1";
    if (type.startsWith("json")) return `'"${mark}"'`;
    return `'${mark}'`;
  });
  return `insert into "${table}" (${columns.map(({ name }) => `"${name}"`).join(", ")})
    values (${values.join(", ")})`;
}
